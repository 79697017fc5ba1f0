using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ReleasePlanning.Database;

/// <summary>The one database of the service. Each slice maps its own tables beside its types; this file knows no field names.</summary>
public sealed class ReleasePlanningDb : DbContext
{
    // whoever cannot save gives the whole transaction up: a savepoint nobody returns to is two round trips for nothing
    public ReleasePlanningDb(DbContextOptions<ReleasePlanningDb> options) : base(options) => Database.AutoSavepointsEnabled = false;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<SiteId>().HaveConversion<IdConverter<SiteId>>();
        configurationBuilder.Properties<StaffId>().HaveConversion<IdConverter<StaffId>>();
        configurationBuilder.Properties<PersonId>().HaveConversion<IdConverter<PersonId>>();
        configurationBuilder.Properties<ReleasePlanId>().HaveConversion<IdConverter<ReleasePlanId>>();
        configurationBuilder.Properties<WorkItemId>().HaveConversion<IdConverter<WorkItemId>>();
        configurationBuilder.Properties<WorkflowDefinitionId>().HaveConversion<IdConverter<WorkflowDefinitionId>>();
        configurationBuilder.Properties<WorkflowInstanceId>().HaveConversion<IdConverter<WorkflowInstanceId>>();
        configurationBuilder.Properties<Instant>().HaveConversion<InstantConverter>();
        configurationBuilder.Properties<LocalDate>().HaveConversion<LocalDateConverter>();
        configurationBuilder.Properties<LocalTime>().HaveConversion<LocalTimeConverter>();
        configurationBuilder.Properties<BedSpaces.Nights>().HaveConversion<NightsConverter>().HaveColumnType("daterange");
        configurationBuilder.Properties<Reason>().HaveConversion<ReasonConverter>().HaveColumnType("jsonb");
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
        configurationBuilder.Conventions.Add(_ => new SnakeCase());
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasPostgresExtension("btree_gist");
        modelBuilder.HasSequence<long>("release_plan_numbers");
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(ReleasePlanningDb).Assembly);
    }
}

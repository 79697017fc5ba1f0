using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

public enum MigrationState { Running, Stopped, Done }

public enum MigrationResult
{
    /// <summary>Not come to yet.</summary>
    Waiting,
    Migrated,
    /// <summary>Cannot follow the plan; it stays where it was, and the reason says why.</summary>
    Refused,
    /// <summary>It ended, or went to another version, before its turn came.</summary>
    Gone,
}

/// <summary>An administrator's decision to bring the running instances of one version of a process to another, and how far that has come.
/// The decision never changes; each instance is a row of its own, done in a transaction of its own.</summary>
public sealed class WorkflowMigration
{
    public required Guid Id { get; init; }
    public required string ProcessId { get; init; }
    public required WorkflowDefinitionId FromId { get; init; }
    public required WorkflowDefinitionId ToId { get; init; }
    /// <summary>Element ids of the old version with those of the new one.</summary>
    public required Dictionary<string, string> Mappings { get; init; }
    public required TimerChoice Timers { get; init; }
    /// <summary>Choices for single timers, by their element id in the old version.</summary>
    public required Dictionary<string, string> TimersByEvent { get; init; }
    public required string Reason { get; init; }
    /// <summary>Null when it was asked for on the command line.</summary>
    public StaffId? AskedBy { get; init; }
    public required Instant AskedAt { get; init; }
    public MigrationState State { get; set; } = MigrationState.Running;
    public Instant? EndedAt { get; set; }

    public TimerPolicy Policy => new(Timers) { ByEvent = TimersByEvent.ToImmutableDictionary(t => t.Key, t => Enum.Parse<TimerChoice>(t.Value)) };
}

/// <summary>What became of one instance in a migration.</summary>
public sealed class MigratedInstance
{
    public required Guid MigrationId { get; init; }
    public required WorkflowInstanceId InstanceId { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public MigrationResult Result { get; set; } = MigrationResult.Waiting;
    /// <summary>For a refusal: the element it is about, or empty.</summary>
    public string? ElementId { get; set; }
    public string? ReasonEn { get; set; }
    public string? ReasonFr { get; set; }
    public Instant? At { get; set; }
}

public sealed class WorkflowMigrationMapping : IEntityTypeConfiguration<WorkflowMigration>
{
    public void Configure(EntityTypeBuilder<WorkflowMigration> builder)
    {
        builder.ToTable("workflow_migrations");
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.Ignore(m => m.Policy);
        builder.Property(m => m.Mappings).HasColumnType("jsonb").HasConversion(m => Write(m), s => Read(s), Compared);
        builder.Property(m => m.TimersByEvent).HasColumnType("jsonb").HasConversion(m => Write(m), s => Read(s), Compared);
        builder.HasIndex(m => new { m.ProcessId, m.AskedAt });
        builder.HasOne<WorkflowDefinition>().WithMany().HasForeignKey(m => m.FromId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WorkflowDefinition>().WithMany().HasForeignKey(m => m.ToId).OnDelete(DeleteBehavior.Restrict);
    }

    // written once and never changed
    private static readonly ValueComparer<Dictionary<string, string>> Compared =
        new((a, b) => a!.Count == b!.Count && !a.Except(b).Any(), m => m.Count, m => new Dictionary<string, string>(m));

    private static string Write(Dictionary<string, string> value) => JsonSerializer.Serialize(value, JsonSerializerOptions.Default);

    private static Dictionary<string, string> Read(string value) => JsonSerializer.Deserialize<Dictionary<string, string>>(value, JsonSerializerOptions.Default)!;
}

public sealed class MigratedInstanceMapping : IEntityTypeConfiguration<MigratedInstance>
{
    public void Configure(EntityTypeBuilder<MigratedInstance> builder)
    {
        builder.ToTable("migrated_instances");
        builder.HasKey(i => new { i.MigrationId, i.InstanceId });
        builder.HasIndex(i => new { i.MigrationId, i.Result });
        builder.HasIndex(i => i.PlanId);
        builder.HasOne<WorkflowMigration>().WithMany().HasForeignKey(i => i.MigrationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<WorkflowInstance>().WithMany().HasForeignKey(i => i.InstanceId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(i => i.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>One act that gave somebody's whole caseload to others. Its id comes from whoever asked: the same act sent twice is done once.</summary>
public sealed class CaseloadMove
{
    public required Guid Id { get; init; }
    public required StaffId FromStaffId { get; init; }
    /// <summary>The last day of a temporary move; null for one for good.</summary>
    public LocalDate? UntilOn { get; init; }
    public required string Reason { get; init; }
    public required Instant MovedAt { get; init; }
    public StaffId? MovedBy { get; init; }
    public required int Plans { get; init; }
    public required int Steps { get; init; }
    public required int Takers { get; init; }
}

/// <summary>After how many working hours a step without an owner goes to the supervisor, where a site does not keep the product default.</summary>
public sealed class UnassignedThreshold
{
    /// <summary>Product default.</summary>
    public const int DefaultHours = 4;
    public const int MostHours = 80;

    public required SiteId SiteId { get; init; }
    public required int Hours { get; set; }
    public required StaffId SetBy { get; set; }
    public required Instant SetAt { get; set; }
}

public sealed class CaseloadMoveMapping : IEntityTypeConfiguration<CaseloadMove>
{
    public void Configure(EntityTypeBuilder<CaseloadMove> builder)
    {
        builder.ToTable("caseload_moves");
        builder.Property(m => m.Id).ValueGeneratedNever();
        builder.HasOne<StaffMember>().WithMany().HasForeignKey(m => m.FromStaffId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class UnassignedThresholdMapping : IEntityTypeConfiguration<UnassignedThreshold>
{
    public void Configure(EntityTypeBuilder<UnassignedThreshold> builder)
    {
        builder.HasKey(t => t.SiteId);
        builder.HasOne<Site>().WithMany().HasForeignKey(t => t.SiteId);
        builder.ToTable("unassigned_thresholds", t => t.HasCheckConstraint("unassigned_within_two_weeks", "hours between 1 and 80"));
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Escalations;

/// <summary>Something overdue or blocked brought before a named person who can act, with the reason it came.
/// Exactly one per (work item, due instant, level) or per (plan, occasion): the database holds it.</summary>
public sealed class Escalation
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public WorkItemId? WorkItemId { get; init; }
    /// <summary>What makes it this escalation and no other; unique.</summary>
    public required string Occasion { get; init; }
    public required int Level { get; init; }
    public required bool IsReminder { get; init; }
    public required string ToRole { get; init; }
    /// <summary>Null only when nobody in the region holds any position of the ladder.</summary>
    public StaffId? ToStaffId { get; set; }
    public required Reason Reason { get; init; }
    public required Instant RaisedAt { get; init; }
    public Instant? AcknowledgedAt { get; set; }
    public StaffId? AcknowledgedBy { get; set; }
}

public sealed class EscalationMapping : IEntityTypeConfiguration<Escalation>
{
    public void Configure(EntityTypeBuilder<Escalation> builder)
    {
        builder.ToTable("escalations");
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => e.Occasion).IsUnique();
        builder.HasIndex(e => e.PlanId);
        builder.HasIndex(e => e.WorkItemId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(e => e.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}

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
    /// <summary>How many rungs its ladder has; 0 for what no ladder raised.</summary>
    public int Rungs { get; init; }
    /// <summary>The due instant it belongs to: another one takes its place when the step is re-dated.</summary>
    public Instant? DueAt { get; init; }
    public required string ToRole { get; init; }
    /// <summary>The position it was meant for, when nobody held it.</summary>
    public string? PassedOnFrom { get; init; }
    /// <summary>How long an acknowledgement holds the next rung.</summary>
    public string? Hold { get; init; }
    /// <summary>Null only when nobody in the region holds any position of the ladder.</summary>
    public StaffId? ToStaffId { get; set; }
    public required Reason Reason { get; init; }
    public required Instant RaisedAt { get; init; }
    public Instant? AcknowledgedAt { get; set; }
    public StaffId? AcknowledgedBy { get; set; }
    /// <summary>For one without a step: when, by whom and how it was settled. One of a step is settled by closing or re-dating the step.</summary>
    public Instant? ResolvedAt { get; set; }
    public StaffId? ResolvedBy { get; set; }
    public string? Resolution { get; set; }
    /// <summary>Raised because nobody took the step, and not by a rung of its ladder.</summary>
    public bool IsUntaken => WorkItemId is not null && Level == 0;
}

public sealed class EscalationMapping : IEntityTypeConfiguration<Escalation>
{
    public void Configure(EntityTypeBuilder<Escalation> builder)
    {
        builder.ToTable("escalations", t => t.HasCheckConstraint("a_settled_escalation_says_how",
            "(resolved_at is null and resolved_by is null and resolution is null) or (work_item_id is null and resolved_at is not null and resolved_by is not null and length(btrim(resolution)) > 0)"));
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => e.Occasion).IsUnique();
        builder.HasIndex(e => e.PlanId);
        builder.HasIndex(e => e.WorkItemId);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(e => e.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}

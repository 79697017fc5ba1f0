using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

public enum RedatingState { Running, Stopped, Done }

public enum RedatingResult
{
    /// <summary>Not come to yet.</summary>
    Waiting,
    /// <summary>Dates moved.</summary>
    Moved,
    /// <summary>None of its dates depends on what was changed.</summary>
    Unchanged,
    /// <summary>It ended before its turn came.</summary>
    Gone,
    /// <summary>It could not be written; the reason is kept, and nothing of it changed.</summary>
    Failed,
}

/// <summary>The work that follows a change of a calendar: every plan it can reach is looked at once, each in a transaction of its own.</summary>
public sealed class PlanRedating
{
    public required Guid Id { get; init; }
    public required Guid ChangeId { get; init; }
    public required PastDue Past { get; init; }
    public required StaffId AskedBy { get; init; }
    public required Instant AskedAt { get; init; }
    public RedatingState State { get; set; } = RedatingState.Running;
    public Instant? EndedAt { get; set; }
}

/// <summary>What became of one plan.</summary>
public sealed class RedatedPlan
{
    public required Guid RedatingId { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public RedatingResult Result { get; set; } = RedatingResult.Waiting;
    /// <summary>Due dates and timers that moved, those of them that lie in the past now, and hand-set ones that stayed.</summary>
    public int Moved { get; set; }
    public int Past { get; set; }
    public int Kept { get; set; }
    /// <summary>The release day that the law gives now, where it is another than the plan's; a person decides about that.</summary>
    public LocalDate? LawfulReleaseOn { get; set; }
    public string? Message { get; set; }
    public Instant? At { get; set; }
}

public sealed class PlanRedatingMapping : IEntityTypeConfiguration<PlanRedating>
{
    public void Configure(EntityTypeBuilder<PlanRedating> builder)
    {
        builder.ToTable("plan_redatings");
        builder.Property(r => r.Id).ValueGeneratedNever();
        builder.HasIndex(r => r.AskedAt);
        builder.HasIndex(r => r.ChangeId).IsUnique();
        builder.HasOne<CalendarChange>().WithMany().HasForeignKey(r => r.ChangeId).OnDelete(DeleteBehavior.Restrict);
    }
}

public sealed class RedatedPlanMapping : IEntityTypeConfiguration<RedatedPlan>
{
    public void Configure(EntityTypeBuilder<RedatedPlan> builder)
    {
        builder.ToTable("redated_plans");
        builder.HasKey(r => new { r.RedatingId, r.PlanId });
        builder.HasIndex(r => new { r.RedatingId, r.Result });
        builder.HasIndex(r => r.PlanId);
        builder.HasOne<PlanRedating>().WithMany().HasForeignKey(r => r.RedatingId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<ReleasePlan>().WithMany().HasForeignKey(r => r.PlanId).OnDelete(DeleteBehavior.Restrict);
    }
}

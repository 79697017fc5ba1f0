using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>The person it came to says that they have seen it and are on it. The next rung is held as long as the ladder's version says.</summary>
public sealed class AcknowledgeEscalation(ReleasePlanningDb db, ArmLadder armLadder, IClock clock)
{
    public async Task<Outcome<Escalation>> RunAsync(Guid id, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Set<Escalation>().Where(e => e.Id == id).Select(e => (ReleasePlanId?)e.PlanId).FirstOrDefaultAsync(ct) is not { } plan) { return Outcome.NotFound<Escalation>(); }
        // the lock of the plan: a rung that fires at this moment fires before or after, and is held or is not
        await db.LockPlanAsync(plan, ct);
        var escalation = await db.Set<Escalation>().SingleAsync(e => e.Id == id, ct);
        if (!IsTheirs(escalation, actor)) { return Outcome.Forbidden<Escalation>("escalation.not-yours"); }
        if (escalation.AcknowledgedAt is not null) { return Outcome.Done(escalation); }
        (escalation.AcknowledgedAt, escalation.AcknowledgedBy) = (clock.GetCurrentInstant(), actor.StaffId);
        await HoldAsync(escalation, ct);
        db.Add(AuditEntry.OfPlan(escalation.PlanId, actor, escalation.AcknowledgedAt.Value, "escalation.acknowledged", new Reason("audit.escalation.acknowledged"), escalation.WorkItemId));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(escalation);
    }

    /// <summary>It came to them, or to somebody they stand in for.</summary>
    public static bool IsTheirs(Escalation escalation, Actor actor) =>
        escalation.ToStaffId is { } to && (to == actor.StaffId || actor.Covers.Any(c => c.For == to && c.Reaches(escalation.PlanId)));

    private async Task HoldAsync(Escalation escalation, CancellationToken ct)
    {
        if (escalation.IsReminder || !LadderOffset.TryParse(escalation.Hold, out var hold) || await db.Set<WorkItem>().FindAsync([escalation.WorkItemId], ct) is not { } item) { return; }
        // what belonged to an earlier date holds nothing of this one, and nobody holds what the law or a hard gate wants
        if (item.State != WorkItemState.Open || item.DueAt != escalation.DueAt || item.HasLegalLimit) { return; }
        var until = Ladder.After(escalation.AcknowledgedAt!.Value, hold, (await armLadder.OfAsync(item, ct)).Place);
        if (item.HeldUntil > until) { return; }
        item.HeldUntil = MicrosecondClock.Truncate(until);
        await armLadder.SameAsync(item, ct);
    }
}

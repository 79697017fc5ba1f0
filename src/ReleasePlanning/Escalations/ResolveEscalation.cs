using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>Says how the matter of an escalation without a step was settled. One of a step is settled by closing the step or giving it a new date.</summary>
public sealed class ResolveEscalation(ReleasePlanningDb db, IClock clock)
{
    public const int LongestReason = 2000;

    public async Task<Outcome<Escalation>> RunAsync(Guid id, string reason, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Set<Escalation>().Where(e => e.Id == id).Select(e => (ReleasePlanId?)e.PlanId).FirstOrDefaultAsync(ct) is not { } planId) { return Outcome.NotFound<Escalation>(); }
        var plan = (await db.LockPlanAsync(planId, ct))!.Plan;
        var escalation = await db.Set<Escalation>().SingleAsync(e => e.Id == id, ct);
        if (!May(escalation, plan, actor)) { return Outcome.Forbidden<Escalation>("escalation.not-yours-to-resolve"); }
        if (escalation.WorkItemId is not null) { return Outcome.Conflict<Escalation>("escalation.resolves-with-its-step"); }
        if (escalation.ResolvedAt is not null) { return Outcome.Conflict<Escalation>("escalation.already-resolved"); }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<Escalation>("reason", "form.required"); }
        if (reason.Length > LongestReason) { return Outcome.Refused<Escalation>("reason", "form.too-long", LongestReason); }
        (escalation.ResolvedAt, escalation.ResolvedBy, escalation.Resolution) = (clock.GetCurrentInstant(), actor.StaffId, reason.Trim());
        db.Add(AuditEntry.OfPlan(planId, actor, escalation.ResolvedAt.Value, "escalation.resolved", new Reason("audit.escalation.resolved", escalation.Resolution)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(escalation);
    }

    /// <summary>Whoever it came to, the plan's officers, and who supervises at either end.</summary>
    public static bool May(Escalation escalation, ReleasePlan plan, Actor actor) =>
        AcknowledgeEscalation.IsTheirs(escalation, actor)
        || (actor.StaffId is { } me && (me == plan.ParoleOfficerId || me == plan.CommunityOfficerId))
        || Roles.Supervising.Any(r => actor.Holds(r, plan.ReleasingSiteId) || actor.Holds(r, plan.ParoleOfficeId));
}

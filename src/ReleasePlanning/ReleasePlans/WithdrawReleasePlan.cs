using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>Withdraws a plan with a reason: everything it opened is closed in the same transaction and nothing fires afterwards.</summary>
public sealed class WithdrawReleasePlan(ReleasePlanningDb db, CancelWorkflow cancelWorkflow, IEnumerable<IPlanEnding> endings, IClock clock)
{
    public Task<Outcome<ReleasePlan>> RunAsync(ReleasePlanId id, string reason, uint? version, Actor actor, CancellationToken ct) =>
        db.AgainAfterDeadlockAsync(() => OnceAsync(id, reason, version, actor, ct));

    private async Task<Outcome<ReleasePlan>> OnceAsync(ReleasePlanId id, string reason, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockPlanAsync(id, ct) is not { } locked) { return Outcome.NotFound<ReleasePlan>(); }
        var plan = locked.Plan;
        if (PlanAccess.MayChange(plan, actor) is { Value: false } no) { return Outcome.Forbidden<ReleasePlan>(no.Why.Code); }
        if (plan.Status != PlanStatus.Active) { return Outcome.Conflict<ReleasePlan>("plan.not-active", "@plan-status." + plan.Status); }
        if (version is { } v && v != plan.Version) { return Outcome.Conflict<ReleasePlan>("changed-meanwhile"); }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<ReleasePlan>("reason", "form.required"); }
        if (reason.Length > 2000) { return Outcome.Refused<ReleasePlan>("reason", "form.too-long", 2000); }

        var now = clock.GetCurrentInstant();
        await cancelWorkflow.RunAsync(locked, reason, actor, now, ct);
        foreach (var ending in endings) { await ending.RunAsync(plan, now, ct); }
        (plan.Status, plan.ClosedAt, plan.CloseReason) = (PlanStatus.Withdrawn, now, reason.Trim());
        db.Add(AuditEntry.OfPlan(id, actor, now, "plan.withdrawn", new Reason("audit.plan.withdrawn", plan.CloseReason)));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(plan);
    }
}

using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Goes past a step that does not fit the case, with a reason. A hard gate is never skipped: not here, and not in the database.</summary>
public sealed class SkipWorkItem(ReleasePlanningDb db, MoveOn moveOn, IClock clock)
{
    public Task<Outcome<WorkItem>> RunAsync(WorkItemId id, string reason, uint? version, Actor actor, CancellationToken ct) =>
        db.AgainAfterDeadlockAsync(() => OnceAsync(id, reason, version, actor, ct));

    private async Task<Outcome<WorkItem>> OnceAsync(WorkItemId id, string reason, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        var (plan, item) = locked;
        if (item.HardGate) { return Outcome.Refused<WorkItem>("", "step.hard-gate"); }
        if (StepAccess.MaySkip(item, actor) is { Value: false } no) { return Outcome.Forbidden<WorkItem>(no.Why.Code, [.. no.Why.Args]); }
        if (item.RefuseStale<WorkItem>(version) is { } stale) { return stale; }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<WorkItem>("reason", "step.skip-needs-reason"); }
        if (reason.Length > 2000) { return Outcome.Refused<WorkItem>("reason", "form.too-long", 2000); }

        var now = clock.GetCurrentInstant();
        // no outcome: the gateway behind the step takes its default flow
        (item.State, item.SkipReason) = (WorkItemState.Skipped, reason.Trim());
        (item.ClosedAt, item.ClosedBy) = (now, actor.StaffId);
        db.Add(AuditEntry.OfPlan(item.PlanId, actor, now, "step.skipped", new Reason("audit.step.skipped", item.TitleEn, item.TitleFr, item.SkipReason), item.Id));
        var trigger = new Trigger.WorkItemCompleted(item.TokenId, null, ImmutableDictionary<string, object?>.Empty);
        await moveOn.RunAsync(plan, item, trigger, StepResult.Done, actor, now, ct);
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<WorkItem>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(item);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

public enum TimerResult { Fired, LostRace, NotYetDue, PlanBusy }

/// <summary>Fires claimed timers in one transaction: lock their plans, check that each timer is still there and still ours, step, delete it,
/// commit; a cycle's next firing is armed in the same step. Whoever loses a race does nothing and spends no attempt.</summary>
public sealed class FireTimer(ReleasePlanningDb db, PlanRows rows, WorkflowRunner runner, ClimbLadder climbLadder, FireStartTimer fireStartTimer,
    EscalateUnassigned escalateUnassigned, IEnumerable<IPlanTimer> ofSlices, IDatabaseTime time)
{
    /// <summary>What became of each, in the order given. For one plan it waits; of several plans those that somebody holds are left out as busy.</summary>
    public async Task<IReadOnlyList<TimerResult>> RunAsync(IReadOnlyList<ClaimedTimer> timers, Guid worker, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var plans = await LockAsync([.. timers.Select(t => t.PlanId).Distinct()], ct);
        var ids = timers.Where(t => plans.ContainsKey(t.PlanId)).Select(t => t.Id).ToList();
        // read after the lock: what an earlier holder of it disarmed or re-dated is seen
        var ours = await db.Set<WorkflowTimer>().Where(t => ids.Contains(t.Id) && t.LockOwner == worker && !t.Parked).ToDictionaryAsync(t => t.Id, ct);
        await LoadAsync(ours.Values, ct);
        var results = new List<TimerResult>(timers.Count);
        foreach (var claimed in timers)
        {
            results.Add(!plans.TryGetValue(claimed.PlanId, out var plan) ? TimerResult.PlanBusy
                : ours.TryGetValue(claimed.Id, out var timer) ? await FireAsync(plan, timer, ct) : TimerResult.LostRace);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return results;
    }

    private async Task<Dictionary<ReleasePlanId, LockedPlan>> LockAsync(List<ReleasePlanId> plans, CancellationToken ct)
    {
        if (plans is not [var only]) { return (await db.LockFreePlansAsync(plans, ct)).ToDictionary(p => p.Plan.Id); }
        return await db.LockPlanAsync(only, ct) is { } plan ? new() { [only] = plan } : [];
    }

    /// <summary>One query a kind for all of them, instead of one a timer.</summary>
    private async Task LoadAsync(IReadOnlyCollection<WorkflowTimer> timers, CancellationToken ct)
    {
        var plans = timers.Where(t => t.Purpose != TimerPurpose.Ladder).Select(t => t.PlanId).Distinct().ToList();
        if (plans.Count > 0) { await rows.LoadAsync(plans, ct); }
        var steps = timers.Select(t => t.WorkItemId).OfType<WorkItemId>().ToList();
        if (steps.Count > 1) { await db.Set<WorkItems.WorkItem>().Where(w => steps.Contains(w.Id)).LoadAsync(ct); }
    }

    private async Task<TimerResult> FireAsync(LockedPlan plan, WorkflowTimer timer, CancellationToken ct)
    {
        // a timer fired just before it, in this same transaction, may have closed its step
        if (db.Entry(timer).State is EntityState.Deleted or EntityState.Detached) { return TimerResult.LostRace; }
        var now = await time.NowAsync(db, ct);
        if (timer.DueAt > now)
        {
            // moved to later between claim and lock
            (timer.LockOwner, timer.LockUntil) = (null, null);
            return TimerResult.NotYetDue;
        }
        await (timer.Purpose switch
        {
            TimerPurpose.Diagram => FireDiagramTimerAsync(plan, timer, now, ct),
            TimerPurpose.Ladder => climbLadder.RunAsync(plan, timer, now, ct),
            TimerPurpose.Start => fireStartTimer.RunAsync(plan, timer, now, ct),
            TimerPurpose.Unassigned => escalateUnassigned.RunAsync(plan, timer, now, ct),
            TimerPurpose.Slice => FireOfSliceAsync(plan, timer, now, ct),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
        return TimerResult.Fired;
    }

    private Task FireOfSliceAsync(LockedPlan plan, WorkflowTimer timer, Instant now, CancellationToken ct)
    {
        db.Remove(timer);
        var (key, about) = timer.ElementId.Split(':', 2) is [var k, var a] ? (k, a) : (timer.ElementId, "");
        return ofSlices.Single(t => t.Key == key).RunAsync(plan, about, now, ct);
    }

    private async Task FireDiagramTimerAsync(LockedPlan plan, WorkflowTimer timer, Instant now, CancellationToken ct)
    {
        var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == timer.InstanceId);
        db.Remove(timer);
        await runner.TakeAsync(plan, instance, new Trigger.TimerFired(timer.TokenId!.Value, timer.ElementId), Actor.Service, now, ct);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

public enum TimerResult { Fired, LostRace, NotYetDue }

/// <summary>Fires claimed timers of one plan in one transaction: lock the plan, check that each is still there and still ours, step, delete it,
/// commit; a cycle's next firing is armed in the same step. Whoever loses a race does nothing and spends no attempt.</summary>
public sealed class FireTimer(ReleasePlanningDb db, PlanRows rows, WorkflowRunner runner, ClimbLadder climbLadder, IDatabaseTime time)
{
    /// <summary>What became of each, in the order given.</summary>
    public async Task<IReadOnlyList<TimerResult>> RunAsync(ReleasePlanId planId, IReadOnlyList<Guid> timerIds, Guid worker, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockPlanAsync(planId, ct) is not { } plan) { return [.. timerIds.Select(_ => TimerResult.LostRace)]; }
        // read after the lock: what an earlier holder of it disarmed or re-dated is seen
        var ours = await db.Set<WorkflowTimer>().Where(t => timerIds.Contains(t.Id) && t.LockOwner == worker && !t.Parked).ToDictionaryAsync(t => t.Id, ct);
        var results = new List<TimerResult>(timerIds.Count);
        foreach (var id in timerIds)
        {
            results.Add(ours.TryGetValue(id, out var timer) ? await FireAsync(plan, timer, ct) : TimerResult.LostRace);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return results;
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
        if (timer.Purpose == TimerPurpose.Ladder) { await climbLadder.RunAsync(plan, timer, now, ct); }
        else { await FireDiagramTimerAsync(plan, timer, now, ct); }
        return TimerResult.Fired;
    }

    private async Task FireDiagramTimerAsync(LockedPlan plan, WorkflowTimer timer, Instant now, CancellationToken ct)
    {
        var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == timer.InstanceId);
        db.Remove(timer);
        await runner.TakeAsync(plan, instance, new Trigger.TimerFired(timer.TokenId!.Value, timer.ElementId), Actor.Service, now, ct);
    }
}

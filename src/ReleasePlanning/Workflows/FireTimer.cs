using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

public enum TimerResult { Fired, LostRace, NotYetDue }

/// <summary>Fires one claimed timer in one transaction: lock the plan, check that the timer is still there and still ours, step, delete it,
/// commit; a cycle's next firing is armed in the same step. Whoever loses a race does nothing and spends no attempt.</summary>
public sealed class FireTimer(ReleasePlanningDb db, PlanRows rows, WorkflowRunner runner, ClimbLadder climbLadder, IDatabaseTime time)
{
    public async Task<TimerResult> RunAsync(Guid timerId, Guid worker, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var planId = await db.Set<WorkflowTimer>().Where(t => t.Id == timerId).Select(t => (ReleasePlanId?)t.PlanId).FirstOrDefaultAsync(ct);
        if (planId is null || await db.LockPlanAsync(planId.Value, ct) is not { } plan) { return TimerResult.LostRace; }
        var timer = await db.Set<WorkflowTimer>().FirstOrDefaultAsync(t => t.Id == timerId && t.LockOwner == worker && !t.Parked, ct);
        if (timer is null) { return TimerResult.LostRace; }

        var now = await time.NowAsync(db, ct);
        var result = TimerResult.Fired;
        if (timer.DueAt > now)
        {
            // moved to later between claim and lock
            (timer.LockOwner, timer.LockUntil) = (null, null);
            result = TimerResult.NotYetDue;
        }
        else if (timer.Purpose == TimerPurpose.Ladder) { await climbLadder.RunAsync(plan, timer, now, ct); }
        else { await FireDiagramTimerAsync(plan, timer, now, ct); }

        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return result;
    }

    private async Task FireDiagramTimerAsync(LockedPlan plan, WorkflowTimer timer, Instant now, CancellationToken ct)
    {
        var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == timer.InstanceId);
        db.Remove(timer);
        // gone before the step: a cycle arms its next firing for the same token and element
        await db.SaveChangesAsync(ct);
        await runner.TakeAsync(plan, instance, new Trigger.TimerFired(timer.TokenId!.Value, timer.ElementId), Actor.Service, now, ct);
    }
}

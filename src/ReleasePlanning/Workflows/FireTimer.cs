using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

public enum TimerResult { Fired, LostRace, NotYetDue }

/// <summary>Fires one claimed timer in one transaction: lock the plan, check that the timer is still there and still ours, step, delete it or move it
/// to its next repetition, commit. Whoever loses a race does nothing and spends no attempt.</summary>
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
        // the rows of the plan are in memory before the step, so that a disarm in the step finds this one too
        await rows.TimersAsync(plan.Plan.Id, ct);
        if (timer.Repeat is null || Next(timer) is not { } repeat) { db.Remove(timer); }
        else
        {
            (timer.Repeat, timer.DueAt) = (RepeatJson.Write(repeat.Repeat), repeat.At);
            (timer.LockOwner, timer.LockUntil, timer.Attempts, timer.LastError) = (null, null, 0, null);
        }
        await runner.TakeAsync(plan, instance, new Trigger.TimerFired(timer.TokenId!.Value, timer.ElementId), Actor.Service, now, ct);
    }

    private static (TimerRepeat Repeat, Instant At)? Next(WorkflowTimer timer)
    {
        var repeat = RepeatJson.Read(timer.Repeat!);
        if (repeat.Remaining is 0) { return null; }
        var next = repeat with { Fired = repeat.Fired + 1, Remaining = repeat.Remaining - 1 };
        var every = NodaTime.Text.PeriodPattern.NormalizingIso.Parse(repeat.Every).Value;
        // counted from the first firing, never from the last, so that month ends and outages do not shift the rest
        return (next, (repeat.First.InUtc().LocalDateTime + Times(every, next.Fired)).InUtc().ToInstant());
    }

    private static Period Times(Period p, int n) => new PeriodBuilder
    {
        Years = p.Years * n, Months = p.Months * n, Weeks = p.Weeks * n, Days = p.Days * n,
        Hours = p.Hours * n, Minutes = p.Minutes * n, Seconds = p.Seconds * n, Milliseconds = p.Milliseconds * n,
    }.Build();
}

using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>The rung a step has reached.</summary>
/// <param name="PassedOver">How many notices of the ladder this one stands for, besides its own: they fell due while nothing could be sent, or in quiet hours.</param>
/// <param name="Of">How many rungs the ladder has.</param>
/// <param name="Next">What comes if nothing is done, and when.</param>
public sealed record ReachedRung(LadderRung Rung, int PassedOver, int Of, (LadderRung Rung, Instant At)? Next);

/// <summary>A rung of a work item's ladder fell due: has it raised, and arms the next.</summary>
public sealed class ClimbLadder(ReleasePlanningDb db, ArmLadder armLadder, IEnumerable<IServiceTask> tasks)
{
    /// <summary>The activity that brings something before a person; the same name diagrams use.</summary>
    public const string RaiseActivity = "ReleasePlanning.RaiseEscalation";

    public async Task RunAsync(LockedPlan plan, WorkflowTimer timer, Instant now, CancellationToken ct)
    {
        var item = await db.Set<WorkItem>().FindAsync([timer.WorkItemId], ct) ?? throw new InvalidOperationException($"There is no work item {timer.WorkItemId}.");
        var level = timer.Level!.Value;
        if (item.State == WorkItemState.Open && await armLadder.QuietUntilAsync(item, level, now, ct) is { } until)
        {
            (timer.DueAt, timer.LockOwner, timer.LockUntil, timer.Attempts) = (MicrosecondClock.Truncate(until), null, null, 0);
            return;
        }
        // quiet hours or a closure entered since it was armed: it comes at their end, never early
        if (item.State == WorkItemState.Open && await armLadder.NextAsync(item, level - 1, ct) is { } due && MicrosecondClock.Truncate(due.At) > now)
        {
            await armLadder.MoveAsync(item, timer, level - 1, ct);
            return;
        }
        var reached = item.State == WorkItemState.Open ? await armLadder.ReachedAsync(item, level, now, ct) : null;
        if (reached is null)
        {
            db.Remove(timer);
            return;
        }
        var raise = tasks.Single(t => t.ActivityType == RaiseActivity);
        var binding = new ActivityBinding(RaiseActivity, ImmutableDictionary<string, BindingInput>.Empty);
        await raise.RunAsync(new ServiceTaskContext(db, plan.Plan, item.ElementId, binding, ImmutableDictionary<string, object?>.Empty, Actor.Service, now, item, reached), ct);
        await armLadder.MoveAsync(item, timer, reached.Rung.Level, ct);
    }
}

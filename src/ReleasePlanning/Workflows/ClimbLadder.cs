using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>A rung of a work item's ladder fell due: has it raised, and arms the next.</summary>
public sealed class ClimbLadder(ReleasePlanningDb db, ArmLadder armLadder, IEnumerable<IServiceTask> tasks)
{
    /// <summary>The activity that brings something before a person; the same name diagrams use.</summary>
    public const string RaiseActivity = "ReleasePlanning.RaiseEscalation";

    public async Task RunAsync(LockedPlan plan, WorkflowTimer timer, Instant now, CancellationToken ct)
    {
        db.Remove(timer);
        var item = await db.Set<WorkItem>().FindAsync([timer.WorkItemId], ct) ?? throw new InvalidOperationException($"There is no work item {timer.WorkItemId}.");
        if (item.State != WorkItemState.Open) { return; }
        var level = timer.Level!.Value;
        if (await armLadder.ReachedAsync(item, level, now, ct) is var (rung, passedOver))
        {
            var raise = tasks.Single(t => t.ActivityType == RaiseActivity);
            var binding = new ActivityBinding(RaiseActivity, ImmutableDictionary<string, BindingInput>.Empty);
            await raise.RunAsync(new ServiceTaskContext(db, plan.Plan, item.ElementId, binding, ImmutableDictionary<string, object?>.Empty, Actor.Service, now, item, rung, passedOver), ct);
            level = rung.Level;
        }
        await armLadder.RunAsync(item, level, Instant.Min(now, Instant.Max(item.OpenedAt, item.DueAt ?? now)), ct);
    }
}

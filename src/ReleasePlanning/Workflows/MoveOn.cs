using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>What follows when a step closes: its ladder is disarmed, the workflow takes the trigger, moved anchors re-date what is open,
/// changed facts re-open the police notice and the victims'-unit alert. Shared by completing and skipping.</summary>
public sealed class MoveOn(ReleasePlanningDb db, PlanRows rows, WorkflowRunner runner, RecomputeDueDates recompute, TellFactsChanged tellFactsChanged, DeliverMessage deliver, IEnumerable<ILinkedDate> linked, PlanPlaces places)
{
    public PlanPlaces Places => places;

    public async Task RunAsync(LockedPlan plan, WorkItem item, Trigger trigger, StepResult result, Actor actor, Instant now, CancellationToken ct)
    {
        var timers = await rows.TimersAsync(plan.Plan.Id, ct);
        db.RemoveRange(timers.Where(t => t.WorkItemId == item.Id));
        var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == item.InstanceId);
        await runner.TakeAsync(plan, instance, trigger, actor, now, ct);
        foreach (var message in result.Tell) { await deliver.RunAsync(plan, message, ImmutableDictionary<string, object?>.Empty, actor, now, ct); }
        if (result.DatesChanged)
        {
            foreach (var one in linked) { await one.RunAsync(plan, actor, now, ct); }
            await recompute.RunAsync(plan, PastDue.Mark, now, ct);
        }
        if (result.FactsChanged) { await tellFactsChanged.RunAsync(plan, actor, now, ct); }
    }
}

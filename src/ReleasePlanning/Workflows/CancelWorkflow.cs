using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Ends everything a plan's workflow has open: steps, timers, subscriptions, called processes. Nothing fires afterwards.</summary>
public sealed class CancelWorkflow(ReleasePlanningDb db, PlanRows rows, WorkflowRunner runner, Incidents incidents)
{
    public async Task RunAsync(LockedPlan plan, string reason, Actor actor, Instant now, CancellationToken ct)
    {
        var running = (await rows.InstancesAsync(plan.Plan.Id, ct)).Where(i => i.ParentId is null && i.Status == InstanceStatus.Running).ToList();
        foreach (var root in running) { await runner.TakeAsync(plan, root, new Trigger.Cancel(reason), actor, now, ct); }
        db.RemoveRange((await rows.TimersAsync(plan.Plan.Id, ct)).Where(t => t.Purpose == TimerPurpose.Start));
        await incidents.ResolveOfPlanAsync(plan.Plan.Id, actor, now, ct);
    }
}

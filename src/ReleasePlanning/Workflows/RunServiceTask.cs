using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Runs the activity bound to a service task; its result is the next trigger of the same instance.</summary>
public sealed class RunServiceTask(ReleasePlanningDb db, IEnumerable<IServiceTask> tasks)
{
    public async Task<Move> RunAsync(EffectContext on, Effect.RunServiceTask e, CancellationToken ct)
    {
        var binding = ((Activity)on.Model.Nodes[e.ElementId]).Binding!;
        var task = tasks.FirstOrDefault(t => t.ActivityType == binding.ActivityType);
        if (task is null) { return new Move(on.Instance, new Trigger.TaskFailed(e.TokenId, "unknown-activity", $"No activity is named \"{binding.ActivityType}\".")); }

        // not the end of the act: the task reads with queries what this same step has written
        await db.SaveChangesAsync(ct);
        var result = await task.RunAsync(new ServiceTaskContext(db, on.Plan.Plan, e.ElementId, binding, on.State.SeenBy(e.TokenId), on.Actor, on.Now), ct);
        return new Move(on.Instance, result switch
        {
            ServiceTaskResult.Returned r => new Trigger.ServiceTaskReturned(e.TokenId, r.Variables),
            ServiceTaskResult.Failed f => new Trigger.TaskFailed(e.TokenId, f.Code, f.Message),
            _ => throw new System.Diagnostics.UnreachableException(),
        });
    }
}

using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Starts and cancels the process a call activity calls, in the version pinned when the plan was launched.</summary>
public sealed class CallProcess(ReleasePlanningDb db, PlanRows rows)
{
    public async Task<Move> StartAsync(EffectContext on, Effect.StartChild e, CancellationToken ct)
    {
        var instances = await rows.InstancesAsync(on.Plan.Plan.Id, ct);
        var root = on.Instance;
        while (root.ParentId is { } parent) { root = instances.Single(i => i.Id == parent); }
        if (!root.Pins.TryGetValue(e.CalledElement, out var definition))
        {
            throw new InterpreterException(e.ElementId, $"The process \"{e.CalledElement}\" was not published when this plan was launched.");
        }
        var child = new WorkflowInstance
        {
            Id = WorkflowInstanceId.New(), PlanId = on.Plan.Plan.Id, DefinitionId = new(definition), ProcessId = e.CalledElement,
            ParentId = on.Instance.Id, ParentTokenId = e.TokenId, State = ProcessStateJson.Write(ProcessState.New), StartedAt = on.Now,
        };
        db.Add(child);
        return new Move(child, new Trigger.Start(e.Variables, IsCalled: true));
    }

    public async Task<IReadOnlyList<Move>> CancelAsync(EffectContext on, Effect.CancelChild e, CancellationToken ct) =>
        [.. (await rows.InstancesAsync(on.Plan.Plan.Id, ct))
            .Where(i => i.ParentId == on.Instance.Id && i.ParentTokenId == e.TokenId && i.Status == InstanceStatus.Running)
            .Select(i => new Move(i, new Trigger.Cancel("the caller ended it")))];
}

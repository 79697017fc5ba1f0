using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Starts the newest published version of a process for a new plan, and pins the versions of everything it calls: later publications
/// do not reach a running plan.</summary>
public sealed class StartWorkflow(ReleasePlanningDb db, PinVersions pinVersions, WorkflowRunner runner)
{
    public async Task<WorkflowInstance> RunAsync(
        LockedPlan plan, string processId, ImmutableDictionary<string, object?> variables, Actor actor, Instant now, CancellationToken ct, string? startEventId = null)
    {
        var pins = new Dictionary<string, Guid>();
        await pinVersions.OfAsync(processId, pins, ct);
        var root = new WorkflowInstance
        {
            Id = WorkflowInstanceId.New(), PlanId = plan.Plan.Id, DefinitionId = new(pins[processId]), ProcessId = processId, Pins = pins,
            State = ProcessStateJson.Write(ProcessState.New), StartedAt = now,
        };
        db.Add(root);
        await runner.TakeAsync(plan, root, new Trigger.Start(variables, startEventId), actor, now, ct);
        return root;
    }
}

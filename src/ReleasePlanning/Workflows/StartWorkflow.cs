using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Starts the newest published version of a process for a new plan, and pins the versions of everything it calls: later publications
/// do not reach a running plan.</summary>
public sealed class StartWorkflow(ReleasePlanningDb db, WorkflowCatalogue catalogue, WorkflowRunner runner)
{
    public async Task<WorkflowInstance> RunAsync(
        LockedPlan plan, string processId, ImmutableDictionary<string, object?> variables, Actor actor, Instant now, CancellationToken ct, string? startEventId = null)
    {
        var pins = new Dictionary<string, Guid>();
        await PinAsync(processId, pins, ct);
        var root = new WorkflowInstance
        {
            Id = WorkflowInstanceId.New(), PlanId = plan.Plan.Id, DefinitionId = new(pins[processId]), ProcessId = processId, Pins = pins,
            State = ProcessStateJson.Write(ProcessState.New), StartedAt = now,
        };
        db.Add(root);
        await runner.TakeAsync(plan, root, new Trigger.Start(variables, startEventId), actor, now, ct);
        return root;
    }

    /// <summary>Fixes the newest version of a process and of all it calls, as far as they are not fixed yet.</summary>
    public async Task PinAsync(string processId, Dictionary<string, Guid> pins, CancellationToken ct)
    {
        if (pins.ContainsKey(processId)) { return; }
        var newest = await db.Set<WorkflowDefinition>().Where(d => d.ProcessId == processId).OrderByDescending(d => d.Version)
            .Select(d => (WorkflowDefinitionId?)d.Id).FirstOrDefaultAsync(ct)
            ?? throw new InterpreterException("", $"The process \"{processId}\" is not published.");
        pins[processId] = newest.Value;
        foreach (var called in (await catalogue.ModelAsync(db, newest, ct)).CalledProcesses) { await PinAsync(called, pins, ct); }
    }
}

using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>Processes that begin with a message or a signal: the newest published version starts for an open plan, beside what that plan already runs and
/// knowing what it knows.</summary>
public sealed class EventStarts(ReleasePlanningDb db, WorkflowCatalogue catalogue, PlanRows rows, PlanPlaces places, PinVersions pinVersions)
{
    /// <summary>The start of the process a message begins; null where none does, or where it refuses to begin.</summary>
    public async Task<Move?> ByMessageAsync(ReleasePlan plan, string name, ImmutableDictionary<string, object?> variables, Instant now, CancellationToken ct)
    {
        foreach (var (model, start) in await StartsAsync(plan, d => d is MessageEvent m && m.Name == name, ct))
        {
            if (await BeginAsync(plan, model, start, variables, now, ct) is { } move) { return move; }
        }
        return null;
    }

    /// <summary>The starts of all processes a signal begins in this plan.</summary>
    public async Task<IReadOnlyList<Move>> BySignalAsync(ReleasePlan plan, string name, ImmutableDictionary<string, object?> variables, Instant now, CancellationToken ct)
    {
        var moves = new List<Move>();
        foreach (var (model, start) in await StartsAsync(plan, d => d is SignalEvent s && s.Name == name, ct))
        {
            if (await BeginAsync(plan, model, start, variables, now, ct) is { } move) { moves.Add(move); }
        }
        return moves;
    }

    /// <summary>True when a signal begins a process, and so reaches every open plan.</summary>
    public async Task<bool> IsStartedBySignalAsync(string name, CancellationToken ct) => (await TypedAsync(d => d is SignalEvent s && s.Name == name, ct)).Count > 0;

    private async Task<List<(ProcessModel Model, StartEvent Start)>> StartsAsync(ReleasePlan plan, Predicate<EventDefinition?> begins, CancellationToken ct) =>
        plan.IsOpen ? await TypedAsync(begins, ct) : [];

    private async Task<List<(ProcessModel Model, StartEvent Start)>> TypedAsync(Predicate<EventDefinition?> begins, CancellationToken ct)
    {
        var newest = await db.Set<WorkflowDefinition>().Where(d => !db.Set<WorkflowDefinition>().Any(n => n.ProcessId == d.ProcessId && n.Version > d.Version))
            .OrderBy(d => d.ProcessId).Select(d => d.Id).ToListAsync(ct);
        var found = new List<(ProcessModel, StartEvent)>();
        foreach (var id in newest)
        {
            var model = await catalogue.ModelAsync(db, id, ct);
            found.AddRange(model.NodesIn(null).OfType<StartEvent>().OrderBy(s => s.Order).Where(s => begins(s.Definition)).Select(s => (model, s)));
        }
        return found;
    }

    // Tried on nothing first: a process that refuses to begin must not undo the step in which the signal was thrown.
    private async Task<Move?> BeginAsync(ReleasePlan plan, ProcessModel model, StartEvent start, ImmutableDictionary<string, object?> variables, Instant now, CancellationToken ct)
    {
        var launched = (await rows.InstancesAsync(plan.Id, ct)).Where(i => i.ParentId is null).MinBy(i => i.StartedAt);
        var trigger = new Trigger.Start((launched is null ? [] : ProcessStateJson.Read(launched.State).Variables).SetItems(variables), start.Id);
        var pins = new Dictionary<string, Guid>();
        try
        {
            Interpreter.Take(model, ProcessState.New, trigger, now, places.ForConditions(plan));
            await pinVersions.OfAsync(model.Id, pins, ct);
        }
        catch (InterpreterException refused)
        {
            db.Add(new WorkflowIncident
            {
                Id = Guid.CreateVersion7(), PlanId = plan.Id, ElementId = start.Id, Cause = IncidentCause.Diagram, MessageEn = refused.Message, MessageFr = refused.MessageFr, RaisedAt = now,
            });
            return null;
        }
        var instance = new WorkflowInstance
        {
            Id = WorkflowInstanceId.New(), PlanId = plan.Id, DefinitionId = new(pins[model.Id]), ProcessId = model.Id, Pins = pins, State = ProcessStateJson.Write(ProcessState.New), StartedAt = now,
        };
        db.Add(instance);
        return new Move(instance, trigger);
    }
}

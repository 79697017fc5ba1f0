using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>A trigger for an instance, still to be taken.</summary>
public sealed record Move(WorkflowInstance Instance, Trigger Trigger);

/// <summary>Moves the instances of one locked plan: asks the interpreter, keeps the state, has the effects written, and goes on with what they
/// lead to (service tasks, called processes, messages) until everything waits. Never saves: the act that called it does, once.</summary>
public sealed class WorkflowRunner(ReleasePlanningDb db, WorkflowCatalogue catalogue, EffectWriter writer, PlanPlaces places, KeptMessages keptMessages, Incidents incidents)
{
    // a design that calls itself or loops through service tasks for ever is stopped here instead of holding the lock
    private const int MostMoves = 2_000;

    public Task TakeAsync(LockedPlan plan, WorkflowInstance instance, Trigger trigger, Actor actor, Instant now, CancellationToken ct) =>
        TakeAllAsync(plan, [new Move(instance, trigger)], actor, now, ct);

    /// <summary>Takes away what a migration closes, while the instance is still on its old version.</summary>
    public async Task CloseAsync(LockedPlan plan, WorkflowInstance instance, Migrated migrated, Actor actor, Instant now, CancellationToken ct)
    {
        var model = await catalogue.ModelAsync(db, instance.DefinitionId, ct);
        foreach (var effect in migrated.Closed)
        {
            await writer.WriteAsync(new EffectContext(plan, instance, model, migrated.Step.State, actor, now, false), effect, ct);
        }
    }

    /// <summary>Goes on from the step that a migration gave, on the new version.</summary>
    public async Task GoOnAsync(LockedPlan plan, WorkflowInstance instance, Migrated migrated, Actor actor, Instant now, CancellationToken ct)
    {
        var model = await catalogue.ModelAsync(db, instance.DefinitionId, ct);
        var before = ProcessStateJson.Read(instance.State);
        var next = await WriteAsync(plan, instance, model, migrated.Step, nameof(Migrated), false, actor, now, ct);
        await incidents.ResolveGoneAsync(instance, before, migrated.Step.State, actor, now, ct);
        await TakeAllAsync(plan, next, actor, now, ct);
    }

    /// <summary>Several moves that belong together, such as one signal heard in several places.</summary>
    public async Task TakeAllAsync(LockedPlan plan, IReadOnlyList<Move> first, Actor actor, Instant now, CancellationToken ct)
    {
        var waiting = new Queue<Move>(first);
        var moves = 0;
        do
        {
            for (; waiting.TryDequeue(out var move); moves++)
            {
                if (moves == MostMoves) { throw new InterpreterException("", $"More than {MostMoves} moves in one step: the diagram goes round without waiting."); }
                if (move.Instance.Status != InstanceStatus.Running) { continue; }
                var state = ProcessStateJson.Read(move.Instance.State);
                // what an earlier move of this same step has ended (terminate, interruption) no longer counts
                if (moves > 0 && !StillWaits(state, move.Trigger)) { continue; }
                foreach (var next in await StepAsync(plan, move, state, actor, now, ct)) { waiting.Enqueue(next); }
            }
            // only when everything has come to rest is it known who waits for what came early
            if (await keptMessages.NextAsync(plan, now, ct) is { } kept) { waiting.Enqueue(kept); }
        }
        while (waiting.Count > 0);
    }

    private async Task<List<Move>> StepAsync(LockedPlan plan, Move move, ProcessState state, Actor actor, Instant now, CancellationToken ct)
    {
        var model = await catalogue.ModelAsync(db, move.Instance.DefinitionId, ct);
        var step = Interpreter.Take(model, state, move.Trigger, now, places.ForConditions(plan.Plan));
        var next = await WriteAsync(plan, move.Instance, model, step, move.Trigger.GetType().Name, move.Trigger is Trigger.Cancel, actor, now, ct);
        await incidents.ResolveGoneAsync(move.Instance, state, step.State, actor, now, ct);
        return next;
    }

    private async Task<List<Move>> WriteAsync(LockedPlan plan, WorkflowInstance instance, ProcessModel model, Step step, string cause, bool cancelling, Actor actor, Instant now, CancellationToken ct)
    {
        instance.State = ProcessStateJson.Write(step.State);
        db.Add(new WorkflowHistory
        {
            PlanId = plan.Plan.Id,
            InstanceId = instance.Id,
            At = now,
            ActorId = actor.StaffId,
            Cause = cause,
            Path = [.. step.Path.Select(p => $"{p.Kind}:{p.ElementId}")],
        });
        var next = new List<Move>();
        foreach (var effect in step.Effects)
        {
            next.AddRange(await writer.WriteAsync(new EffectContext(plan, instance, model, step.State, actor, now, cancelling), effect, ct));
        }
        return next;
    }

    private static bool StillWaits(ProcessState state, Trigger trigger) => trigger switch
    {
        Trigger.ServiceTaskReturned t => Waits(state, t.TokenId, WaitKind.Service),
        Trigger.TaskFailed t => Waits(state, t.TokenId, WaitKind.Service),
        Trigger.MessageArrived t => Waits(state, t.TokenId, WaitKind.Message, t.ElementId),
        Trigger.SignalArrived t => Waits(state, t.TokenId, WaitKind.Signal, t.ElementId),
        Trigger.ChildEnded t => Waits(state, t.TokenId, WaitKind.Child),
        Trigger.ChildFailed t => Waits(state, t.TokenId, WaitKind.Child),
        Trigger.ChildEscalated t => Waits(state, t.TokenId, WaitKind.Child),
        _ => true,
    };

    private static bool Waits(ProcessState state, long token, WaitKind kind, string? element = null) =>
        state.Waits.Any(w => w.TokenId == token && w.Wait.Kind == kind && (element is null || w.Wait.ElementId == element));
}

using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>A trigger for an instance, still to be taken.</summary>
public sealed record Move(WorkflowInstance Instance, Trigger Trigger);

/// <summary>Moves the instances of one locked plan: asks the interpreter, keeps the state, has the effects written, and goes on with what they
/// lead to (service tasks, called processes, messages) until everything waits. Never saves: the act that called it does, once.</summary>
public sealed class WorkflowRunner(ReleasePlanningDb db, WorkflowCatalogue catalogue, EffectWriter writer, PlanPlaces places)
{
    // a design that calls itself or loops through service tasks for ever is stopped here instead of holding the lock
    private const int MostMoves = 2_000;

    public async Task TakeAsync(LockedPlan plan, WorkflowInstance instance, Trigger trigger, Actor actor, Instant now, CancellationToken ct)
    {
        var waiting = new Queue<Move>([new Move(instance, trigger)]);
        for (var moves = 0; waiting.TryDequeue(out var move); moves++)
        {
            if (moves == MostMoves) { throw new InterpreterException("", $"More than {MostMoves} moves in one step: the diagram goes round without waiting."); }
            if (move.Instance.Status != InstanceStatus.Running) { continue; }
            var state = ProcessStateJson.Read(move.Instance.State);
            // what an earlier move of this same step has ended (terminate, interruption) no longer counts
            if (moves > 0 && TokenOf(move.Trigger) is { } token && !state.Tokens.Contains(token)) { continue; }
            foreach (var next in await StepAsync(plan, move, state, actor, now, ct)) { waiting.Enqueue(next); }
        }
    }

    private async Task<List<Move>> StepAsync(LockedPlan plan, Move move, ProcessState state, Actor actor, Instant now, CancellationToken ct)
    {
        var model = await catalogue.ModelAsync(db, move.Instance.DefinitionId, ct);
        var step = Interpreter.Take(model, state, move.Trigger, now, places.ForConditions(plan.Plan));
        move.Instance.State = ProcessStateJson.Write(step.State);
        db.Add(new WorkflowHistory
        {
            PlanId = plan.Plan.Id,
            InstanceId = move.Instance.Id,
            At = now,
            ActorId = actor.StaffId,
            Cause = move.Trigger.GetType().Name,
            Path = [.. step.Path.Select(p => $"{p.Kind}:{p.ElementId}")],
        });
        var next = new List<Move>();
        foreach (var effect in step.Effects)
        {
            next.AddRange(await writer.WriteAsync(new EffectContext(plan, move.Instance, model, step.State, actor, now, move.Trigger is Trigger.Cancel), effect, ct));
        }
        return next;
    }

    private static long? TokenOf(Trigger trigger) => trigger switch
    {
        Trigger.ServiceTaskReturned t => t.TokenId,
        Trigger.TaskFailed t => t.TokenId,
        Trigger.MessageArrived t => t.TokenId,
        Trigger.ChildEnded t => t.TokenId,
        _ => null,
    };
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>What moving a token would close and open, by element.</summary>
/// <param name="What">The kind of effect, such as OpenWorkItem.</param>
public sealed record MoveConsequence(string What, string ElementId, Names Names);

public sealed record TokenMove(long TokenId, string From, string To, IReadOnlyList<MoveConsequence> Consequences);

/// <summary>An administrator takes a token off the node where it cannot go on and puts it on another. What it had open is closed, and it enters the node anew.</summary>
public sealed class MoveToken(ReleasePlanningDb db, LockRun lockRun, WorkflowRunner runner, PlanPlaces places, IClock clock)
{
    public async Task<Outcome<TokenMove>> RunAsync(WorkflowInstanceId id, long token, string to, string reason, string? seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await lockRun.RunAsync(id, reason, seen, actor, ct);
        if (!locked.IsDone) { return locked.As<TokenMove>(); }
        var (plan, instance, state, model) = locked.Value!;
        var now = clock.GetCurrentInstant();
        try
        {
            var move = Preview(model, state, token, to, now, places.ForConditions(plan.Plan));
            db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "workflow.token-moved", new Reason("audit.workflow.token-moved", move.From, move.To, reason.Trim())));
            await runner.TakeAsync(plan, instance, new Trigger.MoveToken(token, to), actor, now, ct);
            if (await db.SaveAsync(ct) is { } problem) { return Outcome.Conflict<TokenMove>(problem.Reason.Code, [.. problem.Reason.Args]); }
            await transaction.CommitAsync(ct);
            return Outcome.Done(move);
        }
        catch (InterpreterException refused) { return LockRun.Explain<TokenMove>(refused); }
    }

    /// <summary>What would happen, worked out on a copy; nothing is written.</summary>
    public async Task<Outcome<TokenMove>> PreviewAsync(WorkflowInstanceId id, long token, string to, WorkflowCatalogue catalogue, CancellationToken ct)
    {
        var instance = await db.Set<WorkflowInstance>().AsNoTracking().SingleOrDefaultAsync(i => i.Id == id, ct);
        if (instance is null) { return Outcome.NotFound<TokenMove>(); }
        if (instance.Status != InstanceStatus.Running) { return Outcome.Conflict<TokenMove>("repair.not-running", "@instance-status." + instance.Status); }
        var model = await catalogue.ModelAsync(db, instance.DefinitionId, ct);
        var plan = await db.Set<ReleasePlans.ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == instance.PlanId, ct);
        try { return Outcome.Done(Preview(model, ProcessStateJson.Read(instance.State), token, to, clock.GetCurrentInstant(), places.ForConditions(plan))); }
        catch (InterpreterException refused) { return LockRun.Explain<TokenMove>(refused); }
    }

    /// <summary>The nodes a token may be moved to: exactly those the interpreter accepts.</summary>
    public static IReadOnlyList<FlowNode> Targets(ProcessModel model, ProcessState state, long token, Instant now, Bpmn.Conditions.FeelHost host)
    {
        return [.. model.Nodes.Values.OrderBy(n => n.Order).Where(n => n.Id != ElementOf(state, token) && IsAccepted(n.Id))];

        bool IsAccepted(string to)
        {
            try
            {
                Interpreter.Take(model, state, new Trigger.MoveToken(token, to), now, host);
                return true;
            }
            catch (InterpreterException) { return false; }
        }
    }

    private static TokenMove Preview(ProcessModel model, ProcessState state, long token, string to, Instant now, Bpmn.Conditions.FeelHost host)
    {
        if (ElementOf(state, token) is not { } from) { throw new InterpreterException("", $"Token {token} is no longer there.", $"Le jeton {token} n’existe plus."); }
        var step = Interpreter.Take(model, state, new Trigger.MoveToken(token, to), now, host);
        return new TokenMove(token, from, to, [.. step.Effects.Select(e => Consequence(model, e))]);
    }

    private static string? ElementOf(ProcessState state, long token) => state.Tokens.TryGet(token, out var at) ? at.ElementId : null;

    private static MoveConsequence Consequence(ProcessModel model, Effect effect)
    {
        var element = effect switch
        {
            Effect.OpenWorkItem e => e.ElementId,
            Effect.CloseWorkItem e => e.ElementId,
            Effect.RunServiceTask e => e.ElementId,
            Effect.ArmTimer e => e.ElementId,
            Effect.DisarmTimer e => e.ElementId,
            Effect.Subscribe e => e.ElementId,
            Effect.SubscribeSignal e => e.ElementId,
            Effect.Unsubscribe e => e.ElementId,
            Effect.StartChild e => e.ElementId,
            Effect.CancelChild e => e.ElementId,
            Effect.ThrowMessage e => e.ElementId,
            Effect.ThrowSignal e => e.ElementId,
            Effect.FailCaller e => e.ElementId,
            Effect.EscalateToCaller e => e.ElementId,
            Effect.RaiseIncident e => e.ElementId,
            _ => model.Id,
        };
        return new MoveConsequence(effect.GetType().Name, element, model.Nodes.TryGetValue(element, out var node) ? node.Names : element == model.Id ? model.Names : new Names(element, element));
    }
}

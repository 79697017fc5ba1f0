using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Compensation (BPMN 2.0 clauses 10.7 and 13.5.5): remembers what was completed and can be undone, and undoes it, latest first.</summary>
/// <remarks>Handlers are all begun at once, in the reverse of the order in which their activities completed; the event that asked for it goes on when the
/// last is done (as in Camunda 7).</remarks>
internal static class Compensation
{
    /// <summary>Remembers a completed activity that has a handler, or in which something can be undone.</summary>
    internal static void Completed(Run run, Token token)
    {
        if (run.NodeOf(token) is not Activity activity || token.Loop is not null)
            return;
        if (token.Undoes is not null)
        {
            Forget(run, token.Id);
            return;
        }
        var inner = run.Compensables.IsEmpty ? [] : run.Compensables.Where(c => c.ScopeTokenId == token.Id).ToImmutableArray();
        run.Compensables = run.Compensables.RemoveRange(inner);
        var hasHandler = HandlerOf(run, activity.Id) is not null;
        if (!hasHandler && inner.IsEmpty && (activity is not SubProcess { TriggeredByEvent: false } || EventSubProcessOf(run, activity.Id) is null))
            return;
        if (activity is SubProcess { TriggeredByEvent: true })
        {
            // What was done on the side belongs to the scope around it.
            run.Compensables = run.Compensables.AddRange(inner.Select(c => c with { ScopeTokenId = token.ScopeTokenId }));
            return;
        }
        run.Compensables = run.Compensables.Add(new(activity.Id, token.ScopeTokenId, token.Locals, hasHandler ? [] : inner));
    }

    /// <summary>All instances of a repeated activity are done: only now can what they did be undone from outside.</summary>
    internal static void LoopCompleted(Run run, Token all)
    {
        if (!run.Compensables.IsEmpty)
            run.Compensables = [.. run.Compensables.Select(c => c.ScopeTokenId == all.Id ? c with { ScopeTokenId = all.ScopeTokenId } : c)];
    }

    /// <summary>What was completed in a scope can no longer be undone.</summary>
    internal static void Forget(Run run, long scopeTokenId)
    {
        if (!run.Compensables.IsEmpty)
            run.Compensables = run.Compensables.RemoveAll(c => c.ScopeTokenId == scopeTokenId);
    }

    internal static void Throw(Run run, Token token, CompensateEvent thrown)
    {
        var targets = TargetsOf(run, token).Where(c => thrown.ActivityRef is null || c.ActivityId == thrown.ActivityRef).ToImmutableArray();
        if (!thrown.WaitForCompletion)
        {
            UndoAll(run, targets, ProcessState.Process);
            GoOn(run, token);
            return;
        }
        UndoAll(run, targets, token.Id);
        WaitOrGoOn(run, token);
    }

    /// <summary>A cancel end event: the transaction's other tokens end, what was completed in it is undone, then it is left by its cancel boundary event.</summary>
    internal static void CancelTransaction(Run run, Token token)
    {
        CancelOtherInstances(run, run.Live(token.ScopeTokenId!.Value));
        foreach (var other in run.TokensIn(token.ScopeTokenId))
        {
            if (other.Id != token.Id)
                Scopes.Cut(run, other.Id);
        }
        UndoAll(run, [.. run.Compensables.Where(c => c.ScopeTokenId == token.ScopeTokenId)], token.Id);
        WaitOrGoOn(run, token);
    }

    // Cancelling one instance of a repeated transaction cancels all that run (as in Camunda 7). What the others did is undone with the rest, and sees what
    // their instance knew.
    private static void CancelOtherInstances(Run run, Token transaction)
    {
        if (transaction.Instance is null)
            return;
        foreach (var other in run.TokensIn(transaction.ScopeTokenId))
        {
            if (other.Id == transaction.Id)
                continue;
            run.Compensables = [.. run.Compensables.Select(c => c.ScopeTokenId != other.Id ? c : c with
            {
                ScopeTokenId = transaction.Id,
                Locals = other.Locals is { } known ? known.SetItems(c.Locals ?? known.Clear()) : c.Locals
            })];
            Scopes.Cut(run, other.Id);
        }
    }

    // An event sub-process undoes what was done in the scope around it as well as in itself.
    private static IEnumerable<Compensable> TargetsOf(Run run, Token token)
    {
        var scopes = new List<long?> { token.ScopeTokenId };
        for (var scope = run.Scope(token); scope is not null && run.NodeOf(scope) is SubProcess { TriggeredByEvent: true }; scope = run.Scope(scope))
            scopes.Add(scope.ScopeTokenId);
        return run.Compensables.Where(c => scopes.Contains(c.ScopeTokenId));
    }

    private static void UndoAll(Run run, ImmutableArray<Compensable> targets, long thrower)
    {
        if (targets.IsEmpty)
            return;
        run.Compensables = run.Compensables.RemoveRange(targets);
        // What is pushed last is entered first.
        foreach (var target in targets)
            Undo(run, target, thrower);
    }

    private static void Undo(Run run, Compensable target, long? thrower)
    {
        if (HandlerOf(run, target.ActivityId) is { } handler)
        {
            run.Enter(run.Add(new Token(0, handler, target.ScopeTokenId) { Undoes = thrower, Locals = target.Locals }).Id);
            return;
        }
        var scope = run.Add(new Token(0, target.ActivityId, target.ScopeTokenId) { Undoes = thrower, Locals = target.Locals });
        run.Note(PathKind.Entered, target.ActivityId, scope.Id);
        var inner = target.Inner.Select(c => c with { ScopeTokenId = scope.Id }).ToImmutableArray();
        if (EventSubProcessOf(run, target.ActivityId) is { } start)
        {
            run.Compensables = run.Compensables.AddRange(inner);
            EventSubProcesses.Begin(run, scope, start with { IsInterrupting = false });
            return;
        }
        foreach (var each in inner)
            Undo(run, each, ProcessState.Process);
    }

    /// <summary>Something has been undone; when it was the last, the event that asked for it goes on.</summary>
    internal static void Undone(Run run, long? thrower)
    {
        if (thrower is not { } id || run.Find(id) is not { } token || !token.Waits.Any(w => w.Kind == WaitKind.Compensation))
            return;
        foreach (var other in run.Tokens)
        {
            if (other.Undoes == id)
                return;
        }
        GoOn(run, Waits.Close(run, token));
    }

    private static void WaitOrGoOn(Run run, Token token)
    {
        foreach (var other in run.Tokens)
        {
            if (other.Undoes == token.Id)
            {
                Waits.Open(run, token, WaitKind.Compensation);
                return;
            }
        }
        GoOn(run, token);
    }

    private static void GoOn(Run run, Token token)
    {
        switch (run.NodeOf(token))
        {
            case EndEvent { Definition: CancelEvent }:
                LeaveCancelled(run, token);
                break;
            case EndEvent:
                Nodes.Consume(run, token, []);
                break;
            default:
                Nodes.Leave(run, token);
                break;
        }
    }

    private static void LeaveCancelled(Run run, Token token)
    {
        var host = Scopes.HostOf(run, run.Scope(token)!);
        var boundary = run.IndexOf(host).Boundaries.FirstOrDefault(b => b.Definition is CancelEvent)
            ?? throw new InterpreterException(host.ElementId, "The transaction has no cancel boundary event.", "La transaction n’a pas d’événement de bordure d’annulation.");
        Scopes.Interrupt(run, host, boundary);
    }

    /// <summary>True for the token of a completed sub-process whose inside is being undone.</summary>
    internal static bool IsUndoing(Run run, Token token) => token.Undoes is not null && run.NodeOf(token) is SubProcess { IsForCompensation: false };

    private static string? HandlerOf(Run run, string activityId)
    {
        foreach (var boundary in run.IndexOf(activityId).Boundaries)
        {
            if (boundary.Definition is CompensateEvent)
                return boundary.Handler;
        }
        return null;
    }

    private static StartEvent? EventSubProcessOf(Run run, string subProcessId) =>
        run.Index.EventSubProcessesIn(subProcessId).Select(e => e.Start).FirstOrDefault(s => s?.Definition is CompensateEvent);
}

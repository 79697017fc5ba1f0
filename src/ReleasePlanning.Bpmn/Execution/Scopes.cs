using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>The process and its sub-processes (BPMN 2.0 clause 10.3.5): how they begin, end and are ended.</summary>
internal static class Scopes
{
    internal static void Start(Run run, string? startEventId)
    {
        var start = startEventId is null
            ? run.Index.Inside(null).Select(n => n.Node).OfType<StartEvent>().FirstOrDefault(s => s.Definition is null)
            : run.Index.Find(startEventId)?.Node as StartEvent;
        if (start is null || start.ParentId is not null)
            throw new InterpreterException(startEventId ?? "", "The process has no such start event.", "Le processus n’a pas cet événement de début.");
        try
        {
            foreach (var wait in Waits.PrepareEventSubProcesses(run, null))
                Waits.OpenForProcess(run, wait);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            var (english, french) = Sentences.Of(e);
            throw new InterpreterException(start.Id, english, french);
        }
        run.Enter(run.Add(start.Id, null).Id);
    }

    internal static void Enter(Run run, Token token, SubProcess scope)
    {
        var start = run.IndexOf(scope.Id).Start ?? throw new InterpreterException(scope.Id, "The sub-process has no start event.");
        token = WithDataObjects(run, token, scope);
        var onBorder = Waits.PrepareBoundaries(run, token);
        var within = Waits.PrepareEventSubProcesses(run, token);
        Waits.Open(run, Waits.Open(run, token, onBorder), within);
        run.Enter(run.Add(start.Id, token.Id).Id);
    }

    internal static Token WithDataObjects(Run run, Token token, SubProcess scope)
    {
        if (scope.DataObjects.IsEmpty)
            return token;
        var own = token.Locals ?? ImmutableDictionary<string, object?>.Empty;
        return run.Keep(token with { Locals = own.AddRange(scope.DataObjects.Where(n => !own.ContainsKey(n)).Select(n => KeyValuePair.Create(n, (object?)null))) });
    }

    /// <summary>A token has ended; when it was the last of its scope, the scope is done.</summary>
    internal static void TokenEnded(Run run, long? scopeTokenId)
    {
        if (run.HasTokensIn(scopeTokenId))
            return;
        if (scopeTokenId is null)
            run.End();
        // The end of one token can have ended its scope already.
        else if (run.Find(scopeTokenId.Value) is { Loop: null } scope)
            ScopeDone(run, scope);
    }

    private static void ScopeDone(Run run, Token scope)
    {
        if (!Compensation.IsUndoing(run, scope))
        {
            Nodes.Complete(run, scope);
            return;
        }
        Compensation.Forget(run, scope.Id);
        Nodes.Consume(run, scope, []);
    }

    /// <summary>A terminate end event: every other token of its scope ends, and with them the scope (as in Camunda 7, only that scope).</summary>
    internal static void Terminate(Run run, Token terminating)
    {
        foreach (var other in run.TokensIn(terminating.ScopeTokenId))
        {
            if (other.Id != terminating.Id)
                Cut(run, other.Id);
        }
    }

    /// <summary>An interrupting boundary event: the activity ends with all that is inside, and the flow goes on from the event.</summary>
    internal static void Interrupt(Run run, Token host, BoundaryEvent boundary)
    {
        Cut(run, host.Id);
        run.Enter(run.Add(new Token(0, boundary.Id, host.ScopeTokenId) { Undoes = host.Undoes }).Id);
    }

    /// <summary>A boundary event that leaves its activity alone.</summary>
    internal static void BranchOff(Run run, Token host, BoundaryEvent boundary) => run.Enter(run.Add(boundary.Id, host.ScopeTokenId).Id);

    internal static void Cancel(Run run)
    {
        foreach (var token in run.TokensIn(null))
            Cut(run, token.Id);
        run.End();
    }

    /// <summary>Ends a token with all that is inside it; inner first, so that what a scope opened outlives everything that was opened within it.</summary>
    internal static void Cut(Run run, long tokenId)
    {
        foreach (var inner in run.TokensIn(tokenId))
            Cut(run, inner.Id);
        if (run.Find(tokenId) is not { } token)
            return;
        run.Remove(Waits.Close(run, token));
        Compensation.Forget(run, tokenId);
        if (!run.IsUnderWay(token))
            run.Note(PathKind.Interrupted, token.ElementId, token.Id);
    }

    /// <summary>The token a boundary event of an activity belongs to: for one instance of a repeated activity, the one for all of them.</summary>
    internal static Token HostOf(Run run, Token token) => token.Instance is null ? token : run.Live(token.ScopeTokenId!.Value);

    /// <summary>Moves a token elsewhere: to a node of its own scope or of one around it.</summary>
    internal static void Move(Run run, Trigger.MoveToken move)
    {
        var token = HostOf(run, run.Live(move.TokenId));
        var target = run.IndexOf(move.ElementId);
        RefuseAsTarget(target);
        var from = token;
        while (run.NodeOf(from).ParentId != target.Node.ParentId)
        {
            var scope = run.Scope(from) ?? throw new InterpreterException(target.Node.Id,
                $"{target.Node.Id} lies in a sub-process this token is not in; choose a node of its own sub-process or around it.",
                $"{target.Node.Id} se trouve dans un sous-processus où ce jeton n’est pas; choisissez un nœud de son propre sous-processus ou autour de lui.");
            from = HostOf(run, scope);
        }
        Cut(run, token.Id);
        // A sub-process the last token was moved out of has nothing left to do.
        var left = token.ScopeTokenId;
        while (left is { } emptied && left != from.ScopeTokenId && !run.HasTokensIn(emptied))
        {
            left = run.Find(emptied)?.ScopeTokenId;
            Cut(run, emptied);
        }
        run.Enter(run.Add(target.Node.Id, from.ScopeTokenId).Id);
    }

    private static void RefuseAsTarget(NodeIndex target)
    {
        if (target.Joins)
            throw new InterpreterException(target.Node.Id, "Branches come together here; choose the node after it.", "Des branches se rejoignent ici; choisissez le nœud qui suit.");
        if (target.Node is StartEvent or BoundaryEvent or SubProcess { TriggeredByEvent: true } or Activity { IsForCompensation: true })
            throw new InterpreterException(target.Node.Id, $"{target.Node.Id} is only ever reached by an event; choose a node a flow leads to.",
                $"{target.Node.Id} n’est atteint que par un événement; choisissez un nœud auquel mène un flux.");
    }
}

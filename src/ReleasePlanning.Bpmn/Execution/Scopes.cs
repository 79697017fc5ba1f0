using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>The process and its embedded sub-processes (BPMN 2.0 clause 10.3.5): how they begin, end and are ended.</summary>
internal static class Scopes
{
    internal static void Start(Run run, string? startEventId)
    {
        var start = startEventId is null
            ? run.Model.NodesIn(null).OfType<StartEvent>().FirstOrDefault(s => s.Definition is null)
            : run.Node(startEventId) as StartEvent;
        if (start is null || start.ParentId is not null)
            throw new InterpreterException(startEventId ?? "", "The process has no such start event.", "Le processus n’a pas cet événement de début.");
        run.Enter(run.Add(start.Id, null));
    }

    internal static void Enter(Run run, Token token, SubProcess scope)
    {
        var start = run.Model.NodesIn(scope.Id).OfType<StartEvent>().FirstOrDefault(s => s.Definition is null)
            ?? throw new InterpreterException(scope.Id, "The sub-process has no start event.");
        Events.ArmBoundary(run, token);
        run.Enter(run.Add(start.Id, token.Id));
    }

    /// <summary>A token has ended; when it was the last of its scope, the scope is done.</summary>
    internal static void TokenEnded(Run run, long? scopeTokenId)
    {
        if (run.Tokens.Any(t => t.ScopeTokenId == scopeTokenId))
            return;
        if (scopeTokenId is { } scope)
            Nodes.Complete(run, run.Live(scope));
        else
            run.End();
    }

    /// <summary>A terminate end event: every other token of its scope ends, and with them the scope (as in Camunda 7, only that scope).</summary>
    internal static void Terminate(Run run, Token terminating)
    {
        foreach (var other in run.Tokens.Where(t => t.ScopeTokenId == terminating.ScopeTokenId && t.Id != terminating.Id).ToList())
            Cut(run, other);
    }

    /// <summary>An interrupting boundary event: the activity ends with all that is inside, and the flow goes on from the event.</summary>
    internal static void Interrupt(Run run, Token host, BoundaryEvent boundary)
    {
        Cut(run, run.Keep(host));
        run.Enter(run.Add(boundary.Id, host.ScopeTokenId));
    }

    internal static void Cancel(Run run)
    {
        foreach (var token in run.Tokens.Where(t => t.ScopeTokenId is null).ToList())
            Cut(run, token);
        run.End();
    }

    // Inner first, so that what a scope opened outlives everything that was opened within it.
    private static void Cut(Run run, Token token)
    {
        foreach (var inner in run.Tokens.Where(t => t.ScopeTokenId == token.Id).ToList())
            Cut(run, inner);
        run.Remove(Events.CloseWaits(run, token));
        if (!run.IsUnderWay(token))
            run.Note(PathKind.Interrupted, token.ElementId, token.Id);
    }
}

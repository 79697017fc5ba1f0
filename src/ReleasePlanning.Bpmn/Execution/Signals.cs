using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What concerns signals alone (BPMN 2.0 clause 10.5.5).</summary>
internal static class Signals
{
    /// <summary>Throws a signal. A scope around it that the signal interrupts ends at once, so that what would follow in there does not happen any more
    /// (as in Camunda 7); whoever else waits hears of it when the step is done.</summary>
    internal static void Throw(Run run, Token token, string elementId, SignalEvent signal)
    {
        var (name, variables) = (Expressions.Name(run, token, signal.Name), run.OwnVariables);
        if (OutermostInterrupted(run, token, name) is var (scope, wait))
            Events.Fire(run, scope, wait);
        run.Emit(new Effect.ThrowSignal(elementId, name, variables));
    }

    private static (Token? Scope, Wait Wait)? OutermostInterrupted(Run run, Token thrower, string name)
    {
        if (run.ProcessWaits.FirstOrDefault(w => Interrupts(run, w, name)) is { } ofProcess)
            return (null, ofProcess);
        (Token?, Wait)? outermost = null;
        for (var scope = run.Scope(thrower); scope is not null; scope = run.Scope(scope))
        {
            if (scope.Waits.FirstOrDefault(w => Interrupts(run, w, name)) is { } wait)
                outermost = (scope, wait);
        }
        return outermost;
    }

    // A name worked out when the waiting began is known to whoever keeps the subscriptions, and heard from there.
    private static bool Interrupts(Run run, Wait wait, string name) => wait.Kind == WaitKind.Signal && run.Node(wait.ElementId) switch
    {
        StartEvent { IsInterrupting: true, Definition: SignalEvent heard } => heard.Name == name,
        BoundaryEvent { CancelActivity: true, Definition: SignalEvent heard } => heard.Name == name,
        _ => false
    };
}

using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Events (BPMN 2.0 clause 10.5): waiting for them, throwing them, and what their firing does.</summary>
internal static class Events
{
    /// <summary>A node whose whole work is to wait for one event.</summary>
    internal static void EnterCatch(Run run, Token token, EventDefinition definition)
    {
        var own = Prepare(run, token.ElementId, definition, repeats: false);
        ArmBoundary(run, token).Open(own);
    }

    internal static void EnterThrow(Run run, Token token, IntermediateThrowEvent thrown)
    {
        if (thrown.Definition is { } definition)
            Throw(run, thrown.Id, definition as MessageEvent);
        Nodes.Leave(run, token);
    }

    internal static void EnterEnd(Run run, Token token, EndEvent end)
    {
        if (end.Definition is MessageEvent message)
            Throw(run, end.Id, message);
        if (end.Definition is TerminateEvent)
            Scopes.Terminate(run, token);
        Nodes.Consume(run, token, []);
    }

    internal static void Throw(Run run, string elementId, MessageEvent? message)
    {
        if (message is null)
            throw new InterpreterException(elementId, "There is no message to throw.");
        run.Emit(new Effect.ThrowMessage(elementId, message.Name, KeyOf(run, message), run.OwnVariables));
    }

    /// <summary>Arms every boundary event of an activity, before its own work begins.</summary>
    internal static WaitOpener ArmBoundary(Run run, Token token)
    {
        // All of them are worked out before the first is opened, so that a failing expression leaves nothing half open.
        var prepared = run.Model.BoundaryEventsOf(token.ElementId)
            .Select(b => Prepare(run, b.Id, b.Definition, repeats: !b.CancelActivity)).ToList();
        var opener = new WaitOpener(run, token);
        foreach (var wait in prepared)
            opener.Open(wait);
        return opener;
    }

    private static PreparedWait Prepare(Run run, string elementId, EventDefinition definition, bool repeats)
    {
        switch (definition)
        {
            case TimerEvent timer:
                var (when, repeat) = TimerText.Resolve(run, timer);
                repeat = repeats ? repeat : null;
                return new(new(WaitKind.Timer, elementId, repeat), id => new Effect.ArmTimer(id, elementId, when, repeat));
            case MessageEvent message:
                var key = KeyOf(run, message);
                return new(new(WaitKind.Message, elementId), id => new Effect.Subscribe(id, elementId, message.Name, key));
            default:
                throw new InterpreterException(elementId, $"{definition.GetType().Name} cannot be waited for.");
        }
    }

    // A key that comes out empty would match any message of that name; that is never what a written key means.
    private static string? KeyOf(Run run, MessageEvent message)
    {
        if (message.CorrelationKey is null)
            return null;
        return FeelValue.Text(Expressions.Evaluate(run, message.CorrelationKey)) is { Length: > 0 } key
            ? key
            : throw new CannotGoOnException($"The correlation key \"{message.CorrelationKey}\" of message {message.Name} has no value.",
                $"La clé de corrélation « {message.CorrelationKey} » du message {message.Name} n’a pas de valeur.");
    }

    internal static void TimerFired(Run run, long tokenId, string elementId)
    {
        var (token, wait) = run.Waiting(tokenId, WaitKind.Timer, elementId);
        if (run.Node(elementId) is not BoundaryEvent boundary)
            Nodes.Complete(run, token.Without(wait));
        else if (boundary.CancelActivity)
            Scopes.Interrupt(run, token.Without(wait), boundary);
        else
        {
            Repeat(run, token, wait);
            BranchOff(run, token, boundary);
        }
    }

    private static void Repeat(Run run, Token token, Wait wait)
    {
        var next = wait.Repeat is null ? null : TryNext(run, token, wait.Repeat);
        if (next is not { } again)
        {
            run.Keep(token.Without(wait));
            return;
        }
        run.Keep(token with { Waits = token.Waits.Replace(wait, wait with { Repeat = again.Repeat }) });
        run.Emit(new Effect.ArmTimer(token.Id, wait.ElementId, again.When, again.Repeat));
    }

    private static (TimerDue When, TimerRepeat Repeat)? TryNext(Run run, Token token, TimerRepeat repeat)
    {
        try
        {
            return TimerText.Next(repeat);
        }
        catch (IsoTimerException e)
        {
            var why = Sentences.Of(e);
            run.Emit(new Effect.RaiseIncident(token.Id, token.ElementId, why.English) { MessageFr = why.French });
            return null;
        }
    }

    internal static void MessageArrived(Run run, Trigger.MessageArrived arrived)
    {
        var (token, wait) = run.Waiting(arrived.TokenId, WaitKind.Message, arrived.ElementId);
        run.Merge(arrived.Variables);
        if (run.Node(arrived.ElementId) is BoundaryEvent { CancelActivity: false } aside)
        {
            BranchOff(run, token, aside);
            return;
        }
        run.Emit(new Effect.Unsubscribe(token.Id, wait.ElementId));
        if (run.Node(arrived.ElementId) is BoundaryEvent boundary)
            Scopes.Interrupt(run, token.Without(wait), boundary);
        else
            Nodes.Complete(run, token.Without(wait));
    }

    private static void BranchOff(Run run, Token host, BoundaryEvent boundary) =>
        run.Enter(run.Add(boundary.Id, host.ScopeTokenId));

    /// <summary>Closes everything still open for a token, in the order it was opened.</summary>
    internal static Token CloseWaits(Run run, Token token)
    {
        foreach (var wait in token.Waits)
        {
            Effect? closing = wait.Kind switch
            {
                WaitKind.WorkItem => new Effect.CloseWorkItem(token.Id, wait.ElementId),
                WaitKind.Child => new Effect.CancelChild(token.Id, wait.ElementId),
                WaitKind.Timer => new Effect.DisarmTimer(token.Id, wait.ElementId),
                WaitKind.Message => new Effect.Unsubscribe(token.Id, wait.ElementId),
                // A service task cannot be called back; its late answer is stale.
                _ => null
            };
            if (closing is not null)
                run.Emit(closing);
        }
        return run.Keep(token with { Waits = [] });
    }
}

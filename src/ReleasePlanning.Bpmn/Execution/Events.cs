using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Events (BPMN 2.0 clause 10.5): waiting for them, throwing them, and what their coming does.</summary>
internal static class Events
{
    /// <summary>A node whose whole work is to wait for one event.</summary>
    internal static void EnterCatch(Run run, Token token, EventDefinition definition)
    {
        if (definition is LinkEvent)
        {
            Nodes.Leave(run, token);
            return;
        }
        var own = Waits.Prepare(run, token, token.ElementId, definition, repeats: false);
        var onBorder = Waits.PrepareBoundaries(run, token);
        Waits.Open(run, Waits.Open(run, token, onBorder), own);
    }

    internal static void EnterThrow(Run run, Token token, IntermediateThrowEvent thrown)
    {
        switch (thrown.Definition)
        {
            case LinkEvent:
                FollowLink(run, token);
                return;
            case CompensateEvent compensate:
                Compensation.Throw(run, token, compensate);
                return;
            case EscalationEvent escalation:
                Propagation.Escalate(run, token, escalation.Code ?? "", run.OwnVariables);
                break;
            case SignalEvent signal:
                Signals.Throw(run, token, thrown.Id, signal);
                break;
            case MessageEvent message:
                Messages.Throw(run, token, thrown.Id, message);
                break;
        }
        // An escalation or a signal can have ended the very scope it was thrown in.
        if (run.Find(token.Id) is { } still)
            Nodes.Leave(run, still);
    }

    internal static void EnterEnd(Run run, Token token, EndEvent end)
    {
        switch (end.Definition)
        {
            case MessageEvent message:
                Messages.Throw(run, token, end.Id, message);
                break;
            case SignalEvent signal:
                Signals.Throw(run, token, end.Id, signal);
                break;
            case TerminateEvent:
                Scopes.Terminate(run, token);
                break;
            case EscalationEvent escalation:
                Propagation.Escalate(run, token, escalation.Code ?? "", run.OwnVariables);
                break;
            case ErrorEvent error:
                Propagation.FailFromEnd(run, token, error);
                return;
            case CompensateEvent compensate:
                Compensation.Throw(run, token, compensate);
                return;
            case CancelEvent:
                Compensation.CancelTransaction(run, token);
                return;
        }
        if (run.Find(token.Id) is { } still)
            Nodes.Consume(run, still, []);
    }

    private static void FollowLink(Run run, Token token)
    {
        var target = run.IndexOf(token).LinkTarget
            ?? throw new InterpreterException(token.ElementId, $"The link {token.ElementId} leads nowhere.", $"Le lien {token.ElementId} ne mène nulle part.");
        run.Remove(token);
        run.Note(PathKind.Left, token.ElementId, token.Id);
        run.Enter(run.Add(new Token(0, target.Node.Id, token.ScopeTokenId) { Undoes = token.Undoes }).Id);
    }

    /// <summary>What a token (null: the process) waited for has come.</summary>
    internal static void Fire(Run run, Token? token, Wait wait)
    {
        switch (run.Node(wait.ElementId))
        {
            case StartEvent { IsInterrupting: true } start:
                EventSubProcesses.Begin(run, Waits.Spend(run, token, wait), start);
                break;
            case StartEvent start:
                EventSubProcesses.Begin(run, Stay(run, token, wait), start);
                break;
            case BoundaryEvent { CancelActivity: true } boundary:
                Scopes.Interrupt(run, Waits.Spend(run, token!, wait)!, boundary);
                break;
            case BoundaryEvent boundary:
                Scopes.BranchOff(run, Stay(run, token, wait)!, boundary);
                break;
            case var node when token!.ElementId != node.Id:
                Gateways.Choose(run, Waits.Spend(run, token, wait)!, node);
                break;
            default:
                Nodes.Complete(run, Waits.Spend(run, token, wait)!);
                break;
        }
    }

    /// <summary>What does not interrupt stays open; a timer only if it repeats.</summary>
    private static Token? Stay(Run run, Token? token, Wait wait)
    {
        if (wait.Kind != WaitKind.Timer)
            return token;
        var next = wait.Repeat is null ? null : TryNext(run, token, wait);
        if (next is not { } again)
            return Waits.Change(run, token, wait, null);
        run.Emit(new Effect.ArmTimer(token?.Id ?? ProcessState.Process, wait.ElementId, again.When, again.Repeat));
        return Waits.Change(run, token, wait, wait with { Repeat = again.Repeat });
    }

    private static (TimerDue When, TimerRepeat Repeat)? TryNext(Run run, Token? token, Wait wait)
    {
        try
        {
            return TimerText.Next(wait.Repeat!, run.Host?.Zone);
        }
        catch (IsoTimerException e)
        {
            var why = Sentences.Of(e);
            run.Emit(new Effect.RaiseIncident(token?.Id ?? ProcessState.Process, wait.ElementId, why.English) { MessageFr = why.French });
            return null;
        }
    }

    internal static void TimerFired(Run run, Trigger.TimerFired fired)
    {
        var (token, wait) = run.Waiting(fired.TokenId, WaitKind.Timer, fired.ElementId);
        Fire(run, token, wait);
    }

    internal static void MessageArrived(Run run, Trigger.MessageArrived arrived)
    {
        var (token, wait) = run.Waiting(arrived.TokenId, WaitKind.Message, arrived.ElementId);
        Variables.Set(run, token, arrived.Variables);
        Fire(run, Again(run, token), wait);
    }

    internal static void SignalArrived(Run run, Trigger.SignalArrived arrived)
    {
        var (token, wait) = run.Waiting(arrived.TokenId, WaitKind.Signal, arrived.ElementId);
        Variables.Set(run, token, arrived.Variables);
        Fire(run, Again(run, token), wait);
    }

    // Setting variables may have given the token others of its own.
    private static Token? Again(Run run, Token? token) => token is null ? null : run.Live(token.Id);
}

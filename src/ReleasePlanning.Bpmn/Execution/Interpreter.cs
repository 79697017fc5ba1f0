using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Runs a process one trigger at a time. Pure: the same arguments always give the same step.</summary>
/// <remarks>
/// Where engines differ this follows Camunda 7: terminate is local to its scope, a manual task passes, an uncaught error in a
/// running instance is an incident and at the start refuses the start, an uncaught escalation goes by. One difference: a parallel join wants one token per
/// incoming flow, so two tokens over the same flow do not complete it.
/// </remarks>
public static class Interpreter
{
    /// <summary>How many nodes may be entered in one step; a loop that never waits would otherwise not end.</summary>
    public const int MoveLimit = 100_000;

    /// <summary>How many instances a repeated activity may have.</summary>
    public const int InstanceLimit = 5_000;

    /// <summary>Takes one trigger and moves tokens until all of them wait.</summary>
    /// <exception cref="InterpreterException">The trigger cannot be taken: an unknown or stale token, or no way out at the start.</exception>
    /// <param name="model">The process.</param>
    /// <param name="state">Where it stands.</param>
    /// <param name="trigger">What has happened.</param>
    /// <param name="now">The moment it happened; timers are counted from it.</param>
    /// <param name="host">What expressions may ask of the host, such as its calendar of working days.</param>
    public static Step Take(ProcessModel model, ProcessState state, Trigger trigger, Instant now, FeelHost? host = null)
    {
        if (state.Ended)
            throw new InterpreterException("", "The process has already ended.", "Le processus est déjà terminé.");
        var run = new Run(model, state, now, host) { IsStarting = trigger is Trigger.Start };
        try
        {
            return Move(run, state, trigger);
        }
        catch (EndlessMovesException endless) when (!run.IsStarting)
        {
            // None of the moves is kept; the token that set them off stays put, for a person to see.
            return Move(new Run(model, state, now, host) { HaltedBecause = endless.Sentence }, state, trigger);
        }
        catch (EndlessMovesException endless)
        {
            throw new InterpreterException(endless.ElementId, endless.Sentence.English, endless.Sentence.French);
        }
    }

    private static Step Move(Run run, ProcessState state, Trigger trigger)
    {
        if (trigger is not Trigger.Start && state.NextId == 1)
            throw new InterpreterException("", "The process has not been started.", "Le processus n’a pas été démarré.");
        switch (trigger)
        {
            case Trigger.Start start:
                if (state.NextId > 1)
                    throw new InterpreterException("", "The process has already been started.", "Le processus a déjà été démarré.");
                run.Begin(start.Variables);
                run.IsCalled = start.IsCalled;
                Scopes.Start(run, start.StartEventId);
                break;
            case Trigger.WorkItemCompleted completed:
                Tasks.WorkItemCompleted(run, completed);
                break;
            case Trigger.ServiceTaskReturned returned:
                Tasks.ServiceReturned(run, returned);
                break;
            case Trigger.TaskFailed failed:
                Tasks.Failed(run, failed);
                break;
            case Trigger.TaskEscalated escalated:
                Tasks.Escalated(run, escalated);
                break;
            case Trigger.TimerFired fired:
                Events.TimerFired(run, fired);
                break;
            case Trigger.MessageArrived arrived:
                Events.MessageArrived(run, arrived);
                break;
            case Trigger.SignalArrived arrived:
                Events.SignalArrived(run, arrived);
                break;
            case Trigger.ChildEnded child:
                CallActivities.ChildEnded(run, child);
                break;
            case Trigger.ChildFailed child:
                CallActivities.ChildFailed(run, child);
                break;
            case Trigger.ChildEscalated child:
                CallActivities.ChildEscalated(run, child);
                break;
            case Trigger.VariablesChanged changed:
                Variables.Set(run, null, changed.Variables);
                break;
            case Trigger.MoveToken move:
                Scopes.Move(run, move);
                break;
            case Trigger.Retry retry:
                Nodes.Retry(run, retry.TokenId);
                break;
            case Trigger.Cancel:
                Scopes.Cancel(run);
                break;
            default:
                throw new InterpreterException("", $"Unknown trigger {trigger.GetType().Name}.");
        }
        Nodes.Settle(run);
        Gateways.StopWhatCanNeverJoin(run);
        return run.ToStep();
    }
}

/// <summary>A trigger that cannot be taken; nothing has changed.</summary>
public sealed class InterpreterException(string elementId, string message, string? messageFr = null) : Exception(message)
{
    /// <summary>The element concerned, or empty.</summary>
    public string ElementId { get; } = elementId;

    /// <summary>The same sentence in French, or the English one where a person is not meant to see it.</summary>
    public string MessageFr { get; } = messageFr ?? message;
}

/// <summary>One step moved more tokens than any sound diagram does.</summary>
internal sealed class EndlessMovesException(string elementId) : Exception(Say(elementId).English)
{
    internal Sentence Sentence { get; } = Say(elementId);

    private static Sentence Say(string elementId) => new(
        $"More than {Interpreter.MoveLimit} moves without waiting: the diagram runs in a circle through {elementId}.",
        $"Plus de {Interpreter.MoveLimit} déplacements sans attente : le diagramme tourne en rond en passant par {elementId}.");

    internal string ElementId { get; } = elementId;
}

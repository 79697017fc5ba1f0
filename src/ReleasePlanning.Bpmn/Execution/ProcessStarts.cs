using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What starts a process besides a plain start: the message, signal, timer and conditional start events a host must wait for as long as the
/// version is the published one (BPMN 2.0 clause 10.5.2).</summary>
public static class ProcessStarts
{
    /// <summary>Every typed start event of the process, in document order.</summary>
    /// <exception cref="InterpreterException">A timer or key expression cannot be worked out.</exception>
    public static ImmutableArray<ProcessStart> Of(ProcessModel model, Instant now, FeelHost? host = null)
    {
        var run = new Run(model, ProcessState.New, now, host) { IsStarting = true };
        return [.. run.Index.Inside(null).Select(n => n.Node).OfType<StartEvent>().Where(s => s.Definition is not null).Select(s => Of(run, s))];
    }

    /// <summary>The firing of a repeating start timer after the one that has just fired; null when that was the last.</summary>
    public static (TimerDue When, TimerRepeat Repeat)? Next(TimerRepeat repeat, FeelHost? host = null) => TimerText.Next(repeat, host?.Zone);

    /// <summary>True when a conditional start event holds for these variables.</summary>
    public static bool Holds(ProcessModel model, string startEventId, ImmutableDictionary<string, object?> variables, Instant now, FeelHost? host = null)
    {
        var run = new Run(model, ProcessState.New with { Variables = variables }, now, host);
        return run.Node(startEventId) is StartEvent { Definition: ConditionalEvent condition } && Expressions.Holds(run, null, condition.Condition);
    }

    private static ProcessStart Of(Run run, StartEvent start)
    {
        try
        {
            switch (start.Definition)
            {
                case TimerEvent timer:
                    var (when, repeat) = TimerText.Resolve(run, null, timer);
                    return new ProcessStart.ByTimer(start.Id, when, repeat);
                case MessageEvent message:
                    return new ProcessStart.ByMessage(start.Id, message.Name);
                case SignalEvent signal:
                    return new ProcessStart.BySignal(start.Id, signal.Name);
                default:
                    return new ProcessStart.ByCondition(start.Id, ((ConditionalEvent)start.Definition!).Condition);
            }
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            var (english, french) = Sentences.Of(e);
            throw new InterpreterException(start.Id, english, french);
        }
    }
}

/// <summary>One typed start event. Closed hierarchy.</summary>
/// <param name="ElementId">The start event; given to <see cref="Trigger.Start"/> when it happens.</param>
public abstract record ProcessStart(string ElementId)
{
    /// <summary>Starts when a time comes.</summary>
    public sealed record ByTimer(string ElementId, TimerDue When, TimerRepeat? Repeat) : ProcessStart(ElementId);

    /// <summary>Starts when a message of this name comes that no running instance waits for.</summary>
    public sealed record ByMessage(string ElementId, string MessageName) : ProcessStart(ElementId);

    /// <summary>Starts whenever this signal is thrown.</summary>
    public sealed record BySignal(string ElementId, string SignalName) : ProcessStart(ElementId);

    /// <summary>Starts when a FEEL condition holds for the variables it is asked with.</summary>
    public sealed record ByCondition(string ElementId, string Condition) : ProcessStart(ElementId);
}

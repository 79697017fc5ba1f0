using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What moves a process: exactly one of these per <see cref="Interpreter.Take"/>. Closed hierarchy.</summary>
public abstract record Trigger
{
    /// <summary>Start a new instance at its none start event, or at <paramref name="StartEventId"/>.</summary>
    public sealed record Start(ImmutableDictionary<string, object?> Variables, string? StartEventId = null) : Trigger;

    /// <summary>A person completed the work item opened for a token. The outcome is set as variable <c>outcome</c>, the variables are merged.</summary>
    public sealed record WorkItemCompleted(long TokenId, string? Outcome, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>A service task came back.</summary>
    public sealed record ServiceTaskReturned(long TokenId, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>A service task failed with a BPMN error code; what no event catches becomes an incident.</summary>
    public sealed record ServiceTaskFailed(long TokenId, string Code, string Message) : Trigger;

    /// <summary>A timer fell due: the boundary or catch event <paramref name="ElementId"/> armed for a token.</summary>
    public sealed record TimerFired(long TokenId, string ElementId) : Trigger;

    /// <summary>A message reached the subscription of <paramref name="ElementId"/> on a token.</summary>
    public sealed record MessageArrived(long TokenId, string ElementId, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>A called process ended; its variables named in <paramref name="Variables"/> are merged.</summary>
    public sealed record ChildEnded(long TokenId, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>Variables were changed from outside.</summary>
    public sealed record VariablesChanged(ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>Cancel the whole instance: every token ends, everything it opened is closed.</summary>
    public sealed record Cancel(string Reason) : Trigger;

    /// <summary>A person asks to try again what an incident stopped on a token (<see cref="Token.Stuck"/>).</summary>
    public sealed record Retry(long TokenId) : Trigger;
}

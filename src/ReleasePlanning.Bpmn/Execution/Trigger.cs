using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What moves a process: exactly one of these per <see cref="Interpreter.Take"/>. Closed hierarchy.</summary>
public abstract record Trigger
{
    /// <summary>Start a new instance at its none start event, or at <paramref name="StartEventId"/> (see <see cref="ProcessStarts"/>).</summary>
    /// <param name="IsCalled">A call activity started it: errors and escalations it does not catch go to the caller.</param>
    public sealed record Start(ImmutableDictionary<string, object?> Variables, string? StartEventId = null, bool IsCalled = false) : Trigger;

    /// <summary>A person completed the work item opened for a token. The outcome is set as variable <c>outcome</c>, the variables are merged.</summary>
    public sealed record WorkItemCompleted(long TokenId, string? Outcome, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>A service task came back.</summary>
    public sealed record ServiceTaskReturned(long TokenId, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>A task (a person's or a service's) failed with a BPMN error code; what no event catches becomes an incident. An empty code is a
    /// fault no diagram can catch.</summary>
    public sealed record TaskFailed(long TokenId, string Code, string Message) : Trigger;

    /// <summary>Whoever does a task raises an escalation while the task stays open; what no event catches is without effect.</summary>
    public sealed record TaskEscalated(long TokenId, string Code, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>A timer fell due: the boundary or catch event <paramref name="ElementId"/> armed for a token.</summary>
    public sealed record TimerFired(long TokenId, string ElementId) : Trigger;

    /// <summary>A message reached the subscription of <paramref name="ElementId"/> on a token.</summary>
    public sealed record MessageArrived(long TokenId, string ElementId, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>A signal reached the subscription of <paramref name="ElementId"/> on a token.</summary>
    public sealed record SignalArrived(long TokenId, string ElementId, ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>A called process ended; its <paramref name="Variables"/> are merged, or go through the outputs of the call activity.</summary>
    public sealed record ChildEnded(long TokenId, ImmutableDictionary<string, object?> Variables) : Trigger
    {
        /// <summary>All variables of the called process, for outputs to choose from; those it set itself where the host gives no more.</summary>
        public ImmutableDictionary<string, object?> Everything { get; init; } = Variables;
    }

    /// <summary>An error the called process did not catch reached its call activity.</summary>
    public sealed record ChildFailed(long TokenId, string Code, string Message) : Trigger
    {
        /// <summary>What the called process had set itself by then.</summary>
        public ImmutableDictionary<string, object?> Variables { get; init; } = ImmutableDictionary<string, object?>.Empty;
        /// <summary>All variables of the called process, for outputs to choose from; null where the host gives none.</summary>
        public ImmutableDictionary<string, object?>? Everything { get; init; }
    }

    /// <summary>An escalation the called process did not catch reached its call activity.</summary>
    public sealed record ChildEscalated(long TokenId, string Code, ImmutableDictionary<string, object?> Variables) : Trigger
    {
        /// <summary>All variables of the called process, for outputs to choose from; null where the host gives none.</summary>
        public ImmutableDictionary<string, object?>? Everything { get; init; }
    }

    /// <summary>Moves a token to another node of its scope or of a scope around it: what it had open is closed, and it enters the node anew.</summary>
    public sealed record MoveToken(long TokenId, string ElementId) : Trigger;

    /// <summary>Variables were changed from outside, in the process itself.</summary>
    public sealed record VariablesChanged(ImmutableDictionary<string, object?> Variables) : Trigger;

    /// <summary>Cancel the whole instance: every token ends, everything it opened is closed.</summary>
    public sealed record Cancel(string Reason) : Trigger;

    /// <summary>A person asks to try again what an incident stopped on a token (<see cref="Token.Stuck"/>).</summary>
    public sealed record Retry(long TokenId) : Trigger;
}

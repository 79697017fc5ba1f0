using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What the host must make true in the same transaction as the new state. Closed hierarchy; the writer's switch is exhaustive.</summary>
public abstract record Effect
{
    /// <summary>Open a work item for a user task.</summary>
    public sealed record OpenWorkItem(long TokenId, string ElementId) : Effect;

    /// <summary>Close the work item of a token without a person completing it (interrupted, terminated, cancelled).</summary>
    public sealed record CloseWorkItem(long TokenId, string ElementId) : Effect;

    /// <summary>Run the activity bound to a service task; its result is the next trigger.</summary>
    public sealed record RunServiceTask(long TokenId, string ElementId) : Effect;

    /// <summary>Arm a timer. At most one per (token, element) at a time.</summary>
    /// <param name="When">When it falls due; a due rule is resolved by the host from the plan's anchors and calendar.</param>
    /// <param name="Repeat">For cycles: the interval and how many firings remain after the next (null = unbounded); null for a single timer.</param>
    public sealed record ArmTimer(long TokenId, string ElementId, TimerDue When, TimerRepeat? Repeat) : Effect;

    /// <summary>Disarm a timer that has not fired.</summary>
    public sealed record DisarmTimer(long TokenId, string ElementId) : Effect;

    /// <summary>Wait for a message by name and key (null key: any).</summary>
    public sealed record Subscribe(long TokenId, string ElementId, string MessageName, string? CorrelationKey) : Effect;

    /// <summary>Wait for a signal by name.</summary>
    public sealed record SubscribeSignal(long TokenId, string ElementId, string SignalName) : Effect;

    /// <summary>Stop waiting for a message or signal. Also said when the message has come and no other is wanted; only a non-interrupting boundary event stays subscribed.</summary>
    public sealed record Unsubscribe(long TokenId, string ElementId) : Effect;

    /// <summary>Start a called process for a call activity.</summary>
    public sealed record StartChild(long TokenId, string ElementId, string CalledElement, ImmutableDictionary<string, object?> Variables) : Effect;

    /// <summary>Cancel the called process of a call activity, as far as it still runs.</summary>
    public sealed record CancelChild(long TokenId, string ElementId) : Effect;

    /// <summary>Throw a message. It carries the variables this instance has set itself, see <see cref="ProcessState.Written"/>.</summary>
    public sealed record ThrowMessage(string ElementId, string MessageName, string? CorrelationKey, ImmutableDictionary<string, object?> Variables) : Effect;

    /// <summary>Throw a signal to everything that waits for it, this instance included, and to every process it starts.</summary>
    public sealed record ThrowSignal(string ElementId, string SignalName, ImmutableDictionary<string, object?> Variables) : Effect;

    /// <summary>Tell the caller of an error nothing here catches. The token stays; the caller cancels this instance or shows an incident.</summary>
    public sealed record FailCaller(long TokenId, string ElementId, string Code, string Message) : Effect
    {
        /// <summary>What this instance has set itself; on its way out the error takes it to the caller.</summary>
        public ImmutableDictionary<string, object?> Variables { get; init; } = ImmutableDictionary<string, object?>.Empty;
        /// <summary>All variables of the process, for outputs of the call to choose from.</summary>
        public ImmutableDictionary<string, object?> Everything { get; init; } = ImmutableDictionary<string, object?>.Empty;
    }

    /// <summary>Tell the caller of an escalation nothing here catches; this instance goes on.</summary>
    public sealed record EscalateToCaller(string ElementId, string Code, ImmutableDictionary<string, object?> Variables) : Effect
    {
        /// <summary>All variables of the process, for outputs of the call to choose from.</summary>
        public ImmutableDictionary<string, object?> Everything { get; init; } = Variables;
    }

    /// <summary>Something cannot go on by itself; a person must see it. The token stays where it is.</summary>
    public sealed record RaiseIncident(long TokenId, string ElementId, string Message) : Effect
    {
        /// <summary>The same sentence in French, where the interpreter wrote it; what a service task said is given as it came.</summary>
        public string MessageFr { get; init; } = Message;
    }

    /// <summary>The instance has ended (no token left, or terminated, or cancelled). A caller is given the variables this instance has set itself:
    /// what it was started with may have changed in the caller since, and must not be put back.</summary>
    public sealed record End(ImmutableDictionary<string, object?> Variables) : Effect
    {
        /// <summary>All variables of the process as they stand at its end.</summary>
        public ImmutableDictionary<string, object?> Everything { get; init; } = Variables;
    }
}

/// <summary>When a timer falls due: an instant the interpreter could work out, or a rule that only the host can.</summary>
public abstract record TimerDue
{
    /// <summary>A known instant.</summary>
    public sealed record At(Instant Due) : TimerDue;

    /// <summary>A due rule such as <c>R-5W</c>.</summary>
    public sealed record ByRule(DueRule Rule) : TimerDue;
}

/// <summary>Repetition of a cycle timer.</summary>
/// <param name="Every">What <see cref="Repetition.Of"/> reads: an ISO 8601 period, a cron expression, or a period counted from a due rule.</param>
/// <param name="First">What periods are counted from, so that month ends do not drift: the arming, or the start the cycle names; for a cron expression the firing now armed.</param>
/// <param name="Fired">How many periods after <paramref name="First"/>, or after its rule, the firing now armed lies.</param>
/// <param name="Remaining">Firings left after the one now armed; null for no end.</param>
public sealed record TimerRepeat(string Every, Instant First, int Fired, int? Remaining)
{
    /// <summary>No firing after this; null for no end.</summary>
    public Instant? Until { get; init; }
}

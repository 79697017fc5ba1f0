using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Everything that must be remembered of one running instance; small and bounded, because consumed tokens are dropped.</summary>
/// <param name="NextId">The next token id; ids are never reused within an instance.</param>
/// <param name="Tokens">Live tokens by id, oldest first.</param>
/// <param name="Variables">Process variables (normalised FEEL values, see Conditions).</param>
public sealed record ProcessState(
    long NextId,
    ImmutableSortedDictionary<long, Token> Tokens,
    ImmutableDictionary<string, object?> Variables,
    bool Ended)
{
    /// <summary>The state before the start trigger.</summary>
    public static ProcessState New { get; } = new(1, ImmutableSortedDictionary<long, Token>.Empty, ImmutableDictionary<string, object?>.Empty, false);

    /// <summary>Names of the variables this instance has set since it was started; what it was started with is not among them.</summary>
    public ImmutableSortedSet<string> Written { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The live tokens at an element, oldest first; for a sub-process, one per running instance of it.</summary>
    public IEnumerable<Token> TokensAt(string elementId) => Tokens.Values.Where(t => t.ElementId == elementId);

    /// <summary>Everything the instance waits for, oldest token first: what the host must hold open for it, no more and no less.</summary>
    public IEnumerable<(Token Token, Wait Wait)> Waits => Tokens.Values.SelectMany(t => t.Waits.Select(w => (t, w)));
}

/// <summary>One live token.</summary>
/// <param name="Id">Unique within the instance. Every visit of a node has its own id, so that an answer to an earlier visit is recognised as stale.</param>
/// <param name="ElementId">The node it is at.</param>
/// <param name="ScopeTokenId">The token of the enclosing sub-process, or null directly in the process.</param>
/// <param name="ArrivedBy">For tokens waiting at a join: the flow they came by.</param>
public sealed record Token(long Id, string ElementId, long? ScopeTokenId, string? ArrivedBy = null)
{
    /// <summary>What was opened for this token and is still open, in the order it was opened.</summary>
    public ImmutableArray<Wait> Waits { get; init; } = [];

    /// <summary>Where an incident stopped the token; null while all is well. <see cref="Trigger.Retry"/> goes on from there.</summary>
    public StuckAt? Stuck { get; init; }
}

/// <summary>One thing held open for a token.</summary>
/// <param name="ElementId">The element it was opened for: the token's own, or a boundary event on it.</param>
/// <param name="Repeat">For a repeating timer: the repetition now armed.</param>
public sealed record Wait(WaitKind Kind, string ElementId, TimerRepeat? Repeat = null);

/// <summary>The kinds of <see cref="Wait"/>.</summary>
public enum WaitKind
{
    /// <summary>A work item a person completes.</summary>
    WorkItem,
    /// <summary>A service task that has been asked to run.</summary>
    Service,
    /// <summary>A called process.</summary>
    Child,
    /// <summary>An armed timer.</summary>
    Timer,
    /// <summary>A message subscription.</summary>
    Message
}

/// <summary>Where an incident stopped a token.</summary>
public enum StuckAt
{
    /// <summary>It could not enter its node: a timer or message expression failed. Nothing is open for it.</summary>
    Entering,
    /// <summary>Its service task failed. Boundary events stay open.</summary>
    Working,
    /// <summary>Its node is done but there is no way out. Nothing is open for it.</summary>
    Leaving
}

/// <summary>What happened on the diagram during one step, in order; the host keeps it as history.</summary>
/// <param name="Kind">Entered, Left, Interrupted, FlowTaken or Ended.</param>
/// <param name="ElementId">The node; for FlowTaken the sequence flow; for Ended the process.</param>
/// <param name="TokenId">The token; for FlowTaken the one that left; 0 for Ended.</param>
public sealed record PathEntry(PathKind Kind, string ElementId, long TokenId);

/// <summary>The kinds of <see cref="PathEntry"/>.</summary>
public enum PathKind
{
    /// <summary>A token entered a node.</summary>
    Entered,
    /// <summary>A token left a node in the ordinary way.</summary>
    Left,
    /// <summary>A node was ended from outside: boundary event, terminate or cancel.</summary>
    Interrupted,
    /// <summary>A sequence flow was taken.</summary>
    FlowTaken,
    /// <summary>The instance ended.</summary>
    Ended
}

/// <summary>The answer of the interpreter: the new state, the effects in order, and the path taken.</summary>
public sealed record Step(ProcessState State, ImmutableArray<Effect> Effects, ImmutableArray<PathEntry> Path);

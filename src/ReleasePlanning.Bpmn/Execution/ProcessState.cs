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
}

/// <summary>One live token.</summary>
/// <param name="Id">Unique within the instance.</param>
/// <param name="ElementId">The node it is at.</param>
/// <param name="ScopeTokenId">The token of the enclosing sub-process, or null directly in the process.</param>
/// <param name="ArrivedBy">For tokens waiting at a join: the flow they came by.</param>
public sealed record Token(long Id, string ElementId, long? ScopeTokenId, string? ArrivedBy = null);

/// <summary>What happened on the diagram during one step, in order; the host keeps it as history.</summary>
/// <param name="Kind">Entered, Left, Interrupted, FlowTaken or Ended.</param>
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

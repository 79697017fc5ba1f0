using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Everything that must be remembered of one running instance; small and bounded, because consumed tokens are dropped.</summary>
/// <param name="NextId">The next token id; ids are never reused within an instance.</param>
/// <param name="Tokens">Live tokens, oldest first.</param>
/// <param name="Variables">The variables of the process itself (normalised FEEL values, see Conditions); a scope's own stand at its token.</param>
public sealed record ProcessState(long NextId, TokenSet Tokens, ImmutableDictionary<string, object?> Variables, bool Ended)
{
    /// <summary>The id that stands for the process itself where a token is named: what its event sub-processes wait for belongs to no token.</summary>
    public const long Process = 0;

    // Stands before New, which is made with it.
    internal static ImmutableSortedSet<string> NothingWritten { get; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The state before the start trigger.</summary>
    public static ProcessState New { get; } = new(1, TokenSet.Empty, ImmutableDictionary<string, object?>.Empty, false);

    /// <summary>Names of the variables this instance has set since it was started; what it was started with is not among them.</summary>
    public ImmutableSortedSet<string> Written { get; init; } = NothingWritten;

    /// <summary>What the event sub-processes of the process itself wait for.</summary>
    public ImmutableArray<Wait> ProcessWaits { get; init; } = [];

    /// <summary>What has been completed and could be undone, oldest first.</summary>
    public ImmutableArray<Compensable> Compensables { get; init; } = [];

    /// <summary>True when a call activity started this instance.</summary>
    public bool IsCalled { get; init; }

    /// <summary>The live tokens at an element, oldest first; for a sub-process, one per running instance of it.</summary>
    public IEnumerable<Token> TokensAt(string elementId) => Tokens.Where(t => t.ElementId == elementId);

    /// <summary>The variables a token sees: those of the process, and over them those of each scope it is in, its own last.</summary>
    public ImmutableDictionary<string, object?> SeenBy(long tokenId)
    {
        var scopes = new Stack<Token>();
        for (var at = Tokens.TryGet(tokenId, out var token) ? token : null; at is not null; at = at.ScopeTokenId is { } around && Tokens.TryGet(around, out var scope) ? scope : null)
            scopes.Push(at);
        if (scopes.All(s => s is { Locals: null, Loop: null }))
            return Variables;
        var seen = Variables.ToBuilder();
        foreach (var scope in scopes)
            Execution.Variables.AddOwn(scope, seen);
        return seen.ToImmutable();
    }

    /// <summary>Everything the instance waits for and the host must hold open, no more and no less: by token (<see cref="Process"/> for the process itself).
    /// Conditions and compensation are the interpreter's own business and not among them.</summary>
    public IEnumerable<(long TokenId, Wait Wait)> Waits =>
        ProcessWaits.Select(w => (Process, w)).Concat(Tokens.SelectMany(t => t.Waits.Select(w => (t.Id, w))))
            .Where(w => w.w.Kind is not (WaitKind.Condition or WaitKind.Compensation));
}

/// <summary>One live token.</summary>
/// <param name="Id">Unique within the instance. Every visit of a node has its own id, so that an answer to an earlier visit is recognised as stale.</param>
/// <param name="ElementId">The node it is at.</param>
/// <param name="ScopeTokenId">The token of the enclosing scope (sub-process, or all instances of a repeated activity), or null directly in the process.</param>
/// <param name="ArrivedBy">For tokens waiting at a join: the flow they came by.</param>
public sealed record Token(long Id, string ElementId, long? ScopeTokenId, string? ArrivedBy = null)
{
    /// <summary>What was opened for this token and is still open, in the order it was opened.</summary>
    public ImmutableArray<Wait> Waits { get; init; } = [];

    /// <summary>Where an incident stopped the token; null while all is well. <see cref="Trigger.Retry"/> goes on from there.</summary>
    public StuckAt? Stuck { get; init; }

    /// <summary>The variables of this scope alone; null where it has none.</summary>
    public ImmutableDictionary<string, object?>? Locals { get; init; }

    /// <summary>Set on the token that stands for all instances of a repeated activity; the instances are the tokens in its scope.</summary>
    public LoopState? Loop { get; init; }

    /// <summary>Set on one instance of a repeated activity: which, counted from 0.</summary>
    public int? Instance { get; init; }

    /// <summary>Set on what undoes something: the token of the event that asked for it, or <see cref="ProcessState.Process"/> where nobody waits.</summary>
    public long? Undoes { get; init; }
}

/// <summary>How far a repeated activity has come.</summary>
/// <param name="Total">How many instances there will be; null where a loop condition decides.</param>
/// <param name="Started">How many have been started.</param>
/// <param name="Completed">How many are done.</param>
public sealed record LoopState(int? Total, int Started, int Completed)
{
    /// <summary>What sequential instances still have to go through, from the first on; empty where there is no collection.</summary>
    public ImmutableArray<object?> Elements { get; init; } = [];

    /// <summary>What completed instances gave, at their place; empty where nothing is collected.</summary>
    public ImmutableArray<object?> Results { get; init; } = [];
}

/// <summary>Something completed that can be undone (BPMN 2.0 clause 13.5.5).</summary>
/// <param name="ActivityId">The activity.</param>
/// <param name="ScopeTokenId">The scope it was completed in; null for the process.</param>
/// <param name="Locals">The variables it left behind in its own scope; null where it had none.</param>
/// <param name="Inner">For a sub-process without a handler of its own: what was completed in it.</param>
public sealed record Compensable(string ActivityId, long? ScopeTokenId, ImmutableDictionary<string, object?>? Locals, ImmutableArray<Compensable> Inner);

/// <summary>One thing held open for a token.</summary>
/// <param name="ElementId">The element it was opened for: the token's own, a boundary event on it, an event after an event-based gateway, or the start of an event sub-process in it.</param>
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
    Message,
    /// <summary>A signal subscription.</summary>
    Signal,
    /// <summary>A condition that does not hold yet.</summary>
    Condition,
    /// <summary>Handlers that are undoing something.</summary>
    Compensation
}

/// <summary>Where an incident stopped a token.</summary>
public enum StuckAt
{
    /// <summary>It could not enter its node: a timer or message expression failed. Nothing is open for it.</summary>
    Entering,
    /// <summary>Its task or called process failed. Boundary events stay open.</summary>
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

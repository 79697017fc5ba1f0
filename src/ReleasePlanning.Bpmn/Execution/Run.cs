using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>The work sheet of one step: the state being changed, and what has been said about it so far. Never leaves the step.</summary>
internal sealed class Run(ProcessModel model, ProcessState state, Instant now, FeelHost? host)
{
    private readonly ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
    private readonly ImmutableArray<PathEntry>.Builder path = ImmutableArray.CreateBuilder<PathEntry>();
    private readonly Stack<long> toEnter = new();
    private Queue<(long, string)>? conditionsToLookAt;
    private readonly HashSet<(string Name, bool IsNew)> touched = [];
    private Token[] tokens = Copy(state.Tokens);
    private int count = state.Tokens.Count;
    private long nextId = state.NextId;
    private int moves;
    private bool ended;
    private ImmutableSortedSet<string> written = state.Written;

    internal ProcessModel Model => model;
    internal ModelIndex Index { get; } = ModelIndex.Of(model);
    internal Instant Now => now;
    internal FeelHost? Host => host;

    /// <summary>The variables of the process itself; what a token sees is said by <see cref="Variables.SeenBy"/>.</summary>
    internal ImmutableDictionary<string, object?> ProcessVariables { get; private set; } = state.Variables;

    /// <summary>The variables this instance has set itself: all that others may be given of it.</summary>
    internal ImmutableDictionary<string, object?> OwnVariables => written.Count == 0
        ? ImmutableDictionary<string, object?>.Empty
        : written.ToImmutableDictionary(n => n, n => ProcessVariables[n]);

    internal ImmutableArray<Wait> ProcessWaits { get; set; } = state.ProcessWaits;

    internal ImmutableArray<Compensable> Compensables { get; set; } = state.Compensables;

    internal bool IsCalled { get; set; } = state.IsCalled;

    /// <summary>While starting there is no one to show an incident to: what would be one refuses the start instead.</summary>
    internal bool IsStarting { get; init; }

    /// <summary>Set when the step is repeated because it ran in a circle: the first token to leave stays with this incident.</summary>
    internal Sentence? HaltedBecause { get; init; }

    internal bool HasEnded => ended;

    /// <summary>True when a variable was set since conditions were last looked at.</summary>
    internal bool VariablesTouched => touched.Count > 0;

    /// <summary>The variables set since conditions were last looked at, and whether they were new.</summary>
    internal IReadOnlySet<(string Name, bool IsNew)> Touched => touched;

    internal void Touch(string variable, bool isNew) => touched.Add((variable, isNew));

    internal void ForgetTouched() => touched.Clear();

    /// <summary>The conditions opened in this step and not looked at yet.</summary>
    internal List<(long TokenId, string ElementId)> NewConditions { get; } = [];

    /// <summary>The conditions still to be looked at because of what has changed or was opened.</summary>
    internal Queue<(long TokenId, string ElementId)> ConditionsToLookAt => conditionsToLookAt ??= new();

    internal bool HasConditionsToLookAt => conditionsToLookAt is { Count: > 0 };

    /// <summary>The live tokens now, oldest first; a copy where the caller changes them.</summary>
    internal ReadOnlySpan<Token> Tokens => tokens.AsSpan(0, count);

    internal List<Token> TokensIn(long? scope)
    {
        var found = new List<Token>();
        foreach (var token in Tokens)
        {
            if (token.ScopeTokenId == scope)
                found.Add(token);
        }
        return found;
    }

    internal bool HasTokensIn(long? scope)
    {
        foreach (var token in Tokens)
        {
            if (token.ScopeTokenId == scope)
                return true;
        }
        return false;
    }

    internal NodeIndex IndexOf(Token token) => IndexOf(token.ElementId);

    internal NodeIndex IndexOf(string elementId) =>
        Index.Find(elementId) ?? throw new InterpreterException(elementId, $"The diagram has no element {elementId}.", $"Le diagramme n’a pas d’élément {elementId}.");

    internal FlowNode NodeOf(Token token) => IndexOf(token.ElementId).Node;

    internal FlowNode Node(string elementId) => IndexOf(elementId).Node;

    internal Token? Find(long tokenId)
    {
        var at = TokenSet.IndexOf(tokens, count, tokenId);
        return at >= 0 ? tokens[at] : null;
    }

    internal Token Live(long tokenId) =>
        Find(tokenId) ?? throw new InterpreterException("", $"Token {tokenId} is no longer there.", $"Le jeton {tokenId} n’existe plus.");

    internal Token? Scope(Token token) => token.ScopeTokenId is { } id ? Live(id) : null;

    /// <summary>The token of a trigger (null for the process itself), with the wait the trigger answers; anything else is stale.</summary>
    internal (Token? Token, Wait Wait) Waiting(long tokenId, WaitKind kind, string? elementId = null)
    {
        var token = tokenId == ProcessState.Process ? null : Live(tokenId);
        foreach (var wait in token?.Waits ?? ProcessWaits)
        {
            if (wait.Kind == kind && (elementId is null || wait.ElementId == elementId))
                return (token, wait);
        }
        throw new InterpreterException(token?.ElementId ?? model.Id, $"Token {tokenId} does not wait for this.", $"Le jeton {tokenId} n’attend pas ceci.");
    }

    internal Token Add(Token unnumbered)
    {
        var token = unnumbered with { Id = nextId++ };
        if (count == tokens.Length)
            Array.Resize(ref tokens, Math.Max(8, count * 2));
        tokens[count++] = token;
        return token;
    }

    internal Token Add(string elementId, long? scope, string? arrivedBy = null) => Add(new Token(0, elementId, scope, arrivedBy));

    internal Token Keep(Token token)
    {
        var at = TokenSet.IndexOf(tokens, count, token.Id);
        if (at < 0)
            throw new InterpreterException(token.ElementId, $"Token {token.Id} is no longer there.", $"Le jeton {token.Id} n’existe plus.");
        return tokens[at] = token;
    }

    internal void Remove(Token token)
    {
        var at = TokenSet.IndexOf(tokens, count, token.Id);
        if (at < 0)
            return;
        Array.Copy(tokens, at + 1, tokens, at, --count - at);
        tokens[count] = null!;
    }

    internal void Enter(long tokenId) => toEnter.Push(tokenId);

    /// <summary>True for a token made in this step that has not come to its node yet.</summary>
    internal bool IsUnderWay(Token token) => toEnter.Contains(token.Id);

    /// <summary>The next token that has still to enter its node, or null when all wait.</summary>
    internal Token? NextToEnter()
    {
        while (toEnter.TryPop(out var id))
        {
            if (Find(id) is { } token)
            {
                CountMove(token.ElementId);
                return token;
            }
        }
        return null;
    }

    /// <summary>Stops a step that would never end.</summary>
    internal void CountMove(string elementId)
    {
        if (++moves > Interpreter.MoveLimit)
            throw new EndlessMovesException(elementId);
    }

    /// <summary>Takes over what the instance is started with; none of it counts as written by the instance.</summary>
    internal void Begin(ImmutableDictionary<string, object?> values)
    {
        if (values.Count == 0)
            return;
        foreach (var name in values.Keys)
            Touch(name, !ProcessVariables.ContainsKey(name));
        ProcessVariables = ProcessVariables.SetItems(values.Select(v => KeyValuePair.Create(v.Key, FeelValue.Normalise(v.Value))));
    }

    internal void WriteInProcess(string name, object? value, bool changes = true)
    {
        if (changes)
            Touch(name, !ProcessVariables.ContainsKey(name));
        ProcessVariables = ProcessVariables.SetItem(name, FeelValue.Normalise(value));
        written = written.Add(name);
    }

    internal void Emit(Effect effect) => effects.Add(effect);

    internal void Note(PathKind kind, string elementId, long tokenId) => path.Add(new(kind, elementId, tokenId));

    /// <summary>Stops a token for a person to see; refuses the start when the process is only starting.</summary>
    internal void Stop(Token token, StuckAt where, Sentence why)
    {
        if (IsStarting)
            throw new InterpreterException(token.ElementId, why.English, why.French);
        Keep(token with { Stuck = where });
        Emit(new Effect.RaiseIncident(token.Id, token.ElementId, why.English) { MessageFr = why.French });
    }

    internal void End()
    {
        if (ended)
            return;
        ended = true;
        Waits.CloseOfProcess(this);
        Compensables = [];
        Note(PathKind.Ended, model.Id, 0);
        Emit(new Effect.End(OwnVariables) { Everything = ProcessVariables });
    }

    internal Step ToStep() => new(
        new(nextId, new TokenSet(Tokens.ToArray()), ProcessVariables, ended)
        {
            Written = written, ProcessWaits = ProcessWaits, Compensables = Compensables, IsCalled = IsCalled
        },
        effects.ToImmutable(), path.ToImmutable());

    private static Token[] Copy(TokenSet from)
    {
        var copy = new Token[from.Count + 8];
        from.AsSpan().CopyTo(copy);
        return copy;
    }
}

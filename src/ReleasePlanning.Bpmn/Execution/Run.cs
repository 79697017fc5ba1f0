using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>The work sheet of one step: the state being changed, and what has been said about it so far. Never leaves the step.</summary>
internal sealed class Run(ProcessModel model, ProcessState state, Instant now, FeelHost? host)
{
    private readonly ImmutableSortedDictionary<long, Token>.Builder tokens = state.Tokens.ToBuilder();
    private readonly ImmutableArray<Effect>.Builder effects = ImmutableArray.CreateBuilder<Effect>();
    private readonly ImmutableArray<PathEntry>.Builder path = ImmutableArray.CreateBuilder<PathEntry>();
    private readonly Stack<long> toEnter = new();
    private long nextId = state.NextId;
    private int moves;
    private bool ended;
    private ImmutableSortedSet<string> written = state.Written;

    internal ProcessModel Model => model;
    internal Instant Now => now;
    internal FeelHost? Host => host;
    internal ImmutableDictionary<string, object?> Variables { get; private set; } = state.Variables;

    /// <summary>The variables this instance has set itself: all that others may be given of it.</summary>
    internal ImmutableDictionary<string, object?> OwnVariables => written.ToImmutableDictionary(n => n, n => Variables[n]);

    /// <summary>While starting there is no one to show an incident to: what would be one refuses the start instead.</summary>
    internal bool IsStarting { get; init; }

    /// <summary>Set when the step is repeated because it ran in a circle: the first token to leave stays with this incident.</summary>
    internal Sentence? HaltedBecause { get; init; }

    internal IEnumerable<Token> Tokens => tokens.Values;

    internal FlowNode NodeOf(Token token) => Node(token.ElementId);

    internal FlowNode Node(string elementId) =>
        model.Nodes.TryGetValue(elementId, out var node) ? node : throw new InterpreterException(elementId, $"The diagram has no element {elementId}.", $"Le diagramme n’a pas d’élément {elementId}.");

    internal Token Live(long tokenId) =>
        tokens.TryGetValue(tokenId, out var token) ? token : throw new InterpreterException("", $"Token {tokenId} is no longer there.", $"Le jeton {tokenId} n’existe plus.");

    /// <summary>The token of a trigger, with the wait the trigger answers; anything else is stale.</summary>
    internal (Token Token, Wait Wait) Waiting(long tokenId, WaitKind kind, string? elementId = null)
    {
        var token = Live(tokenId);
        var wait = token.Waits.FirstOrDefault(w => w.Kind == kind && (elementId is null || w.ElementId == elementId));
        return wait is null
            ? throw new InterpreterException(token.ElementId, $"Token {tokenId} does not wait for this.", $"Le jeton {tokenId} n’attend pas ceci.")
            : (token, wait);
    }

    internal Token Add(string elementId, long? scope, string? arrivedBy = null)
    {
        var token = new Token(nextId++, elementId, scope, arrivedBy);
        tokens.Add(token.Id, token);
        return token;
    }

    internal Token Keep(Token token)
    {
        tokens[token.Id] = token;
        return token;
    }

    internal void Remove(Token token) => tokens.Remove(token.Id);

    internal void Enter(Token token) => toEnter.Push(token.Id);

    /// <summary>True for a token made in this step that has not come to its node yet.</summary>
    internal bool IsUnderWay(Token token) => toEnter.Contains(token.Id);

    /// <summary>The next token that has still to enter its node, or null when all wait.</summary>
    internal Token? NextToEnter()
    {
        while (toEnter.TryPop(out var id))
        {
            if (!tokens.TryGetValue(id, out var token))
                continue;
            return ++moves > Interpreter.MoveLimit ? throw new EndlessMovesException(token.ElementId) : token;
        }
        return null;
    }

    /// <summary>Takes over what the instance is started with; none of it counts as written by the instance.</summary>
    internal void Begin(IReadOnlyDictionary<string, object?> given) => Set(given);

    internal void Merge(IReadOnlyDictionary<string, object?> changes)
    {
        Set(changes);
        written = written.Union(changes.Keys);
    }

    private void Set(IReadOnlyDictionary<string, object?> values) =>
        Variables = Variables.SetItems(values.Select(v => KeyValuePair.Create(v.Key, FeelValue.Normalise(v.Value))));

    internal void Merge(string name, object? value) => Merge(ImmutableDictionary<string, object?>.Empty.Add(name, value));

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
        ended = true;
        Note(PathKind.Ended, model.Id, 0);
        Emit(new Effect.End(OwnVariables));
    }

    internal Step ToStep() => new(new(nextId, tokens.ToImmutable(), Variables, ended) { Written = written }, effects.ToImmutable(), path.ToImmutable());
}

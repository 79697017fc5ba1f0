using System.Collections.Immutable;

namespace ReleasePlanning;

/// <summary>What is wrong with one field (or, with an empty field, with the whole request).</summary>
public sealed record Problem(string Field, Reason Reason)
{
    public static Problem With(string field, string code, params object?[] args) => new(field, new Reason(code, args));
}

public enum OutcomeKind { Done, NotFound, Forbidden, Refused, Conflict }

/// <summary>The one result type of every act: done with a value, or not done with reasons a person can read.</summary>
public sealed record Outcome<T>(OutcomeKind Kind, T? Value, ImmutableArray<Problem> Problems)
{
    public bool IsDone => Kind == OutcomeKind.Done;

    /// <summary>The same refusal for an act with another value.</summary>
    public Outcome<TOther> As<TOther>() => new(Kind, default, Problems);
}

public static class Outcome
{
    public static Outcome<T> Done<T>(T value) => new(OutcomeKind.Done, value, []);
    public static Outcome<T> NotFound<T>() => new(OutcomeKind.NotFound, default, [Problem.With("", "not-found")]);
    public static Outcome<T> Forbidden<T>(string code, params object?[] args) => new(OutcomeKind.Forbidden, default, [Problem.With("", code, args)]);
    public static Outcome<T> Refused<T>(params IEnumerable<Problem> problems) => new(OutcomeKind.Refused, default, [.. problems]);
    public static Outcome<T> Refused<T>(string field, string code, params object?[] args) => Refused<T>(Problem.With(field, code, args));
    public static Outcome<T> Conflict<T>(string code, params object?[] args) => new(OutcomeKind.Conflict, default, [Problem.With("", code, args)]);
}

using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A compiled FEEL expression: no I/O, no CLR access, limits on length, depth and steps.</summary>
public sealed class FeelExpression
{
    /// <summary>Compiles FEEL text (or its JUEL spelling in <c>${ … }</c>).</summary>
    /// <exception cref="FeelException">Outside the subset, with its position.</exception>
    public static FeelExpression Compile(string text) => throw new FeelException(0, text);

    private readonly int unused;
    internal FeelExpression() => unused = 0;

    /// <summary>The value in a context; null where a variable is unknown.</summary>
    public object? Evaluate(IReadOnlyDictionary<string, object?> variables, Instant now) => throw new FeelException(unused, variables.Count + now.ToString());
}

/// <summary>An expression that cannot be compiled or evaluated.</summary>
public sealed class FeelException(int position, string message) : Exception(message)
{
    /// <summary>Zero-based position in the text.</summary>
    public int Position { get; } = position;
}

/// <summary>FEEL values as JSON. Temporal values are written as <c>{"$date":"…"}</c>, <c>{"$time":"…"}</c>, <c>{"$dateTime":"…"}</c>, <c>{"$duration":"…"}</c>, <c>{"$period":"…"}</c>.</summary>
/// <remarks>The normalised values are: null, bool, decimal, string, LocalDate, LocalTime, LocalDateTime, Instant, Duration, Period,
/// IReadOnlyList of object?, IReadOnlyDictionary of string to object?.</remarks>
public static class FeelJson
{
    /// <summary>Variables as one JSON object.</summary>
    public static string Write(ImmutableDictionary<string, object?> variables) => throw new NotSupportedException(variables.ToString());

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static ImmutableDictionary<string, object?> Read(string json) => throw new NotSupportedException(json);
}

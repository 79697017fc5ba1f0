using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>The values expressions work on, normalised: null, bool, decimal, string, LocalDate, LocalTime, LocalDateTime, Instant, Duration, Period, list, context.</summary>
public static class FeelValue
{
    /// <summary>A value with plain CLR numbers as decimals and collections as immutable lists and contexts, all the way down.</summary>
    /// <exception cref="NotSupportedException">A type that has no FEEL counterpart.</exception>
    public static object? Normalise(object? value) => Shallow(value) switch
    {
        IReadOnlyDictionary<string, object?> c => c.ToImmutableDictionary(e => e.Key, e => Normalise(e.Value), StringComparer.Ordinal),
        IReadOnlyList<object?> l => l.Select(Normalise).ToImmutableArray(),
        var v => v
    };

    /// <summary>Whether two values are the same, structurally and after normalisation; a year equals twelve months.</summary>
    public static bool Same(object? a, object? b) => (Shallow(a), Shallow(b)) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (Period x, Period y) => x.Normalize().Equals(y.Normalize()) || (FeelTemporal.Months(x) is { } m && m == FeelTemporal.Months(y)),
        (IReadOnlyDictionary<string, object?> x, IReadOnlyDictionary<string, object?> y) =>
            x.Count == y.Count && x.All(e => y.TryGetValue(e.Key, out var other) && Same(e.Value, other)),
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => x.Count == y.Count && x.Zip(y).All(p => Same(p.First, p.Second)),
        var (x, y) => x.Equals(y)
    };

    /// <summary>The value as FEEL's <c>string()</c> writes it: ISO 8601 for temporal values, no trailing zeros for numbers.</summary>
    public static string? Text(object? value) => Shallow(value) switch
    {
        null => null,
        bool b => b ? "true" : "false",
        decimal d => Number(d),
        string s => s,
        IReadOnlyDictionary<string, object?> c => "{" + string.Join(", ", c.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{e.Key}: {Inner(e.Value)}")) + "}",
        IReadOnlyList<object?> l => "[" + string.Join(", ", l.Select(Inner)) + "]",
        var v => FeelTemporal.Text(v)
    };

    /// <summary>The same number without trailing zeros.</summary>
    internal static decimal Plain(decimal d) => d.Scale == 0 ? d : d / 1.0000000000000000000000000000m;

    internal static string Number(decimal d) => d.ToString("0.############################", CultureInfo.InvariantCulture);

    /// <summary>Order of two values of one kind; null when they have none.</summary>
    internal static int? Order(object? a, object? b) => (a, b) switch
    {
        (decimal x, decimal y) => x.CompareTo(y),
        (string x, string y) => string.CompareOrdinal(x, y),
        (LocalDate x, LocalDate y) => x.CompareTo(y),
        (LocalTime x, LocalTime y) => x.CompareTo(y),
        (LocalDateTime x, LocalDateTime y) => x.CompareTo(y),
        (Instant x, Instant y) => x.CompareTo(y),
        (Duration x, Duration y) => x.CompareTo(y),
        (Period x, Period y) when FeelTemporal.Months(x) is { } m && FeelTemporal.Months(y) is { } n => m.CompareTo(n),
        _ => null
    };

    /// <summary>FEEL equality: null when the two are of different kinds, because neither yes nor no would be true.</summary>
    internal static bool? Equal(object? a, object? b) =>
        a is null || b is null ? a is null && b is null
        : Kind(a) == Kind(b) ? Same(a, b)
        : null;

    // collections stay as they are: most of a context is never looked at
    internal static object? Shallow(object? value) => value switch
    {
        null or bool or decimal or string or LocalDate or LocalTime or LocalDateTime or Instant or Duration or Period => value,
        IReadOnlyDictionary<string, object?> or IReadOnlyList<object?> => value,
        int or long or short or byte or uint or ushort or sbyte or ulong => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        double or float => Fraction(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        OffsetDateTime o => o.ToInstant(),
        ZonedDateTime z => z.ToInstant(),
        IEnumerable e => e.Cast<object?>().ToImmutableArray(),
        _ => throw new NotSupportedException($"A {value.GetType().Name} is not a FEEL value.")
    };

    private static decimal? Fraction(double d) => Math.Abs(d) < 7.9e28 ? (decimal)d : null;

    private static string Kind(object value) => value switch
    {
        IReadOnlyDictionary<string, object?> => "context",
        IReadOnlyList<object?> => "list",
        _ => value.GetType().Name
    };

    private static string Inner(object? value) => value is string s ? new StringBuilder("\"").Append(s.Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"').ToString() : Text(value) ?? "null";
}

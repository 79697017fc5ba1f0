using System.Collections;
using System.Collections.Immutable;
using System.Globalization;
using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>The values expressions work on, normalised: null, bool, decimal, string, LocalDate, LocalTime, LocalDateTime, OffsetDateTime, ZonedDateTime, Instant, Duration, Period, list, context.</summary>
/// <remarks>A time with an offset, a range and a function exist as well; they have no CLR type of their own outside expressions, only their <see cref="Text"/>.</remarks>
public static class FeelValue
{
    /// <summary>How deep lists and contexts may nest in a value that is kept.</summary>
    public const int MaxNesting = 48;

    /// <summary>How many parts, in all its lists and contexts together, a value may have.</summary>
    public const int MaxParts = 1_000_000;

    [ThreadStatic] private static int visited;

    /// <summary>A value with plain CLR numbers as decimals and collections as immutable lists and contexts, all the way down.</summary>
    /// <exception cref="NotSupportedException">A type that has no FEEL counterpart.</exception>
    /// <exception cref="FeelException">Nested deeper than <see cref="MaxNesting"/>, or with more than <see cref="MaxParts"/>.</exception>
    public static object? Normalise(object? value)
    {
        visited = 0;
        return Normalise(value, MaxNesting);
    }

    /// <summary>Whether two values are the same, structurally and after normalisation; a year equals twelve months, and one moment is the same in every zone.</summary>
    /// <exception cref="FeelException">More than <see cref="MaxParts"/> to look at.</exception>
    public static bool Same(object? a, object? b)
    {
        visited = 0;
        return SamePart(a, b);
    }

    private static bool SamePart(object? a, object? b) => (a, b) switch
    {
        (null, null) => true,
        (null, _) or (_, null) => false,
        (decimal x, decimal y) => x == y,
        (string x, string y) => string.Equals(x, y, StringComparison.Ordinal),
        (bool x, bool y) => x == y,
        _ => SameRest(Shallow(a), Shallow(b))
    };

    /// <summary>The value as FEEL's <c>string()</c> writes it: ISO 8601 for temporal values, no trailing zeros for numbers.</summary>
    /// <exception cref="FeelException">More than <see cref="MaxParts"/> to write.</exception>
    public static string? Text(object? value)
    {
        visited = 0;
        return TextOf(value);
    }

    private static string? TextOf(object? value) => Shallow(value) switch
    {
        null => null,
        bool b => b ? "true" : "false",
        decimal d => Number(d),
        string s => s,
        IReadOnlyDictionary<string, object?> c => "{" + string.Join(", ", FeelContext.Of(c).Select(e => $"{Key(e.Key)}: {Part(e.Value)}")) + "}",
        IReadOnlyList<object?> l => "[" + string.Join(", ", l.Select(Part)) + "]",
        FeelRange r => r.ToString(),
        FeelFunction f => f.ToString(),
        var v => FeelTemporal.Text(v)
    };

    private static readonly System.Buffers.SearchValues<char> Punctuation = System.Buffers.SearchValues.Create("{}[]:,\"\\");

    // a key that would be read as something else without its quotes keeps them
    private static string Key(string key) => key.Length == 0 || key.AsSpan().ContainsAny(Punctuation) ? Part(key) : key;

    /// <summary>The moment a date and time with an offset or zone means; null for any other value.</summary>
    public static Instant? AsInstant(object? value) => FeelMoments.Instant(value);

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
        (FeelTime x, FeelTime y) => x.Order.CompareTo(y.Order),
        (LocalDateTime x, LocalDateTime y) => x.CompareTo(y),
        (Duration x, Duration y) => x.CompareTo(y),
        (Period x, Period y) => FeelTemporal.Months(x) is { } m && FeelTemporal.Months(y) is { } n ? m.CompareTo(n) : null,
        _ => FeelMoments.Instant(a) is { } i && FeelMoments.Instant(b) is { } j ? i.CompareTo(j) : null
    };

    /// <summary>FEEL equality: null when the two are of different kinds, because neither yes nor no would be true.</summary>
    internal static bool? Equal(object? a, object? b) =>
        a is null || b is null ? a is null && b is null
        : a is decimal x && b is decimal y ? x == y
        : a is string s && b is string t ? string.Equals(s, t, StringComparison.Ordinal)
        : KindOf(a) == KindOf(b) ? Same(a, b)
        : null;

    internal static bool? Compare(string word, object? a, object? b) => word switch
    {
        "=" => Equal(a, b),
        "!=" => !Equal(a, b),
        _ => Order(a, b) is { } order ? word switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 } : null
    };

    /// <summary>Whether two values are the same in every respect, their offsets included (DMN's <c>is()</c>).</summary>
    internal static bool Identical(object? a, object? b) =>
        Same(a, b) && (a is null || KindOf(a) == KindOf(b!)) && FeelMoments.Offset(a) == FeelMoments.Offset(b);

    // collections stay as they are: most of a context is never looked at
    internal static object? Shallow(object? value) => value switch
    {
        null or decimal or string or bool => value,
        LocalDate or LocalTime or LocalDateTime or OffsetDateTime or ZonedDateTime or Instant or Duration or Period or FeelTime or FeelRange or FeelFunction => value,
        IReadOnlyDictionary<string, object?> or IReadOnlyList<object?> => value,
        int i => FeelBox.Of(i),
        long or short or byte or uint or ushort or sbyte or ulong => Convert.ToDecimal(value, CultureInfo.InvariantCulture),
        double or float => Fraction(Convert.ToDouble(value, CultureInfo.InvariantCulture)),
        IEnumerable e => e.Cast<object?>().ToImmutableArray(),
        _ => throw new NotSupportedException($"A {value.GetType().Name} is not a FEEL value.")
    };

    internal static FeelKind KindOf(object value) => value switch
    {
        decimal => FeelKind.Number,
        string => FeelKind.Text,
        bool => FeelKind.Boolean,
        LocalDate => FeelKind.Date,
        LocalTime or FeelTime => FeelKind.Time,
        LocalDateTime or OffsetDateTime or ZonedDateTime or Instant => FeelKind.DateAndTime,
        Duration => FeelKind.DaysAndTime,
        Period => FeelKind.YearsAndMonths,
        FeelRange => FeelKind.Range,
        FeelFunction => FeelKind.Function,
        IReadOnlyDictionary<string, object?> => FeelKind.Context,
        _ => FeelKind.List
    };

    internal static string Inner(object? value) => Shallow(value) is string s ? $"\"{s.Replace("\"", "\\\"", StringComparison.Ordinal)}\"" : TextOf(value) ?? "null";

    private static string Part(object? value)
    {
        Visit();
        return Inner(value);
    }

    private static void Visit()
    {
        if (!FeelScope.Visit() && ++visited > MaxParts) throw new FeelException(0, $"The value has more than {MaxParts} parts.", "feel.too-large");
    }

    private static object? Normalise(object? value, int levels)
    {
        Visit();
        if (value is null or decimal or string or bool) return value;
        if (levels < 0) throw new FeelException(0, $"The value nests deeper than {MaxNesting}.", "feel.too-deep");
        switch (Shallow(value))
        {
            case IReadOnlyDictionary<string, object?> c:
                var context = FeelContext.Of(c);
                var entries = new object?[context.Count];
                var same = ReferenceEquals(context, c);
                // a context whose only key starts with "$" takes two levels when it is written
                var inside = levels - (context.Count == 1 && context.KeyAt(0) is ['$', ..] ? 2 : 1);
                for (var i = 0; i < entries.Length; i++) same &= ReferenceEquals(entries[i] = Normalise(context.ValueAt(i), inside), context.ValueAt(i));
                return same ? context : FeelContext.Of([.. context.Keys], entries);
            case IReadOnlyList<object?> l:
                var items = ImmutableArray.CreateBuilder<object?>(l.Count);
                foreach (var item in l) items.Add(Normalise(item, levels - 1));
                return items.MoveToImmutable();
            case FeelFunction: throw new NotSupportedException("A function is no value outside an expression.");
            case var v: return v;
        }
    }

    private static bool SameRest(object? a, object? b) => (a, b) switch
    {
        (Period x, Period y) => x.Normalize().Equals(y.Normalize()) || (FeelTemporal.Months(x) is { } m && m == FeelTemporal.Months(y)),
        (IReadOnlyDictionary<string, object?> x, IReadOnlyDictionary<string, object?> y) => SameEntries(x, y),
        (IReadOnlyList<object?> x, IReadOnlyList<object?> y) => SameItems(x, y),
        (FeelTime x, FeelTime y) => x.Order == y.Order,
        (FeelRange x, FeelRange y) => x.SameAs(y),
        (null, _) or (_, null) => a == b,
        _ => FeelMoments.Instant(a) is { } i && FeelMoments.Instant(b) is { } j ? i == j : a.Equals(b)
    };

    private static bool SameEntries(IReadOnlyDictionary<string, object?> x, IReadOnlyDictionary<string, object?> y)
    {
        if (x.Count != y.Count) return false;
        foreach (var (key, value) in x)
        {
            Visit();
            if (!y.TryGetValue(key, out var other) || !SamePart(value, other)) return false;
        }
        return true;
    }

    private static bool SameItems(IReadOnlyList<object?> x, IReadOnlyList<object?> y)
    {
        if (x.Count != y.Count) return false;
        for (var i = 0; i < x.Count; i++)
        {
            Visit();
            if (!SamePart(x[i], y[i])) return false;
        }
        return true;
    }

    private static decimal? Fraction(double d) => Math.Abs(d) < 7.9e28 ? (decimal)d : null;
}

/// <summary>The kinds of values that equality and order tell apart.</summary>
internal enum FeelKind { Number, Text, Boolean, Date, Time, DateAndTime, DaysAndTime, YearsAndMonths, List, Context, Range, Function }

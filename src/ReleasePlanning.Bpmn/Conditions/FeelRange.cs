namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A range as a value: <c>[1..5)</c>, <c>(&lt; 10)</c>. A side without an end is open.</summary>
internal sealed record FeelRange(bool HasLow, object? Low, bool LowIncluded, bool HasHigh, object? High, bool HighIncluded)
{
    /// <summary>Everything but the one value between the ends: <c>(!= 10)</c>.</summary>
    public bool Outside { get; init; }

    /// <summary>A range between two values; null when they have no order among each other.</summary>
    public static FeelRange? Between(object? low, bool lowIncluded, object? high, bool highIncluded) =>
        FeelValue.Order(low, high) is null ? null : new(true, low, lowIncluded, true, high, highIncluded);

    public static FeelRange? Of(string word, object? end) => FeelValue.Order(end, end) is null ? null : word switch
    {
        "<" or "<=" => new(false, null, false, true, end, word == "<="),
        ">" or ">=" => new(true, end, word == ">=", false, null, false),
        "=" => new(true, end, true, true, end, true),
        _ => new FeelRange(true, end, false, true, end, false) { Outside = true }
    };

    public bool? Includes(object? value) => Outside
        ? !FeelValue.Equal(value, Low)
        : FeelLogic.And(
            HasLow ? FeelValue.Compare(LowIncluded ? ">=" : ">", value, Low) : Comparable(value, High),
            HasHigh ? FeelValue.Compare(HighIncluded ? "<=" : "<", value, High) : Comparable(value, Low));

    public bool SameAs(FeelRange other) =>
        (HasLow, LowIncluded, HasHigh, HighIncluded, Outside) == (other.HasLow, other.LowIncluded, other.HasHigh, other.HighIncluded, other.Outside)
        && FeelValue.Same(Low, other.Low) && FeelValue.Same(High, other.High);

    public override string ToString() => Outside
        ? $"(!={End(Low)})"
        : $"{(LowIncluded ? '[' : '(')}{(HasLow ? End(Low) : "")}..{(HasHigh ? End(High) : "")}{(HighIncluded ? ']' : ')')}";

    // as a literal, so that range(string(r)) is r again
    private static string End(object? end) => end switch
    {
        decimal d => FeelValue.Number(d),
        string s => $"\"{s.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
        _ => $"@\"{FeelValue.Text(end)}\""
    };

    private static bool? Comparable(object? value, object? end) => FeelValue.Order(value, end) is null ? null : true;
}

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on ranges and points (DMN 1.5 clause 10.3.4.10). A point stands for the range that holds nothing else.</summary>
internal static class FeelRanges
{
    /// <summary>A range written as text, with literals for ends; null when it is none.</summary>
    public static object? Read(FeelCall call)
    {
        call.Scope.Spend(call.Position, 10 + call.Text(0).Length);
        return Parse(call.Text(0));
    }

    /// <summary>A range from its text; null when it is none.</summary>
    public static FeelRange? Parse(string text)
    {
        if (text.Length > FeelExpression.MaxLength) return null;
        try
        {
            var tokens = new FeelLexer(text, 0, text.Length, false, [], static mistake => throw mistake).Read();
            return new FeelParser(tokens, false, static mistake => throw mistake).LiteralRange();
        }
        catch (FeelException)
        {
            return null;
        }
    }

    public static object? Before(FeelCall call) => Pair(call, (a, b) => Below(a, b));

    public static object? After(FeelCall call) => Pair(call, (a, b) => Below(b, a));

    public static object? Meets(FeelCall call) => Pair(call, (a, b) => And(a.HighIncluded && b.LowIncluded, Equal(a.High, b.Low)), ranges: true);

    public static object? MetBy(FeelCall call) => Pair(call, (a, b) => And(b.HighIncluded && a.LowIncluded, Equal(b.High, a.Low)), ranges: true);

    public static object? Overlaps(FeelCall call) => Pair(call, (a, b) => FeelLogic.And(!Below(a, b), !Below(b, a)), ranges: true);

    public static object? OverlapsBefore(FeelCall call) => Pair(call, StartsFirst, ranges: true);

    public static object? OverlapsAfter(FeelCall call) => Pair(call, (a, b) => StartsFirst(b, a), ranges: true);

    public static object? Finishes(FeelCall call) => Pair(call, EndsWith);

    public static object? FinishedBy(FeelCall call) => Pair(call, (a, b) => EndsWith(b, a));

    public static object? Includes(FeelCall call) => Pair(call, (a, b) => Within(b, a));

    public static object? During(FeelCall call) => Pair(call, Within);

    public static object? Starts(FeelCall call) => Pair(call, BeginsWith);

    public static object? StartedBy(FeelCall call) => Pair(call, (a, b) => BeginsWith(b, a));

    public static object? Coincides(FeelCall call) => Pair(call, (a, b) =>
        FeelLogic.And(And(a.LowIncluded == b.LowIncluded && a.HighIncluded == b.HighIncluded, Equal(a.Low, b.Low)), Equal(a.High, b.High)));

    private static object? Pair(FeelCall call, Func<FeelRange, FeelRange, bool?> ask, bool ranges = false)
    {
        if (ranges && (call[0] is not FeelRange || call[1] is not FeelRange)) return null;
        return Range(call[0]) is { } a && Range(call[1]) is { } b ? FeelBox.Of(ask(a, b)) : null;
    }

    private static FeelRange? Range(object? value) => value switch
    {
        FeelRange range => range.Outside ? null : range,
        null => null,
        _ => FeelValue.Order(value, value) is null ? null : FeelRange.Of("=", value)
    };

    // all of the first lies below all of the second
    private static bool? Below(FeelRange a, FeelRange b)
    {
        if (!a.HasHigh || !b.HasLow) return false;
        return FeelValue.Order(a.High, b.Low) is not { } order ? null : order < 0 || (order == 0 && !(a.HighIncluded && b.LowIncluded));
    }

    // the first begins before the second and ends inside it
    private static bool? StartsFirst(FeelRange a, FeelRange b) =>
        FeelLogic.And(FeelLogic.And(Low(a, b) is { } low ? low < 0 : null, !Below(a, b)), High(a, b) is { } high ? high <= 0 : null);

    private static bool? EndsWith(FeelRange a, FeelRange b) => FeelLogic.And(
        And(a.HasHigh && b.HasHigh && a.HighIncluded == b.HighIncluded, Equal(a.High, b.High)),
        Low(a, b) is { } low ? low >= 0 : null);

    private static bool? BeginsWith(FeelRange a, FeelRange b) => FeelLogic.And(
        And(a.HasLow && b.HasLow && a.LowIncluded == b.LowIncluded, Equal(a.Low, b.Low)),
        High(a, b) is { } high ? high <= 0 : null);

    private static bool? Within(FeelRange a, FeelRange b) => FeelLogic.And(Low(a, b) is { } low ? low >= 0 : null, High(a, b) is { } high ? high <= 0 : null);

    // which begins first: an open end begins after the value, and no end at all before everything
    private static int? Low(FeelRange a, FeelRange b)
    {
        if (!a.HasLow || !b.HasLow) return a.HasLow.CompareTo(b.HasLow);
        return FeelValue.Order(a.Low, b.Low) is not { } order ? null : order != 0 ? order : b.LowIncluded.CompareTo(a.LowIncluded);
    }

    private static int? High(FeelRange a, FeelRange b)
    {
        if (!a.HasHigh || !b.HasHigh) return b.HasHigh.CompareTo(a.HasHigh);
        return FeelValue.Order(a.High, b.High) is not { } order ? null : order != 0 ? order : a.HighIncluded.CompareTo(b.HighIncluded);
    }

    private static bool? And(bool a, bool? b) => FeelLogic.And(a, b);

    private static bool? Equal(object? a, object? b) => a is null || b is null ? false : FeelValue.Order(a, b) is { } order ? order == 0 : null;
}

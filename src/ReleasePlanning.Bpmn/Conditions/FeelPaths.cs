using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>What <c>a.b</c> and <c>a[…]</c> find.</summary>
internal static class FeelPaths
{
    public static object? Member(object? target, string name, FeelScope scope, int position)
    {
        switch (target)
        {
            case IReadOnlyDictionary<string, object?> context:
                return context.TryGetValue(name, out var value) ? FeelValue.Shallow(value) : null;
            case IReadOnlyList<object?> list:
                scope.Spend(position, list.Count);
                var all = ImmutableArray.CreateBuilder<object?>(list.Count);
                for (var i = 0; i < list.Count; i++) all.Add(Member(FeelValue.Shallow(list[i]), name, scope, position));
                return all.MoveToImmutable();
            default:
                return Part(target, name);
        }
    }

    /// <summary>A number picks by position (from 1, or from the end when negative), a condition keeps the items it holds for; anything else finds nothing.</summary>
    public static object? Filter(object? target, Eval filter, FeelScope scope, int position)
    {
        if (target is null) return null;
        var list = target as IReadOnlyList<object?> ?? [target];
        var kept = ImmutableArray.CreateBuilder<object?>();
        var outer = scope.Frame;
        for (var i = 0; i < Math.Max(list.Count, 1); i++)
        {
            scope.Spend(position);
            var item = i < list.Count ? FeelValue.Shallow(list[i]) : null;
            // inside a filter the item itself is "item", and its own entries are names
            scope.Bind("item", item);
            if (item is IReadOnlyDictionary<string, object?> context) scope.Bind(context);
            var found = filter(scope);
            scope.Frame = outer;
            if (found is decimal index) return At(list, index);
            if (found is not (bool or null)) return null;
            if (i < list.Count && found is true) kept.Add(item);
        }
        return kept.ToImmutable();
    }

    /// <summary>The second spelling's <c>a['b']</c> and <c>a[i]</c>.</summary>
    public static object? Index(object? target, object? key, FeelScope scope, int position) => key switch
    {
        string name => Member(target, name, scope, position),
        decimal index => At(target as IReadOnlyList<object?> ?? (target is null ? [] : [target]), index),
        _ => null
    };

    public static object? At(IReadOnlyList<object?> list, decimal index)
    {
        if (index != decimal.Truncate(index) || index == 0 || Math.Abs(index) > list.Count) return null;
        return FeelValue.Shallow(list[index > 0 ? (int)index - 1 : list.Count + (int)index]);
    }

    private static object? Part(object? value, string name) => (value, name) switch
    {
        (null, _) => null,
        (Duration d, "days") => FeelBox.Of(d.Days),
        (Duration d, "hours") => FeelBox.Of(d.Hours),
        (Duration d, "minutes") => FeelBox.Of(d.Minutes),
        (Duration d, "seconds") => FeelBox.Of(FeelValue.Plain(d.Seconds + (d.SubsecondNanoseconds / 1_000_000_000m))),
        (Period p, "years") when FeelTemporal.Months(p) is { } m => FeelBox.Of((decimal)(m / 12)),
        (Period p, "months") when FeelTemporal.Months(p) is { } m => FeelBox.Of((decimal)(m % 12)),
        (FeelRange r, "start") => r.Low,
        (FeelRange r, "end") => r.High,
        (FeelRange r, "start included") => FeelBox.Of(r.LowIncluded),
        (FeelRange r, "end included") => FeelBox.Of(r.HighIncluded),
        (_, "time offset") => FeelMoments.Offset(value) is { } offset ? Duration.FromSeconds(offset.Seconds) : null,
        (_, "timezone") => FeelMoments.Zone(value),
        _ => (FeelMoments.Date(value) is { } date ? DatePart(date, name) : null) ?? (FeelMoments.TimeOfDay(value) is { } time ? TimePart(time, name) : null)
    };

    private static object? DatePart(LocalDate d, string name) => name switch
    {
        "year" => FeelBox.Of(d.Year),
        "month" => FeelBox.Of(d.Month),
        "day" => FeelBox.Of(d.Day),
        "weekday" => FeelBox.Of((int)d.DayOfWeek),
        _ => null
    };

    private static object? TimePart(LocalTime t, string name) => name switch
    {
        "hour" => FeelBox.Of(t.Hour),
        "minute" => FeelBox.Of(t.Minute),
        "second" => FeelBox.Of(FeelValue.Plain(t.Second + (t.NanosecondOfSecond / 1_000_000_000m))),
        _ => null
    };
}

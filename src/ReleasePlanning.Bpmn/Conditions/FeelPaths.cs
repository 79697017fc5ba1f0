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
                return list.Select(item => Member(FeelValue.Shallow(item), name, scope, position)).ToImmutableArray();
            default:
                return Part(target, name);
        }
    }

    /// <summary>A number picks by position (from 1, or from the end when negative), a condition keeps the items it holds for.</summary>
    public static object? Filter(object? target, Eval filter, FeelScope scope, int position)
    {
        if (target is null) return null;
        var list = target as IReadOnlyList<object?> ?? [target];
        var kept = ImmutableArray.CreateBuilder<object?>();
        for (var i = 0; i < Math.Max(list.Count, 1); i++)
        {
            scope.Spend(position);
            var item = i < list.Count ? FeelValue.Shallow(list[i]) : null;
            var found = filter(Inside(item, scope));
            if (found is decimal index) return At(list, index);
            if (i < list.Count && found is true) kept.Add(item);
        }
        return kept.ToImmutable();
    }

    // inside a filter an item's own entries are names, and the item itself is "item"
    private static FeelScope Inside(object? item, FeelScope scope)
    {
        scope = scope.With(ImmutableDictionary<string, object?>.Empty.Add("item", item));
        return item is IReadOnlyDictionary<string, object?> context ? scope.With(context) : scope;
    }

    private static object? At(IReadOnlyList<object?> list, decimal index)
    {
        if (index != decimal.Truncate(index) || index == 0 || Math.Abs(index) > list.Count) return null;
        return FeelValue.Shallow(list[index > 0 ? (int)index - 1 : list.Count + (int)index]);
    }

    private static object? Part(object? value, string name) => (value, name) switch
    {
        (LocalDate d, _) => DatePart(d, name),
        (LocalDateTime d, _) => DatePart(d.Date, name) ?? TimePart(d.TimeOfDay, name),
        (LocalTime t, _) => TimePart(t, name),
        (Duration d, "days") => (decimal)d.Days,
        (Duration d, "hours") => (decimal)d.Hours,
        (Duration d, "minutes") => (decimal)d.Minutes,
        (Duration d, "seconds") => (decimal)d.Seconds,
        (Period p, "years") when FeelTemporal.Months(p) is { } m => (decimal)(m / 12),
        (Period p, "months") when FeelTemporal.Months(p) is { } m => (decimal)(m % 12),
        _ => null
    };

    private static object? DatePart(LocalDate d, string name) => name switch
    {
        "year" => (decimal)d.Year,
        "month" => (decimal)d.Month,
        "day" => (decimal)d.Day,
        "weekday" => (decimal)(int)d.DayOfWeek,
        _ => null
    };

    private static object? TimePart(LocalTime t, string name) => name switch
    {
        "hour" => (decimal)t.Hour,
        "minute" => (decimal)t.Minute,
        "second" => (decimal)t.Second,
        _ => null
    };
}

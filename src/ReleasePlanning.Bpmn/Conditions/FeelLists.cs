using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on lists.</summary>
internal static class FeelLists
{
    public static object? Sum(FeelCall call)
    {
        if (call.Items is not { Count: > 0 } items) return null;
        var sum = FeelValue.Shallow(items[0]);
        for (var i = 1; i < items.Count; i++) sum = FeelArithmetic.Do("+", sum, FeelValue.Shallow(items[i]), call.Scope, call.Position);
        return sum is string ? null : sum;
    }

    public static object? Mean(FeelCall call) =>
        call.Items is { Count: > 0 } items ? FeelArithmetic.Do("/", Sum(call), (decimal)items.Count, call.Scope, call.Position) : null;

    public static object? Extreme(FeelCall call, int sign)
    {
        if (call.Items is not { Count: > 0 } items) return null;
        var best = FeelValue.Shallow(items[0]);
        foreach (var item in items.Skip(1))
        {
            var value = FeelValue.Shallow(item);
            if (FeelValue.Order(value, best) is not { } order) return null;
            if (order * sign > 0) best = value;
        }
        return FeelValue.Order(best, best) is null ? null : best;
    }

    public static object? Fold(FeelCall call, bool start, Func<bool?, bool?, bool?> join) =>
        call.Items?.Aggregate((bool?)start, (answer, item) => join(answer, item as bool?));

    public static object? Contains(FeelCall call)
    {
        if (call[0] is not IReadOnlyList<object?> list) return null;
        call.Scope.Spend(call.Position, list.Count);
        return list.Any(i => FeelValue.Same(i, call[1]));
    }

    public static object? Append(FeelCall call)
    {
        if (call[0] is not IReadOnlyList<object?> list) return null;
        call.Scope.Spend(call.Position, list.Count + call.Arguments.Count);
        return list.Concat(call.Arguments.Skip(1)).ToImmutableArray();
    }

    public static object? Concatenate(FeelCall call)
    {
        var all = ImmutableArray.CreateBuilder<object?>();
        foreach (var argument in call.Arguments)
        {
            if (argument is not IReadOnlyList<object?> list) return null;
            call.Scope.Spend(call.Position, list.Count);
            foreach (var item in list) all.Add(item);
        }
        return all.ToImmutable();
    }

    public static object? Reverse(FeelCall call)
    {
        if (call[0] is not IReadOnlyList<object?> list) return null;
        call.Scope.Spend(call.Position, list.Count);
        return list.Reverse().ToImmutableArray();
    }

    public static object? IndexOf(FeelCall call)
    {
        if (call[0] is not IReadOnlyList<object?> list) return null;
        call.Scope.Spend(call.Position, list.Count);
        return Enumerable.Range(0, list.Count).Where(i => FeelValue.Same(list[i], call[1])).Select(i => (object?)(i + 1m)).ToImmutableArray();
    }

    public static object? Distinct(FeelCall call)
    {
        if (call[0] is not IReadOnlyList<object?> list) return null;
        var kept = ImmutableArray.CreateBuilder<object?>();
        foreach (var item in list)
        {
            call.Scope.Spend(call.Position, kept.Count + 1);
            if (!kept.Any(k => FeelValue.Same(k, item))) kept.Add(item);
        }
        return kept.ToImmutable();
    }
}

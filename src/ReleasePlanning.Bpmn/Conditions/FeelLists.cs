using System.Runtime.InteropServices;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>The items a function like <c>sum</c> works on: those of one list, or all arguments.</summary>
internal readonly record struct FeelItems(IReadOnlyList<object?> All, FeelCall Call)
{
    public decimal[]? Numbers()
    {
        Call.Scope.Spend(Call.Position, All.Count);
        var numbers = new decimal[All.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (FeelValue.Shallow(All[i]) is not decimal d) return null;
            numbers[i] = d;
        }
        return numbers;
    }
}

/// <summary>Functions on lists.</summary>
internal static class FeelLists
{
    public static object Of(IEnumerable<object?> items) => ImmutableCollectionsMarshal.AsImmutableArray(items.ToArray());

    /// <summary>The sum of numbers, or of durations of one kind.</summary>
    public static object? Sum(FeelItems items)
    {
        if (items.All.Count == 0) return null;
        items.Call.Scope.Spend(items.Call.Position, items.All.Count);
        var sum = FeelValue.Shallow(items.All[0]);
        if (sum is not (decimal or NodaTime.Duration or NodaTime.Period)) return null;
        for (var i = 1; i < items.All.Count; i++)
        {
            var item = FeelValue.Shallow(items.All[i]);
            if (item is null || FeelValue.KindOf(item) != FeelValue.KindOf(sum)) return null;
            sum = FeelArithmetic.Do("+", sum, item, items.Call.Scope, items.Call.Position);
            if (sum is null) return null;
        }
        return sum;
    }

    public static object? Product(FeelItems items) => items.Numbers() is { Length: > 0 } n ? Checked(() => n.Aggregate(1m, (a, b) => a * b)) : null;

    public static object? Mean(FeelItems items) =>
        items.All.Count > 0 ? FeelArithmetic.Do("/", Sum(items), (decimal)items.All.Count, items.Call.Scope, items.Call.Position) : null;

    public static object? Median(FeelItems items)
    {
        if (items.Numbers() is not { Length: > 0 } n) return null;
        Array.Sort(n);
        return n.Length % 2 == 1 ? FeelBox.Of(n[n.Length / 2]) : Checked(() => (n[(n.Length / 2) - 1] + n[n.Length / 2]) / 2);
    }

    /// <summary>The deviation of a sample; one number has none.</summary>
    public static object? Deviation(FeelItems items)
    {
        if (items.Numbers() is not { Length: > 1 } n) return null;
        return Checked(() =>
        {
            var mean = n.Sum() / n.Length;
            return (decimal)FeelNumbers.Root(n.Sum(d => (d - mean) * (d - mean)) / (n.Length - 1));
        });
    }

    /// <summary>The numbers that come up most, in order.</summary>
    public static object? Mode(FeelItems items)
    {
        if (items.Numbers() is not { } n) return null;
        var most = n.CountBy(d => d).Select(c => c.Value).DefaultIfEmpty().Max();
        return Of(n.CountBy(d => d).Where(c => c.Value == most).Select(c => FeelValue.Plain(c.Key)).Order().Select(d => (object?)FeelBox.Of(d)));
    }

    public static object? Extreme(FeelItems items, int sign)
    {
        if (items.All.Count == 0) return null;
        items.Call.Scope.Spend(items.Call.Position, items.All.Count);
        var best = FeelValue.Shallow(items.All[0]);
        for (var i = 1; i < items.All.Count; i++)
        {
            var value = FeelValue.Shallow(items.All[i]);
            if (FeelValue.Order(value, best) is not { } order) return null;
            if (order * sign > 0) best = value;
        }
        return FeelValue.Order(best, best) is null ? null : best;
    }

    public static object? Fold(FeelItems items, bool start, Func<bool?, bool?, bool?> join)
    {
        items.Call.Scope.Spend(items.Call.Position, items.All.Count);
        return FeelBox.Of(items.All.Aggregate((bool?)start, (answer, item) => join(answer, FeelValue.Shallow(item) as bool?)));
    }

    public static object? Contains(FeelCall call)
    {
        foreach (var item in call.List(0))
            if (FeelValue.Same(item, call[1])) return FeelBox.True;
        return FeelBox.False;
    }

    public static object? Sublist(FeelCall call)
    {
        var (list, start) = (call.List(0), decimal.Truncate(call.Number(1)));
        var from = start > 0 ? start - 1 : list.Count + start;
        if (start == 0 || from < 0 || from >= list.Count) return null;
        var length = call[2] is decimal wanted ? decimal.Truncate(wanted) : list.Count - from;
        return length < 0 || from + length > list.Count ? null : Of(list.Skip((int)from).Take((int)length));
    }

    public static object? Append(FeelCall call)
    {
        var list = call.List(0);
        call.Scope.Spend(call.Position, call.Arguments.Length);
        return Of(list.Concat(call.Arguments.Skip(1)));
    }

    public static object? Concatenate(FeelCall call) => Of(Joined(call));

    public static object? Union(FeelCall call) => Distinct(call, Joined(call));

    public static object? InsertBefore(FeelCall call)
    {
        var list = call.List(0);
        return Index(list, call.Number(1), list.Count + 1) is { } at ? Of([.. list.Take(at), call[2], .. list.Skip(at)]) : null;
    }

    public static object? Remove(FeelCall call)
    {
        var list = call.List(0);
        return Index(list, call.Number(1), list.Count) is { } at ? Of([.. list.Take(at), .. list.Skip(at + 1)]) : null;
    }

    public static object? ReplaceAt(FeelCall call)
    {
        var list = call.List(0);
        return Index(list, call.Number(1), list.Count) is { } at ? Of([.. list.Take(at), call[2], .. list.Skip(at + 1)]) : null;
    }

    public static object? ReplaceWhere(FeelCall call)
    {
        var (list, replaced) = (call.List(0), new List<object?>());
        foreach (var item in list)
        {
            if (call.Invoke(call[1], FeelValue.Shallow(item), call[2]) is not bool matches) return null;
            replaced.Add(matches ? call[2] : item);
        }
        return Of(replaced);
    }

    public static object? IndexOf(FeelCall call)
    {
        var list = call.List(0);
        return Of(Enumerable.Range(0, list.Count).Where(i => FeelValue.Same(list[i], call[1])).Select(i => (object?)FeelBox.Of(i + 1)));
    }

    public static object? Distinct(FeelCall call, IEnumerable<object?> list)
    {
        var kept = new List<object?>();
        foreach (var item in list)
        {
            call.Scope.Spend(call.Position, (kept.Count / 4) + 1);
            if (!kept.Exists(k => FeelValue.Same(k, item))) kept.Add(item);
        }
        return Of(kept);
    }

    /// <summary>The values that are there more than once, each one time.</summary>
    public static object? Duplicates(FeelCall call)
    {
        var (list, twice) = (call.List(0), new List<object?>());
        foreach (var item in list)
        {
            call.Scope.Spend(call.Position, (list.Count / 4) + 1);
            if (list.Count(other => FeelValue.Same(other, item)) > 1 && !twice.Exists(t => FeelValue.Same(t, item))) twice.Add(item);
        }
        return Of(twice);
    }

    public static object? Flatten(FeelCall call)
    {
        var flat = new List<object?>();
        Add(call.List(0), 0);
        return Of(flat);

        void Add(IReadOnlyList<object?> list, int level)
        {
            call.Scope.Spend(call.Position, list.Count + 1);
            if (level > 512) throw new FeelException(call.Position, $"Nested deeper than {FeelExpression.MaxDepth}.", "feel.too-deep");
            foreach (var item in list)
            {
                if (FeelValue.Shallow(item) is IReadOnlyList<object?> inner) Add(inner, level + 1);
                else flat.Add(item);
            }
        }
    }

    /// <summary>Sorted by a function that says whether one goes before another, or by the order values have; equal ones stay as they stood.</summary>
    public static object? Sort(FeelCall call)
    {
        var items = call.List(0).Select(FeelValue.Shallow).ToArray();
        var (from, to) = (items, new object?[items.Length]);
        for (var width = 1; width < items.Length; width *= 2)
        {
            for (var low = 0; low < items.Length; low += 2 * width)
            {
                var (i, j, middle, high) = (low, Math.Min(low + width, items.Length), Math.Min(low + width, items.Length), Math.Min(low + (2 * width), items.Length));
                for (var k = low; k < high; k++)
                {
                    var second = false;
                    if (i >= middle) second = true;
                    else if (j < high)
                    {
                        if (Precedes(call, from[j], from[i]) is not { } before) return null;
                        second = before;
                    }
                    to[k] = second ? from[j++] : from[i++];
                }
            }
            (from, to) = (to, from);
        }
        return Of(from);
    }

    public static object? Partition(FeelCall call)
    {
        var (list, size) = (call.List(0), call.Number(1));
        return size < 1 || size != decimal.Truncate(size) ? null : Of(list.Chunk((int)Math.Min(size, int.MaxValue)).Select(part => (object?)Of(part)));
    }

    private static bool? Precedes(FeelCall call, object? a, object? b)
    {
        call.Scope.Spend(call.Position);
        return call.Arguments.Length > 1 ? call.Invoke(call[1], a, b) as bool? : FeelValue.Order(a, b) < 0;
    }

    private static List<object?> Joined(FeelCall call)
    {
        var all = new List<object?>();
        for (var i = 0; i < call.Arguments.Length; i++) all.AddRange(call.List(i));
        return all;
    }

    // a position from 1, or from the end when negative, as an index
    private static int? Index(IReadOnlyList<object?> list, decimal position, int most)
    {
        if (position != decimal.Truncate(position) || position == 0) return null;
        var at = position > 0 ? position - 1 : list.Count + position;
        return at < 0 || at >= most ? null : (int)at;
    }

    private static object? Checked(Func<decimal> work)
    {
        try
        {
            return FeelBox.Of(FeelValue.Plain(work()));
        }
        catch (OverflowException)
        {
            return null;
        }
    }
}

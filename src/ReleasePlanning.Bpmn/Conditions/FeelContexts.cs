namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on contexts.</summary>
internal static class FeelContexts
{
    /// <summary>A context from entries with a key and a value each; null when one has none or a key is there twice.</summary>
    public static object? Of(FeelCall call)
    {
        var (keys, values) = (new List<string>(), new List<object?>());
        foreach (var item in call.List(0))
        {
            if (item is not IReadOnlyDictionary<string, object?> entry || !entry.TryGetValue("key", out var key) || key is not string name || !entry.TryGetValue("value", out var value)) return null;
            keys.Add(name);
            values.Add(value);
        }
        var context = FeelContext.Of([.. keys], [.. values]);
        return context.Count == keys.Count ? context : null;
    }

    public static object? GetValue(FeelCall call)
    {
        if (call[1] is string key) return Entry(call[0], key);
        if (call[1] is not IReadOnlyList<object?> { Count: > 0 } path) return null;
        var found = call[0];
        foreach (var step in path)
        {
            if (step is not string name) return null;
            found = Entry(found, name);
        }
        return found;
    }

    public static object? GetEntries(FeelCall call)
    {
        var context = FeelContext.Of((IReadOnlyDictionary<string, object?>)call[0]!);
        call.Scope.Spend(call.Position, context.Count);
        return FeelLists.Of(context.Select(e => (object?)FeelContext.Of(["key", "value"], [e.Key, e.Value])));
    }

    public static object? Put(FeelCall call)
    {
        var context = FeelContext.Of((IReadOnlyDictionary<string, object?>)call[0]!);
        call.Scope.Spend(call.Position, context.Count);
        return context.With(call.Text(1), call[2]);
    }

    /// <summary>Puts a value at the end of a path of keys; contexts on the way are made where there are none.</summary>
    public static object? PutDeep(FeelCall call)
    {
        var path = call.List(1);
        return path.Count > 0 && path.All(k => k is string) ? At((IReadOnlyDictionary<string, object?>)call[0]!, 0) : null;

        object? At(IReadOnlyDictionary<string, object?> entries, int level)
        {
            var (context, key) = (FeelContext.Of(entries), (string)path[level]!);
            call.Scope.Spend(call.Position, context.Count + 1);
            if (level == path.Count - 1) return context.With(key, call[2]);
            context.TryGetValue(key, out var inner);
            if (inner is not (null or IReadOnlyDictionary<string, object?>)) return null;
            return At(inner as IReadOnlyDictionary<string, object?> ?? FeelContext.Empty, level + 1) is { } changed ? context.With(key, changed) : null;
        }
    }

    /// <summary>All entries of all contexts; of a key that is in several, the last.</summary>
    public static object? Merge(FeelCall call)
    {
        var (keys, values) = (new List<string>(), new List<object?>());
        foreach (var item in call.List(0))
        {
            if (item is not IReadOnlyDictionary<string, object?> context) return null;
            call.Scope.Spend(call.Position, context.Count);
            foreach (var (key, value) in context)
            {
                keys.Add(key);
                values.Add(value);
            }
        }
        return FeelContext.Of([.. keys], [.. values]);
    }

    private static object? Entry(object? context, string key) =>
        context is IReadOnlyDictionary<string, object?> entries && entries.TryGetValue(key, out var value) ? FeelValue.Shallow(value) : null;
}

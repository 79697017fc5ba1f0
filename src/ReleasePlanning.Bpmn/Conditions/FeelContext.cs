using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>An immutable context whose keys stand in ordinal order, so that it looks the same however it came to be.</summary>
internal sealed class FeelContext : IReadOnlyDictionary<string, object?>
{
    public static readonly FeelContext Empty = new([], []);

    private readonly string[] keys;
    private readonly object?[] values;

    private FeelContext(string[] keys, object?[] values) => (this.keys, this.values) = (keys, values);

    public int Count => keys.Length;
    public IEnumerable<string> Keys => keys;
    public IEnumerable<object?> Values => values;
    public object? this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException(key);

    public string KeyAt(int index) => keys[index];
    public object? ValueAt(int index) => values[index];

    public static FeelContext Of(string key, object? value) => new([key], [value]);

    /// <summary>Takes both arrays as its own and puts them in order; of a key that is there twice the last counts.</summary>
    public static FeelContext Of(string[] keys, object?[] values)
    {
        // most contexts are small and nearly in order already
        var kept = 0;
        for (var i = 0; i < keys.Length; i++)
        {
            var (key, value, at) = (keys[i], values[i], kept);
            int order;
            while ((order = at == 0 ? 1 : string.CompareOrdinal(key, keys[at - 1])) < 0) at--;
            if (order == 0)
            {
                values[at - 1] = value;
                continue;
            }
            Array.Copy(keys, at, keys, at + 1, kept - at);
            Array.Copy(values, at, values, at + 1, kept - at);
            (keys[at], values[at]) = (key, value);
            kept++;
        }
        if (kept == 0) return Empty;
        return kept == keys.Length ? new(keys, values) : new(keys[..kept], values[..kept]);
    }

    public static FeelContext Of(IReadOnlyDictionary<string, object?> entries)
    {
        if (entries is FeelContext context) return context;
        var (keys, values, i) = (new string[entries.Count], new object?[entries.Count], 0);
        foreach (var (key, value) in entries) (keys[i], values[i++]) = (key, value);
        Array.Sort(keys, values, StringComparer.Ordinal);
        return new(keys, values);
    }

    public bool ContainsKey(string key) => Find(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out object? value)
    {
        var at = Find(key);
        value = at >= 0 ? values[at] : null;
        return at >= 0;
    }

    /// <summary>The same context with one entry more, or another value for it.</summary>
    public FeelContext With(string key, object? value)
    {
        var at = Array.BinarySearch(keys, key, StringComparer.Ordinal);
        if (at >= 0)
        {
            var changed = (object?[])values.Clone();
            changed[at] = value;
            return new(keys, changed);
        }
        return new([.. keys.AsSpan(0, ~at), key, .. keys.AsSpan(~at)], [.. values.AsSpan(0, ~at), value, .. values.AsSpan(~at)]);
    }

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < keys.Length; i++) yield return new(keys[i], values[i]);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(string key)
    {
        if (keys.Length > 8) return Array.BinarySearch(keys, key, StringComparer.Ordinal);
        for (var i = 0; i < keys.Length; i++)
            if (keys[i] == key) return i;
        return -1;
    }
}

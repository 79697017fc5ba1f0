namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Which characters a name is made of (DMN 1.5 clause 10.3.1.2, grammar rules 26 to 30), and names that hold others.</summary>
internal static class FeelNames
{
    public static bool IsStart(char c) =>
        char.IsAsciiLetter(c) || c == '_' || char.IsSurrogate(c)
        || (c >= '\u00C0' && c is not ('\u00D7' or '\u00F7' or '\u037E') && !char.IsWhiteSpace(c) && c is (<= '\u02FF' or (>= '\u0370' and <= '\u1FFF') or '\u200C' or '\u200D'
            or (>= '\u2070' and <= '\u218F') or (>= '\u2C00' and <= '\u2FEF') or (>= '\u3001' and <= '\uD7FF') or (>= '\uF900' and <= '\uFDCF') or (>= '\uFDF0' and <= '\uFFFD')) && c != '\uFEFF');

    public static bool IsPart(char c) => IsStart(c) || char.IsAsciiDigit(c) || c is '\u00B7' or (>= '\u0300' and <= '\u036F') or '\u203F' or '\u2040';

    public static bool IsSpace(char c) => char.IsWhiteSpace(c) || c is '\u180E' or '\u200B' or '\uFEFF';

    /// <summary>Whether a name can only be told from an expression by knowing it: <c>days in weekend</c>, <c>pre-release</c>.</summary>
    public static bool IsOdd(string name)
    {
        if (name.Length == 0 || !IsStart(name[0])) return false;
        foreach (var c in name)
            if (!IsPart(c)) return true;
        return false;
    }

    /// <summary>The odd names among the keys of a context, and of those inside it.</summary>
    public static void Collect(IReadOnlyDictionary<string, object?> context, HashSet<string> odd, int levels = 8)
    {
        foreach (var (key, value) in context)
        {
            if (IsOdd(key)) odd.Add(key);
            Collect(value, odd, levels - 1);
        }
    }

    /// <summary>Where a known name that starts here ends, blanks being as good as each other; -1 when the text says something else.</summary>
    public static int Match(string text, int at, int end, string name)
    {
        foreach (var c in name)
        {
            if (IsSpace(c))
            {
                var from = at;
                while (at < end && IsSpace(text[at])) at++;
                if (at == from) return -1;
            }
            else if (at >= end || text[at++] != c) return -1;
        }
        return at < end && IsPart(name[^1]) && IsPart(text[at]) ? -1 : at;
    }

    private static void Collect(object? value, HashSet<string> odd, int levels)
    {
        if (levels < 0) return;
        if (value is IReadOnlyDictionary<string, object?> inner) Collect(inner, odd, levels);
        // the items of a list are alike
        else if (value is IReadOnlyList<object?> { Count: > 0 } list) Collect(list[0], odd, levels - 1);
    }
}

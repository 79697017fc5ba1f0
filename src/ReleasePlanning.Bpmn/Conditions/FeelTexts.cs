using System.Globalization;
using System.Text;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on texts. Positions count characters as people do, not UTF-16 halves, and start at 1.</summary>
internal static class FeelTexts
{
    public static object? Text(FeelCall call)
    {
        var text = FeelValue.Text(call[0]);
        call.Scope.Spend(call.Position, (text?.Length ?? 0) / 16);
        return text;
    }

    public static object? Number(FeelCall call) => call[0] switch
    {
        decimal d => d,
        string s when decimal.TryParse(s, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var d) => d,
        _ => null
    };

    public static object? Length(FeelCall call) => call[0] is string s ? (decimal)s.EnumerateRunes().Count() : null;

    public static object? Substring(FeelCall call)
    {
        if (call[0] is not string s || call[1] is not decimal from || from == 0) return null;
        var runes = s.EnumerateRunes().ToArray();
        call.Scope.Spend(call.Position, runes.Length / 16);
        var start = from > 0 ? from - 1 : runes.Length + from;
        if (start < 0 || start > runes.Length) return start < 0 ? null : "";
        if (call.Arguments.Count == 3 && call[2] is not decimal) return null;
        var length = Math.Min(call[2] as decimal? ?? runes.Length, runes.Length - start);
        return length < 0 ? null : string.Concat(runes.Skip((int)start).Take((int)length));
    }

    public static object? Beside(FeelCall call, bool before)
    {
        if (call[0] is not string s || call[1] is not string mark) return null;
        var at = s.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "" : before ? s[..at] : s[(at + mark.Length)..];
    }

    public static object? Join(FeelCall call)
    {
        if (call[0] is not IReadOnlyList<object?> list || (call.Arguments.Count == 2 && call[1] is not string)) return null;
        var (joined, first) = (new StringBuilder(), true);
        foreach (var item in list)
        {
            if (item is null) continue;
            if (item is not string s) return null;
            if (!first) joined.Append(call[1] as string);
            first = false;
            joined.Append(s);
            call.Scope.Spend(call.Position, 1 + s.Length / 16);
        }
        return joined.ToString();
    }
}

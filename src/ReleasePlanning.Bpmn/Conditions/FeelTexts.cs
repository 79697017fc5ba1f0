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
        decimal d => FeelBox.Of(d),
        string s => Parsed(s),
        _ => null
    };

    /// <summary>A number whose thousands are grouped by one sign and whose fraction begins with another.</summary>
    public static object? SeparatedNumber(FeelCall call)
    {
        var (text, grouping, point) = (call.Text(0), call[1] as string, call[2] as string);
        if (grouping is not (null or " " or "," or ".") || point is not (null or "." or ",") || (grouping is not null && grouping == (point ?? "."))) return null;
        if (grouping is not null) text = text.Replace(grouping, "", StringComparison.Ordinal);
        else if (point is "," && text.Contains('.', StringComparison.Ordinal)) return null;
        if (point is "," ) text = text.Replace(',', '.');
        return Parsed(text);
    }

    public static object? Length(FeelCall call) => FeelBox.Of(call.Text(0).EnumerateRunes().Count());

    public static object? Substring(FeelCall call)
    {
        var (text, from) = (call.Text(0), decimal.Truncate(call.Number(1)));
        if (from == 0) return null;
        var runes = text.EnumerateRunes().ToArray();
        var start = from > 0 ? from - 1 : runes.Length + from;
        if (start < 0 || start > runes.Length) return start < 0 ? null : "";
        var length = Math.Min(decimal.Truncate(call[2] as decimal? ?? runes.Length), runes.Length - start);
        return length < 0 || call[2] is < 1m ? null : string.Concat(runes.Skip((int)start).Take((int)length));
    }

    public static object? Beside(FeelCall call, bool before)
    {
        var (text, mark) = (call.Text(0), call.Text(1));
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "" : before ? text[..at] : text[(at + mark.Length)..];
    }

    public static object? Join(FeelCall call)
    {
        var (joined, first) = (new StringBuilder(), true);
        foreach (var item in call.List(0))
        {
            if (item is null) continue;
            if (item is not string s) return null;
            if (!first) joined.Append(call[1] as string);
            first = false;
            joined.Append(s);
            call.Scope.Spend(call.Position, s.Length / 16);
        }
        return joined.ToString();
    }

    /// <summary>The text with a replacement character for each half of a surrogate pair that stands alone: it is no text, and JSON cannot hold it.</summary>
    public static string WellFormed(string text)
    {
        var at = 0;
        while (at < text.Length && !char.IsSurrogate(text[at])) at++;
        if (at == text.Length) return text;
        var whole = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes()) whole.Append(rune.ToString());
        return whole.ToString();
    }

    private static object? Parsed(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var d) ? FeelBox.Of(d) : null;
}

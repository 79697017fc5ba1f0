namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Texts in which expressions stand between fixed parts, as Camunda 7 and Flowable write them: <c>PT${hours}H</c>, <c>order-${id}</c>.</summary>
internal static class Composite
{
    /// <summary>The text as one expression; unchanged where it is fixed, or one expression already.</summary>
    internal static string AsExpression(string text)
    {
        var parts = new List<string>();
        var fixedFrom = 0;
        for (var at = 0; at < text.Length;)
        {
            if (text.StartsWith('=') || Closing(text, at) is not { } closing)
            {
                at++;
                continue;
            }
            if (at == 0 && closing == text.Length - 1)
                return text;
            if (at > fixedFrom)
                parts.Add(Quoted(text[fixedFrom..at]));
            parts.Add($"string(({text[(at + 2)..closing]}))");
            at = fixedFrom = closing + 1;
        }
        if (parts.Count == 0)
            return text;
        if (fixedFrom < text.Length)
            parts.Add(Quoted(text[fixedFrom..]));
        return $"${{{string.Join(" + ", parts)}}}";
    }

    internal static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>Where the expression that begins at a place ends; null where none begins. A brace inside quotes ends nothing.</summary>
    private static int? Closing(string text, int from)
    {
        if (text[from] is not ('$' or '#') || from + 1 == text.Length || text[from + 1] != '{')
            return null;
        char? quote = null;
        for (var at = from + 2; at < text.Length; at++)
        {
            if (quote is null && text[at] == '}')
                return at;
            if (text[at] is '"' or '\'')
                quote = quote is null ? text[at] : quote == text[at] ? null : quote;
        }
        return null;
    }
}

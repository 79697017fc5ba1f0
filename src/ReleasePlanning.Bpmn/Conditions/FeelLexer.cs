using System.Globalization;
using System.Text;

namespace ReleasePlanning.Bpmn.Conditions;

internal enum TokenKind { Number, Text, At, Name, Symbol, End }

/// <param name="Text">As written for names and symbols, unescaped for texts.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, decimal Number = 0)
{
    public bool Is(string text) => Kind is TokenKind.Symbol or TokenKind.Name && Text == text;
}

/// <summary>Cuts an expression into tokens. Positions are those of the whole text.</summary>
internal static class FeelLexer
{
    private static readonly string[] Symbols = ["..", "**", "<=", ">=", "!=", "=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", "{", "}", ",", ":", "."];
    private static readonly string[] JuelSymbols = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".", "?", ":", "!"];

    public static List<Token> Read(string text, int start, int end, bool juel)
    {
        var tokens = new List<Token>();
        for (var at = start; ;)
        {
            at = SkipBlanks(text, at, end);
            if (at >= end)
            {
                tokens.Add(new(TokenKind.End, "", at));
                return tokens;
            }
            tokens.Add(Next(text, ref at, end, juel));
        }
    }

    private static Token Next(string text, ref int at, int end, bool juel)
    {
        var (from, c) = (at, text[at]);
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < end && char.IsAsciiDigit(text[at + 1]))) return Number(text, ref at, end);
        if (char.IsLetter(c) || c == '_')
        {
            while (at < end && (char.IsLetterOrDigit(text[at]) || text[at] == '_')) at++;
            return new(TokenKind.Name, text[from..at], from);
        }
        if (c == '"' || (juel && c == '\'')) return new(TokenKind.Text, Quoted(text, ref at, end), from);
        if (c == '@' && !juel && at + 1 < end && text[at + 1] == '"')
        {
            at++;
            return new(TokenKind.At, Quoted(text, ref at, end), from);
        }
        foreach (var symbol in juel ? JuelSymbols : Symbols)
        {
            if (end - at < symbol.Length || string.CompareOrdinal(text, at, symbol, 0, symbol.Length) != 0) continue;
            at += symbol.Length;
            return new(TokenKind.Symbol, symbol, from);
        }
        throw new FeelException(at, $"'{c}' is not part of the language.", "feel.unexpected", c.ToString());
    }

    private static Token Number(string text, ref int at, int end)
    {
        var from = at;
        while (at < end && char.IsAsciiDigit(text[at])) at++;
        // "1..5" is a range, not the number "1."
        if (at + 1 < end && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
            for (at++; at < end && char.IsAsciiDigit(text[at]);) at++;
        return decimal.TryParse(text.AsSpan(from, at - from), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new(TokenKind.Number, text[from..at], from, number)
            : throw new FeelException(from, "The number is too large.", "feel.number-too-large", text[from..at]);
    }

    private static string Quoted(string text, ref int at, int end)
    {
        var (from, quote, value) = (at, text[at++], new StringBuilder());
        while (at < end && text[at] != quote)
        {
            if (text[at] != '\\')
            {
                value.Append(text[at++]);
                continue;
            }
            if (++at >= end) break;
            var escaped = text[at++];
            if (escaped == 'u')
            {
                if (end - at < 4 || !ushort.TryParse(text.AsSpan(at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
                    throw new FeelException(at, "\\u needs four hexadecimal digits.", "feel.bad-escape", "\\u");
                value.Append((char)code);
                at += 4;
                continue;
            }
            value.Append(escaped switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '"' or '\'' or '\\' or '/' => escaped,
                _ => throw new FeelException(at - 2, $"'\\{escaped}' is not an escape.", "feel.bad-escape", $"\\{escaped}")
            });
        }
        if (at >= end) throw new FeelException(from, "The text has no closing quotation mark.", "feel.open-text");
        at++;
        return value.ToString();
    }

    private static int SkipBlanks(string text, int at, int end)
    {
        while (at < end)
        {
            if (char.IsWhiteSpace(text[at])) at++;
            else if (Starts("//")) at = text.IndexOf('\n', at, end - at) is >= 0 and var line ? line : end;
            else if (Starts("/*"))
                at = text.IndexOf("*/", at + 2, end - at - 2, StringComparison.Ordinal) is >= 0 and var close ? close + 2
                    : throw new FeelException(at, "The comment is not closed.", "feel.open-comment");
            else break;
        }
        return at;

        bool Starts(string mark) => end - at >= 2 && string.CompareOrdinal(text, at, mark, 0, 2) == 0;
    }
}

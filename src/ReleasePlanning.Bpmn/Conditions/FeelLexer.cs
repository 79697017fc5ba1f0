using System.Globalization;
using System.Text;

namespace ReleasePlanning.Bpmn.Conditions;

internal enum TokenKind { Number, Text, At, Name, Known, Symbol, End }

/// <param name="Text">As written for names and symbols, unescaped for texts.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Position, decimal Number = 0)
{
    public bool Is(string text) => Kind is TokenKind.Symbol or TokenKind.Name && Text == text;
}

/// <summary>Cuts an expression into tokens. Positions are those of the whole text.</summary>
internal sealed class FeelLexer(string text, int start, int end, bool juel, IReadOnlyList<string> known, Action<FeelException> mistaken)
{
    private static readonly string[] Symbols = ["..", "**", "<=", ">=", "!=", "->", "=", "<", ">", "+", "-", "*", "/", "(", ")", "[", "]", "{", "}", ",", ":", "."];
    private static readonly string[] JuelSymbols = ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "(", ")", "[", "]", ",", ".", "?", ":", "!"];

    private int at = start;

    public List<Token> Read()
    {
        var tokens = new List<Token>();
        while (true)
        {
            SkipBlanks();
            if (at >= end)
            {
                tokens.Add(new(TokenKind.End, "", at));
                return tokens;
            }
            tokens.Add(Next());
        }
    }

    private Token Next()
    {
        var (from, c) = (at, text[at]);
        if (char.IsAsciiDigit(c) || (c == '.' && at + 1 < end && char.IsAsciiDigit(text[at + 1]))) return Number();
        if (FeelNames.IsStart(c))
        {
            foreach (var name in known)
            {
                if (FeelNames.Match(text, at, end, name) is not (> 0 and var after)) continue;
                at = after;
                return new(TokenKind.Known, name, from);
            }
            while (at < end && FeelNames.IsPart(text[at])) at++;
            return new(TokenKind.Name, string.Intern(text[from..at]), from);
        }
        if (c == '"' || (juel && c == '\'')) return new(TokenKind.Text, Quoted(), from);
        if (c == '@' && !juel && at + 1 < end && text[at + 1] == '"')
        {
            at++;
            return new(TokenKind.At, Quoted(), from);
        }
        if (c == '?' && !juel)
        {
            at++;
            return new(TokenKind.Known, "?", from);
        }
        foreach (var symbol in juel ? JuelSymbols : Symbols)
        {
            if (end - at < symbol.Length || string.CompareOrdinal(text, at, symbol, 0, symbol.Length) != 0) continue;
            at += symbol.Length;
            return new(TokenKind.Symbol, symbol, from);
        }
        throw new FeelException(at, $"'{c}' is not part of the language.", "feel.unexpected", c.ToString());
    }

    private Token Number()
    {
        var from = at;
        SkipDigits();
        // "1..5" is a range, not the number "1."
        if (at + 1 < end && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            SkipDigits();
        }
        if (at < end && text[at] is 'e' or 'E')
        {
            var sign = at + 1 < end && text[at + 1] is '+' or '-' ? 1 : 0;
            if (at + 1 + sign < end && char.IsAsciiDigit(text[at + 1 + sign]))
            {
                at += 1 + sign;
                SkipDigits();
            }
        }
        return decimal.TryParse(text.AsSpan(from, at - from), NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            ? new(TokenKind.Number, text[from..at], from, number)
            : throw new FeelException(from, "The number is too large.", "feel.number-too-large", text[from..at]);
    }

    private void SkipDigits()
    {
        while (at < end && char.IsAsciiDigit(text[at])) at++;
    }

    private string Quoted()
    {
        var (from, quote, value) = (at, text[at++], new StringBuilder());
        while (at < end && text[at] != quote)
        {
            if (text[at] == '\\') Escaped(value);
            else value.Append(text[at++]);
        }
        if (at >= end) throw new FeelException(from, "The text has no closing quotation mark.", "feel.open-text");
        at++;
        return FeelTexts.WellFormed(value.ToString());
    }

    private void Escaped(StringBuilder value)
    {
        if (++at >= end) return;
        var escaped = text[at++];
        switch (escaped)
        {
            case 'n': value.Append('\n'); break;
            case 't': value.Append('\t'); break;
            case 'r': value.Append('\r'); break;
            case '"' or '\'' or '\\' or '/': value.Append(escaped); break;
            case 'u' when Hexadecimal(4) is { } code:
                value.Append((char)code);
                at += 4;
                break;
            case 'U' when Hexadecimal(6) is { } code && Rune.IsValid(code):
                value.Append(new Rune(code).ToString());
                at += 6;
                break;
            default:
                // a backslash before anything else is one: "\d+" is a pattern
                if (escaped is 'u' or 'U') mistaken(new(at, $"\\{escaped} needs {(escaped == 'u' ? "four" : "six")} hexadecimal digits.", "feel.bad-escape", $"\\{escaped}"));
                value.Append('\\').Append(escaped);
                break;
        }
    }

    private int? Hexadecimal(int digits) =>
        end - at >= digits && int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) ? code : null;

    private void SkipBlanks()
    {
        while (at < end)
        {
            if (FeelNames.IsSpace(text[at])) at++;
            else if (Starts("//")) at = text.IndexOfAny(['\n', '\r'], at, end - at) is >= 0 and var line ? line : end;
            else if (Starts("/*"))
                at = text.IndexOf("*/", at + 2, end - at - 2, StringComparison.Ordinal) is >= 0 and var close ? close + 2
                    : throw new FeelException(at, "The comment is not closed.", "feel.open-comment");
            else break;
        }

        bool Starts(string mark) => end - at >= 2 && string.CompareOrdinal(text, at, mark, 0, 2) == 0;
    }
}

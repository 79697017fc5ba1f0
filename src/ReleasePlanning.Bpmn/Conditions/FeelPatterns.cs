using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on regular expressions, as XPath has them. A pattern comes from a design or from data: its time is bounded.</summary>
internal static class FeelPatterns
{
    private const int MostKept = 256;
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);
    private static readonly ConcurrentDictionary<(string Pattern, string Flags), Regex?> Kept = new();

    public static object? Matches(FeelCall call) => Guarded(call, call[2], regex => FeelBox.Of(regex.IsMatch(call.Text(0))));

    public static object? Replace(FeelCall call)
    {
        var flags = call[3] as string ?? "";
        if (Replacement(call.Text(2), flags.Contains('q', StringComparison.Ordinal)) is not { } replacement) return null;
        return Guarded(call, call[3], regex =>
        {
            // a pattern works on halves of characters, which must not come out alone
            var replaced = FeelTexts.WellFormed(regex.Replace(call.Text(0), replacement));
            call.Scope.Spend(call.Position, replaced.Length / 16);
            return replaced;
        });
    }

    public static object? Split(FeelCall call) => Guarded(call, null, regex =>
    {
        var (text, parts, from) = (call.Text(0), new List<object?>(), 0);
        foreach (Match match in regex.Matches(text))
        {
            if (match.Length == 0) continue;
            call.Scope.Spend(call.Position);
            parts.Add(FeelTexts.WellFormed(text[from..match.Index]));
            from = match.Index + match.Length;
        }
        parts.Add(FeelTexts.WellFormed(text[from..]));
        return FeelLists.Of(parts);
    });

    public static object? Extract(FeelCall call) => Guarded(call, null, regex =>
    {
        var found = new List<object?>();
        foreach (Match match in regex.Matches(call.Text(0)))
        {
            call.Scope.Spend(call.Position);
            found.Add(FeelTexts.WellFormed(match.Value));
        }
        return FeelLists.Of(found);
    });

    private static object? Guarded(FeelCall call, object? flags, Func<Regex, object?> work)
    {
        var key = (call.Text(1), flags as string ?? "");
        if (!Kept.TryGetValue(key, out var regex))
        {
            // making one is the dearest part
            call.Scope.Spend(call.Position, 20 + key.Item1.Length);
            if (Kept.Count >= MostKept) Kept.Clear();
            Kept[key] = regex = Make(key.Item1, key.Item2);
        }
        if (regex is null) return null;
        try
        {
            var begun = Stopwatch.GetTimestamp();
            var result = work(regex);
            // many that just about end in time are as bad as one that does not
            if (call.Scope.Took(Stopwatch.GetElapsedTime(begun)) > Longest) throw new RegexMatchTimeoutException();
            return result;
        }
        catch (RegexMatchTimeoutException)
        {
            throw new FeelException(call.Position, $"The pattern '{key.Item1}' takes too long.", "feel.slow-pattern", key.Item1);
        }
    }

    private static Regex? Make(string pattern, string flags)
    {
        var options = RegexOptions.CultureInvariant;
        var (blanks, literal) = (false, false);
        foreach (var flag in flags)
        {
            switch (flag)
            {
                case 's': options |= RegexOptions.Singleline; break;
                case 'm': options |= RegexOptions.Multiline; break;
                case 'i': options |= RegexOptions.IgnoreCase; break;
                case 'x': blanks = true; break;
                case 'q': literal = true; break;
                default: return null;
            }
        }
        var translated = literal ? Regex.Escape(pattern) : Translated(pattern, blanks, options.HasFlag(RegexOptions.Multiline));
        if (translated is null) return null;
        try
        {
            // linear in the length of the text, whatever the pattern; back-references are beyond it and run against the clock
            if (!literal && (translated.Contains('{') || HasReference(translated))) return new Regex(translated, options, Longest);
            return new Regex(translated, options | RegexOptions.NonBacktracking, Longest);
        }
        catch (NotSupportedException)
        {
            return new Regex(translated, options, Longest);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static bool HasReference(string pattern)
    {
        for (var i = 0; i + 1 < pattern.Length; i++)
        {
            if (pattern[i] != '\\') continue;
            if (pattern[++i] is >= '1' and <= '9') return true;
        }
        return false;
    }

    // XPath's dialect in .NET's: no look-around and no inline options, $ only at the very end, \i and \c are the characters of names
    private static string? Translated(string pattern, bool withoutBlanks, bool lines)
    {
        var made = new StringBuilder();
        var inClass = 0;
        for (var i = 0; i < pattern.Length; i++)
        {
            var c = pattern[i];
            switch (c)
            {
                case '\\':
                    if (++i >= pattern.Length) return null;
                    switch (pattern[i])
                    {
                        case 'i': made.Append(inClass > 0 ? @"\p{L}_:" : @"[\p{L}_:]"); break;
                        case 'c': made.Append(inClass > 0 ? @"\p{L}\p{Nd}\-._:" : @"[\p{L}\p{Nd}\-._:]"); break;
                        case 'd' or 'D' or 's' or 'S' or 'w' or 'W' or 'n' or 'r' or 't' or '\\' or '|' or '.' or '-' or '^' or '?' or '*' or '+' or '{' or '}' or '(' or ')' or '[' or ']' or '$' or 'p' or 'P' or (>= '1' and <= '9'):
                            made.Append('\\').Append(pattern[i]);
                            break;
                        default: return null;
                    }
                    break;
                case '[':
                    inClass++;
                    made.Append('[');
                    break;
                case ']' when inClass > 0:
                    inClass--;
                    made.Append(']');
                    break;
                case '(' when inClass == 0 && i + 1 < pattern.Length && pattern[i + 1] == '?':
                    if (i + 2 >= pattern.Length || pattern[i + 2] != ':') return null;
                    made.Append("(?:");
                    i += 2;
                    break;
                case '$' when inClass == 0 && !lines:
                    made.Append(@"\z");
                    break;
                default:
                    if (!withoutBlanks || inClass > 0 || !char.IsWhiteSpace(c)) made.Append(c);
                    break;
            }
        }
        return inClass == 0 ? made.ToString() : null;
    }

    // $1 is a group and $0 the whole match; \$ and \\ are the signs themselves
    private static string? Replacement(string text, bool literal)
    {
        if (literal) return text.Replace("$", "$$", StringComparison.Ordinal);
        var made = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    if (++i >= text.Length || text[i] is not ('\\' or '$')) return null;
                    made.Append(text[i] == '$' ? "$$" : "\\");
                    break;
                case '$':
                    if (++i >= text.Length || !char.IsAsciiDigit(text[i])) return null;
                    made.Append("${").Append(text[i]).Append('}');
                    break;
                default:
                    made.Append(text[i]);
                    break;
            }
        }
        return made.ToString();
    }
}

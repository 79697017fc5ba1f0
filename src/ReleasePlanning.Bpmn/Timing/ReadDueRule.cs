using System.Globalization;

namespace ReleasePlanning.Bpmn.Timing;

/// <summary>Why a text is no due rule, in both languages.</summary>
public sealed record DueRuleProblem(string English, string French);

/// <summary>Reads due rules, and says what is wrong with a text that is none.</summary>
public static class ReadDueRule
{
    internal const string AnchorLetters = "REHDSA";
    internal const string UnitLetters = "DWhmMCP";
    private const string EarlierWord = "earlier";
    private const string FloorWords = "not before";
    // further off, the calendar itself ends
    private const int MostMonths = 9_999;
    private const int MostAlternatives = 5;
    private const int DeepestNesting = 3;

    /// <summary>The rule, or why there is none.</summary>
    public static (DueRule? Rule, DueRuleProblem? Problem) From(string? text)
    {
        var t = (text ?? "").Trim();
        if (t.Length > DueRule.LongestText)
            return (null, new($"A due rule has at most {DueRule.LongestText} characters.", $"Une règle d’échéance compte au plus {DueRule.LongestText} caractères."));
        return Whole(t, 1);
    }

    /// <summary>What is wrong with the due rule of a step: what cannot be read, and what would fall due before the step opens.</summary>
    public static DueRuleProblem? CheckStep(string? text) => From(text) switch
    {
        ({ } rule, _) when Before(rule) is { } counted => new(
            $"\"{counted}\" falls before the step opens; S is counted forwards.", $"« {counted} » tombe avant l’ouverture de l’étape; S se compte vers l’avant."),
        (_, var problem) => problem
    };

    private static DueRule.Counted? Before(DueRule rule) => rule switch
    {
        DueRule.Counted { Anchor: DueAnchor.StepOpened, Offset: < 0 } counted => counted,
        DueRule.Earlier earlier => earlier.Rules.Select(Before).FirstOrDefault(c => c is not null),
        DueRule.NotBefore floored => Before(floored.Rule) ?? Before(floored.Floor),
        _ => null
    };

    private static (DueRule?, DueRuleProblem?) Whole(string t, int depth)
    {
        if (depth > DeepestNesting)
            return (null, new($"Rules stand in each other at most {DeepestNesting} deep.", $"Les règles s’imbriquent sur {DeepestNesting} niveaux au plus."));
        var parts = Split(t, FloorWords);
        if (parts.Count > 2)
            return (null, new($"\"{t}\" says \"{FloorWords}\" more than once.", $"« {t} » contient « {FloorWords} » plus d’une fois."));
        var read = Alternatives(parts[0].Trim(), depth);
        if (read.Rule is not { } rule || parts.Count == 1)
            return read;
        var (floor, problem) = Alternatives(parts[1].Trim(), depth);
        return floor is null ? (null, problem) : (new DueRule.NotBefore(rule, floor), null);
    }

    private static (DueRule? Rule, DueRuleProblem? Problem) Alternatives(string t, int depth)
    {
        if (!t.StartsWith(EarlierWord, StringComparison.Ordinal))
            return Simple(t);
        var inner = t[EarlierWord.Length..].Trim();
        if (inner is not ['(', .. var list, ')'] || Split(list, ",") is not { Count: >= 2 and <= MostAlternatives } rules)
            return (null, new($"\"{t}\" is not two to {MostAlternatives} rules in brackets, such as earlier(R-60D, H-28D).",
                $"« {t} » n’est pas une liste de deux à {MostAlternatives} règles entre parenthèses, comme earlier(R-60D, H-28D)."));
        var read = rules.ConvertAll(r => Whole(r.Trim(), depth + 1));
        return read.Find(r => r.Item1 is null) is (_, { } problem) ? (null, problem) : (new DueRule.Earlier([.. read.Select(r => r.Item1!)]), null);
    }

    private static (DueRule?, DueRuleProblem?) Simple(string t)
    {
        if (t.Length == 0 || AnchorLetters.IndexOf(t[0], StringComparison.Ordinal) is not (>= 0 and var anchor))
            return NoRule(t);
        if (t.Length == 1)
            return (new DueRule.Counted((DueAnchor)anchor, 0, DueUnit.Days), null);
        // sign, one to five digits, unit: five digits cover a year of minutes twice over and cannot overflow
        if (t.Length is < 4 or > 8 || t[1] is not ('+' or '-') || UnitLetters.IndexOf(t[^1], StringComparison.Ordinal) is not (>= 0 and var unit)
            || !int.TryParse(t.AsSpan(2, t.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return NoRule(t);
        if ((DueUnit)unit == DueUnit.Months && count > MostMonths)
            return (null, new($"\"{t}\" is beyond the calendar; {MostMonths} months are the most.", $"« {t} » dépasse le calendrier; {MostMonths} mois est le maximum."));
        if ((DueUnit)unit == DueUnit.ClearDays && count == 0)
            return (null, new($"\"{t}\" leaves no days between; clear days are one or more.", $"« {t} » ne laisse aucun jour entre les deux; il faut au moins un jour franc."));
        return (new DueRule.Counted((DueAnchor)anchor, t[1] == '-' ? -count : count, (DueUnit)unit), null);
    }

    private static (DueRule?, DueRuleProblem?) NoRule(string t) =>
        (null, new($"\"{t}\" is not a due rule such as R-5W.", $"« {t} » n’est pas une règle d’échéance comme R-5W."));

    // only where no bracket is open
    private static List<string> Split(string t, string at)
    {
        var parts = new List<string>();
        var (depth, begin) = (0, 0);
        for (var i = 0; i < t.Length; i++)
        {
            depth += t[i] == '(' ? 1 : t[i] == ')' ? -1 : 0;
            if (depth != 0 || string.CompareOrdinal(t, i, at, 0, at.Length) != 0) continue;
            parts.Add(t[begin..i]);
            begin = i + at.Length;
            i = begin - 1;
        }
        parts.Add(t[begin..]);
        return parts;
    }
}

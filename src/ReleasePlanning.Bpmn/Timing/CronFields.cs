using System.Globalization;

namespace ReleasePlanning.Bpmn.Timing;

/// <summary>One field of a cron expression: what it is called, its bounds, and the names that stand for its numbers.</summary>
internal sealed record CronField(string English, string French, int Least, int Most, string[] Names)
{
    internal static readonly CronField Second = new("seconds", "les secondes", 0, 59, []);
    internal static readonly CronField Minute = new("minutes", "les minutes", 0, 59, []);
    internal static readonly CronField Hour = new("hours", "les heures", 0, 23, []);
    internal static readonly CronField Day = new("days of the month", "les jours du mois", 1, 31, []);
    internal static readonly CronField Month = new("months", "les mois", 1, 12, ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]);
    internal static readonly CronField Weekday = new("days of the week", "les jours de la semaine", 1, 7, ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]);
    internal static readonly CronField Year = new("years", "les années", 1970, 2199, []);

    /// <summary>The values of a comma-separated list: <c>5</c>, <c>MON-FRI</c>, <c>22-2</c>, <c>*/15</c>, <c>3/5</c>.</summary>
    internal SortedSet<int> Values(string text)
    {
        var values = new SortedSet<int>();
        foreach (var term in text.Split(','))
            values.UnionWith(Term(term));
        return values;
    }

    internal int Number(string text)
    {
        var named = Array.IndexOf(Names, text);
        if (named >= 0)
            return named + Least;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n >= Least && n <= Most ? n
            : throw new CronFieldException(
                $"\"{text}\" is not one of the {English}, {Least} to {Most}{NamesIn(" or ")}.", $"« {text} » n’est pas admis pour {French} : de {Least} à {Most}{NamesIn(" ou ")}.");
    }

    private IEnumerable<int> Term(string term)
    {
        var (range, step) = term.Split('/') switch
        {
            [var only] => (only, (int?)null),
            [var before, var after] => (before, Step(after)),
            _ => throw new CronFieldException($"\"{term}\" has more than one step.", $"« {term} » a plus d’un pas."),
        };
        var (from, to) = Range(range, step is not null);
        // over the end and round: 22-2 is 22, 23, 0, 1, 2; years do not come round
        if (to < from && this == Year)
            throw new CronFieldException($"The years \"{term}\" go backwards.", $"Les années « {term} » vont à rebours.");
        var last = to < from ? to + Most - Least + 1 : to;
        for (var n = from; n <= last; n += step ?? 1)
            yield return n > Most ? n - Most + Least - 1 : n;
    }

    private (int From, int To) Range(string range, bool isStepped)
    {
        if (range == "*" || (range.Length == 0 && isStepped))
            return (Least, Most);
        return range.Split('-') switch
        {
            [var only] => (Number(only), isStepped ? Most : Number(only)),
            [var from, var to] => (Number(from), Number(to)),
            _ => throw new CronFieldException($"\"{range}\" is not a range.", $"« {range} » n’est pas un intervalle."),
        };
    }

    // a step longer than the field is a slip of the pen: 0/70 minutes would fire once an hour
    private int Step(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var step) && step > 0 && step <= Math.Max(Most - Least, Least == 0 ? Most : Most - Least + 1) ? step
            : throw new CronFieldException($"\"/{text}\" is not a step that the {English} can take.", $"« /{text} » n’est pas un pas possible pour {French}.");

    private string NamesIn(string joint) => Names.Length == 0 ? "" : $"{joint}{Names[0]}-{Names[^1]}";
}

/// <summary>What is wrong with one field.</summary>
internal sealed class CronFieldException(string english, string french) : Exception(english)
{
    internal string French { get; } = french;
}

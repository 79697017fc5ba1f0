using System.Globalization;
using NodaTime;

namespace ReleasePlanning.Bpmn.Timing;

/// <summary>The two day fields of a cron expression. As in Quartz, <c>*</c> and <c>?</c> name no day; when both fields name days, either is enough.</summary>
internal sealed class CronDays
{
    private readonly bool namesDays, namesWeekdays;
    private readonly SortedSet<int> days = [], nearest = [], weekdays = [];
    private readonly List<(int BeforeLast, bool IsWorkday)> ends = [];
    private readonly int? last, nth;

    internal CronDays(string monthDays, string weekDays)
    {
        namesDays = !monthDays.Split(',').Any(t => t is "*" or "?");
        namesWeekdays = !weekDays.Split(',').Any(t => t is "*" or "?");
        if (namesDays)
        {
            foreach (var term in monthDays.Split(',')) AddDay(term);
        }
        if (namesWeekdays)
            (weekdays, last, nth) = Weekdays(weekDays);
    }

    /// <summary>The days of a month, in order.</summary>
    internal IEnumerable<int> Of(int year, int month)
    {
        var length = CalendarSystem.Iso.GetDaysInMonth(year, month);
        var all = Enumerable.Range(1, length);
        if (!namesDays && !namesWeekdays)
            return all;
        var found = new SortedSet<int>();
        if (namesDays)
            found.UnionWith(ByDate(year, month, length));
        if (namesWeekdays)
            found.UnionWith(all.Where(d => IsOnWeekday(year, month, d, length)));
        return found;
    }

    private IEnumerable<int> ByDate(int year, int month, int length) =>
        days.Where(d => d <= length)
            .Concat(nearest.Select(d => Workday(year, month, Math.Min(d, length), length)))
            .Concat(ends.Where(e => e.BeforeLast < length).Select(e => e.IsWorkday ? Workday(year, month, length - e.BeforeLast, length) : length - e.BeforeLast));

    private bool IsOnWeekday(int year, int month, int day, int length) =>
        weekdays.Contains(Weekday(year, month, day))
        && (last is null || day > length - 7)
        && (nth is not { } n || (day - 1) / 7 == n - 1);

    /// <summary>The working day nearest to a date, without leaving the month.</summary>
    private static int Workday(int year, int month, int day, int length) => Weekday(year, month, day) switch
    {
        7 => day == 1 ? 3 : day - 1,
        1 => day == length ? day - 2 : day + 1,
        _ => day,
    };

    // 1 is Sunday, as in Quartz
    private static int Weekday(int year, int month, int day) => ((int)new LocalDate(year, month, day).DayOfWeek % 7) + 1;

    private void AddDay(string term)
    {
        if (term.StartsWith('L'))
            ends.Add(End(term));
        else if (term.EndsWith('W'))
            nearest.Add(CronField.Day.Number(term[..^1]));
        else
            days.UnionWith(CronField.Day.Values(term));
    }

    private static (int, bool) End(string term)
    {
        var isWorkday = term.EndsWith('W');
        var offset = term[1..(isWorkday ? ^1 : ^0)];
        if (offset.Length == 0)
            return (0, isWorkday);
        return offset[0] == '-' && int.TryParse(offset.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var before) && before <= 30 ? (before, isWorkday)
            : throw new CronFieldException($"\"{term}\" is not L, LW, L-3 or L-3W.", $"« {term} » n’est ni L, ni LW, ni L-3, ni L-3W.");
    }

    private static (SortedSet<int>, int? Last, int? Nth) Weekdays(string text)
    {
        if (text == "L")
            return ([7], null, null);
        if (text.EndsWith('L') || text.Contains('#', StringComparison.Ordinal))
        {
            var parts = text.EndsWith('L') ? [text[..^1], "L"] : text.Split('#');
            var day = CronField.Weekday.Number(parts[0]);
            if (parts is [_, "L"])
                return ([day], day, null);
            if (parts is [_, [>= '1' and <= '5'] which])
                return ([day], null, which[0] - '0');
            throw new CronFieldException($"\"{text}\" is not a day with #1 to #5, such as FRI#3.", $"« {text} » n’est pas un jour suivi de #1 à #5, comme FRI#3.");
        }
        return (CronField.Weekday.Values(text), null, null);
    }
}

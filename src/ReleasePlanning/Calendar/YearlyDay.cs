using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>A day that comes back every year: <c>06-24</c>, <c>3 Mon 08</c> (the third Monday of August), <c>-1 Mon 05</c> (the last of May), <c>Easter-2</c>.</summary>
public abstract partial record YearlyDay
{
    private YearlyDay()
    {
    }

    /// <summary>The same date every year; no day at all where the year has no 29 February.</summary>
    public sealed record Fixed(int Month, int Day) : YearlyDay
    {
        public override LocalDate? Of(int year) => Day <= CalendarSystem.Iso.GetDaysInMonth(year, Month) ? new LocalDate(year, Month, Day) : null;
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Month:00}-{Day:00}");
    }

    /// <summary>The nth of a weekday in a month; -1 is the last.</summary>
    public sealed record Nth(int Which, IsoDayOfWeek Weekday, int Month) : YearlyDay
    {
        public override LocalDate? Of(int year) => Which > 0
            ? LocalDate.FromYearMonthWeekAndDay(year, Month, Which, Weekday)
            : new LocalDate(year, Month, CalendarSystem.Iso.GetDaysInMonth(year, Month)).PlusDays(1).Previous(Weekday);
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Which} {Weekday.ToString()[..3]} {Month:00}");
    }

    /// <summary>So many days after Easter Sunday, or before it.</summary>
    public sealed record FromEaster(int Days) : YearlyDay
    {
        public override LocalDate? Of(int year) => Easter.SundayOf(year).PlusDays(Days);
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"Easter{Days:+0;-0;+0}");
    }

    /// <summary>The day in a year, if the year has it.</summary>
    public abstract LocalDate? Of(int year);

    /// <summary>Reads the notation; null when it is none.</summary>
    public static YearlyDay? Read(string? text)
    {
        var match = Written().Match((text ?? "").Trim());
        if (!match.Success) return null;
        if (match.Groups["easter"] is { Success: true } easter) return Number(easter) is >= -60 and <= 60 and var days ? new FromEaster(days) : null;
        if (Number(match.Groups["month"]) is not (>= 1 and <= 12 and var month)) return null;
        if (match.Groups["day"] is { Success: true } day) return Number(day) is >= 1 and var d && d <= CalendarSystem.Iso.GetDaysInMonth(2028, month) ? new Fixed(month, d) : null;
        var weekday = Enum.GetValues<IsoDayOfWeek>().First(w => w.ToString().StartsWith(match.Groups["weekday"].Value, StringComparison.OrdinalIgnoreCase));
        var which = Number(match.Groups["which"]);
        return which is -1 or (>= 1 and <= 4) ? new Nth(which, weekday, month) : null;
    }

    private static int Number(Group group) => int.Parse(group.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(Easter(?<easter>[+-]\d{1,2})|(?<month>\d\d)-(?<day>\d\d)|(?<which>-?\d) (?<weekday>Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>\d\d))$", RegexOptions.IgnoreCase)]
    private static partial Regex Written();
}

/// <summary>When Easter falls.</summary>
public static class Easter
{
    /// <summary>Easter Sunday: the Gregorian computus as Meeus gives it.</summary>
    public static LocalDate SundayOf(int year)
    {
        var (golden, century, rest) = (year % 19, year / 100, year % 100);
        var epact = (19 * golden + century - century / 4 - (century - (century + 8) / 25 + 1) / 3 + 15) % 30;
        var toSunday = (32 + 2 * (century % 4) + 2 * (rest / 4) - epact - rest % 4) % 7;
        var correction = (golden + 11 * epact + 22 * toSunday) / 451;
        var day = epact + toSunday - 7 * correction + 114;
        return new(year, day / 31, day % 31 + 1);
    }
}

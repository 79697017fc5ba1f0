using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>A weekday's hours at a site, from one day on and perhaps until another; without times the site is closed on that weekday.</summary>
public sealed record WeekdayHours(IsoDayOfWeek Weekday, BusinessHours? Hours, LocalDate From, LocalDate? Until);

/// <summary>Days on which a site itself is closed, or open although its week says otherwise.</summary>
public sealed record SiteClosure(LocalDate From, LocalDate Until, bool Closed, string Reason);

/// <summary>When a site is open, day by day: its own hours where they were entered, else those it was imported with.</summary>
public sealed class OpeningHours(BusinessHours usual, IEnumerable<WeekdayHours>? week = null, IEnumerable<SiteClosure>? closures = null)
{
    // longer closed than this, a site is no place to wait for
    private const int LongestClosed = 366;

    private readonly ImmutableArray<WeekdayHours> week = [.. week ?? []];
    private readonly ImmutableArray<SiteClosure> closures = [.. closures ?? []];

    /// <summary>The times at which a day begins and ends for due dates, also on a day the site is closed: then its usual ones.</summary>
    public BusinessHours On(LocalDate date) => OfWeek(date) is { Hours: { } hours } ? hours : usual;

    /// <summary>Whether the site itself is open on a day that is a working day of its province, and why not.</summary>
    public Reasoned<bool> IsOpen(LocalDate date)
    {
        if (closures.FirstOrDefault(c => c.From <= date && date <= c.Until) is { } exception)
            return new(!exception.Closed, new(exception.Closed ? "site-day.closed" : "site-day.opened", date, exception.Reason));
        return OfWeek(date) is { Hours: null } ? new(false, new("site-day.closed-weekday", date)) : new(true, new("site-day.open", date));
    }

    /// <summary>The moment itself within opening hours, otherwise the next opening.</summary>
    public Instant NextOpening(Instant at, WorkingDays workingDays, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(workingDays);
        var local = at.InZone(zone).LocalDateTime;
        var day = local.Date;
        for (var tried = 0; tried <= LongestClosed; tried++, day = day.PlusDays(1))
        {
            if (!workingDays.IsWorkingDay(day) || !IsOpen(day).Value) continue;
            var hours = On(day);
            if (day > local.Date || local.TimeOfDay < hours.Opens) return SiteTime.At(day, hours.Opens, zone);
            if (local.TimeOfDay < hours.Closes) return at;
        }
        return at;
    }

    private WeekdayHours? OfWeek(LocalDate date) => week.FirstOrDefault(w => w.Weekday == date.DayOfWeek && w.From <= date && !(date > w.Until));
}

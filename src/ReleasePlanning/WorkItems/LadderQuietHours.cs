using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>When a site is not to be disturbed: between two times of the day (over midnight as well), and on days it is closed. What would come then comes at their end.</summary>
public sealed record QuietHours(LocalTime? From, LocalTime? Until, bool WhenClosed)
{
    public static QuietHours None { get; } = new(null, null, false);
    // every day of the longest run of closed days, and some
    private const int MostDays = 40;

    public static QuietHours Of(Site site) => new(site.QuietFrom, site.QuietUntil, site.QuietWhenClosed);

    public bool Holds(Instant at, SiteCalendar site)
    {
        var local = at.InZone(site.Zone).LocalDateTime;
        return InNight(local.TimeOfDay) || (WhenClosed && !site.IsOpen(local.Date));
    }

    /// <summary>The moment itself when nobody minds, otherwise the first after it.</summary>
    public Instant EndOf(Instant at, SiteCalendar site)
    {
        for (var tries = 0; tries < MostDays && Holds(at, site); tries++)
        {
            var local = at.InZone(site.Zone).LocalDateTime;
            at = WhenClosed && !site.IsOpen(local.Date)
                ? SiteTime.At(local.Date.PlusDays(1), LocalTime.Midnight, site.Zone)
                : Instant.Max(at, SiteTime.At(local.TimeOfDay < Until ? local.Date : local.Date.PlusDays(1), Until!.Value, site.Zone));
        }
        return at;
    }

    private bool InNight(LocalTime time) => (From, Until) is ({ } from, { } until) && (from <= until ? from <= time && time < until : from <= time || time < until);
}

/// <summary>Where a ladder is counted: the step's site with its calendar, zone, hours and quiet hours.</summary>
public sealed record LadderPlace(SiteCalendar Calendar, QuietHours Quiet)
{
    public WorkingDays Days => Calendar.Federal;
    public DateTimeZone Zone => Calendar.Zone;

    public static LadderPlace Of(Site site, SiteCalendar calendar) => new(calendar, QuietHours.Of(site));
}

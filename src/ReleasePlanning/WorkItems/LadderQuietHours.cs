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

    public bool Holds(Instant at, WorkingDays days, DateTimeZone zone)
    {
        var local = at.InZone(zone).LocalDateTime;
        return InNight(local.TimeOfDay) || (WhenClosed && !days.IsWorkingDay(local.Date));
    }

    /// <summary>The moment itself when nobody minds, otherwise the first after it.</summary>
    public Instant EndOf(Instant at, WorkingDays days, DateTimeZone zone)
    {
        for (var tries = 0; tries < MostDays && Holds(at, days, zone); tries++)
        {
            var local = at.InZone(zone).LocalDateTime;
            at = WhenClosed && !days.IsWorkingDay(local.Date)
                ? SiteTime.At(days.Next(local.Date), LocalTime.Midnight, zone)
                : Instant.Max(at, SiteTime.At(local.TimeOfDay < Until ? local.Date : local.Date.PlusDays(1), Until!.Value, zone));
        }
        return at;
    }

    private bool InNight(LocalTime time) => (From, Until) is ({ } from, { } until) && (from <= until ? from <= time && time < until : from <= time || time < until);
}

/// <summary>Where a ladder is counted: the step's site with its calendar, zone, hours and quiet hours.</summary>
public sealed record LadderPlace(WorkingDays Days, DateTimeZone Zone, BusinessHours Hours, QuietHours Quiet)
{
    public static LadderPlace Of(Site site, WorkingDays days) => new(days, SiteTime.Zone(site.TimeZone), new BusinessHours(site.OpensAt, site.ClosesAt), QuietHours.Of(site));
}

using NodaTime;
using ReleasePlanning.Calendar;

namespace ReleasePlanning.Workflows;

/// <summary>When a step that nobody owns goes to the supervisor: after so many hours in which the site is open. Pure.</summary>
public static class UnassignedDue
{
    public static Instant After(Instant from, int hours, BusinessHours open, WorkingDays days, DateTimeZone zone)
    {
        var (at, left) = (open.NextOpening(from, days, zone), Duration.FromHours(hours));
        while (true)
        {
            var closes = SiteTime.At(SiteTime.DateOf(at, zone), open.Closes, zone);
            // what ends with the day is due as the site closes, not as it opens again
            if (closes - at >= left) { return at + left; }
            left -= closes - at;
            at = open.NextOpening(closes, days, zone);
        }
    }
}

using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>Time as a site works it: from opening to closing of working days, nothing in between.</summary>
public static class BusinessTime
{
    /// <summary>How much of it lies between two moments; none when the second is not later.</summary>
    public static Duration Between(Instant from, Instant until, BusinessHours hours, WorkingDays workingDays, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(hours);
        var sum = Duration.Zero;
        for (var at = hours.NextOpening(from, workingDays, zone); at < until;)
        {
            var closes = SiteTime.At(SiteTime.DateOf(at, zone), hours.Closes, zone);
            sum += Instant.Min(closes, until) - at;
            at = hours.NextOpening(closes, workingDays, zone);
        }
        return sum;
    }

    /// <summary>The moment by which so much of it has passed. What ends with a working day ends when the site closes, not at the next opening.</summary>
    public static Instant After(Instant from, Duration amount, BusinessHours hours, WorkingDays workingDays, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(hours);
        for (var at = hours.NextOpening(from, workingDays, zone); ;)
        {
            var closes = SiteTime.At(SiteTime.DateOf(at, zone), hours.Closes, zone);
            if (at + amount <= closes) return at + amount;
            amount -= closes - at;
            at = hours.NextOpening(closes, workingDays, zone);
        }
    }
}

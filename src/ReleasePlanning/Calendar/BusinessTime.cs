using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>Time as a site works it: from opening to closing of the days it is open, nothing in between.</summary>
public static class BusinessTime
{
    /// <summary>How much of it lies between two moments; none when the second is not later.</summary>
    public static Duration Between(Instant from, Instant until, SiteCalendar site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var sum = Duration.Zero;
        for (var at = site.NextOpening(from); at < until;)
        {
            var closes = site.Closes(site.DateOf(at));
            sum += Instant.Min(closes, until) - at;
            var next = site.NextOpening(closes);
            // a site that never opens again has no more time to give
            if (next <= closes) break;
            at = next;
        }
        return sum;
    }

    /// <summary>The moment by which so much of it has passed. What ends with a working day ends when the site closes, not at the next opening.
    /// At a site that never opens again the rest passes by the clock, so that nothing waits for ever.</summary>
    public static Instant After(Instant from, Duration amount, SiteCalendar site)
    {
        ArgumentNullException.ThrowIfNull(site);
        for (var at = site.NextOpening(from); ;)
        {
            var closes = site.Closes(site.DateOf(at));
            if (at + amount <= closes) return at + amount;
            var next = site.NextOpening(closes);
            if (next <= closes) return at + amount;
            amount -= closes - at;
            at = next;
        }
    }

    /// <summary>The moment from which so much of it lies before another.</summary>
    public static Instant Before(Instant until, Duration amount, SiteCalendar site)
    {
        ArgumentNullException.ThrowIfNull(site);
        var day = site.DateOf(until);
        for (var tried = 0; tried < MostDays; tried++, day = day.PlusDays(-1))
        {
            if (!site.IsOpen(day)) continue;
            var (opens, closes) = (site.Opens(day), Instant.Min(site.Closes(day), until));
            if (closes <= opens) continue;
            if (closes - opens >= amount) return closes - amount;
            amount -= closes - opens;
        }
        return until - amount;
    }

    // further back than any offset reaches at a site that opens now and then
    private const int MostDays = 1_000;
}

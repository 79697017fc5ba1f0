using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Escalations;

/// <summary>When a site is not disturbed, and how long its steps may be silenced. It counts at once: a rung that falls due asks again before it is climbed.</summary>
public sealed class ChangeQuietHours(ReleasePlanningDb db, IClock clock)
{
    private const int MostDays = 20;

    public async Task<Outcome<Site>> RunAsync(string code, LocalTime? from, LocalTime? until, bool whenClosed, int mostSnoozeDays, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<Site>("ladder.administrators-only"); }
        if (await db.Set<Site>().SingleOrDefaultAsync(s => s.Code == code, ct) is not { } site) { return Outcome.NotFound<Site>(); }
        var problems = new List<Problem>();
        if (from is null != until is null) { problems.Add(Problem.With(from is null ? "from" : "until", "quiet.both-ends")); }
        else if (from is not null && from == until) { problems.Add(Problem.With("until", "quiet.no-length")); }
        if (mostSnoozeDays is < 1 or > MostDays) { problems.Add(Problem.With("mostSnoozeDays", "quiet.snooze-days", MostDays)); }
        if (problems.Count > 0) { return Outcome.Refused<Site>(problems); }
        (site.QuietFrom, site.QuietUntil, site.QuietWhenClosed, site.MostSnoozeDays) = (from, until, whenClosed, mostSnoozeDays);
        db.Add(AuditEntry.OfStaff(actor, clock.GetCurrentInstant(), "quiet-hours.changed",
            new Reason("audit.quiet-hours.changed", site.Code, from?.ToString("HH:mm", null) ?? "–", until?.ToString("HH:mm", null) ?? "–", whenClosed ? "@quiet.also-when-closed" : "@quiet.not-when-closed")));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<Site>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(site);
    }
}

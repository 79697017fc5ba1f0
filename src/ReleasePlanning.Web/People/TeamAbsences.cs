using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.People;

/// <summary>The next eight weeks at the places somebody directs.</summary>
public sealed class TeamAbsences(AbsenceQueries absences, UnassignedQueries unassigned, SiteQueries sites, IClock clock)
{
    public const int Weeks = 8;

    public async Task<Team> ReadAsync(Actor actor, CancellationToken ct)
    {
        var directed = await unassigned.DirectedAsync(actor, ct);
        var all = await sites.AllAsync(ct);
        var zone = directed.Count > 0 ? DateTimeZoneProviders.Tzdb[all[directed[0]].TimeZone] : DateTimeZone.Utc;
        var today = clock.GetCurrentInstant().InZone(zone).Date;
        var monday = today.PlusDays(1 - (int)today.DayOfWeek);
        var until = monday.PlusWeeks(Weeks).PlusDays(-1);
        return new(monday, today, [.. directed.Select(d => all[d])], await absences.OfSitesAsync(directed, today, until, ct));
    }

    public sealed record Team(LocalDate Monday, LocalDate Today, IReadOnlyList<Site> Sites, IReadOnlyList<AbsenceRow> Absences)
    {
        /// <summary>Days away in a week, from its Monday.</summary>
        public static int DaysIn(AbsenceRow row, LocalDate monday) => Enumerable.Range(0, 7).Count(d => row.Absence.Covers(monday.PlusDays(d)));

        public static bool HasGapIn(AbsenceRow row, LocalDate monday) => row.Gaps.Any(g => g >= monday && g < monday.PlusWeeks(1));
    }
}

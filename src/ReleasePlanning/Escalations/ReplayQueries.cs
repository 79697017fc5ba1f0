using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>Reads what was recorded over the last 90 days and replays a ladder's draft on it beside the live version.</summary>
public sealed class ReplayQueries(ReleasePlanningDb db, PlanPlaces places, IClock clock)
{
    public const int Days = 90;
    // what is replayed while somebody waits for the page: a second or two
    private const int MostSteps = 5_000;

    public async Task<LadderReplayed> RunAsync(string ladder, IReadOnlyList<LadderRung> live, IReadOnlyList<LadderRung> draft, CancellationToken ct)
    {
        var until = clock.GetCurrentInstant();
        var since = until - Duration.FromDays(Days);
        var asked = db.Set<WorkItem>().AsNoTracking().Where(w => w.Ladder == ladder && w.DueAt != null && (w.ClosedAt == null || w.ClosedAt >= since));
        var rows = await (
            from w in asked
            join p in db.Set<ReleasePlan>() on w.PlanId equals p.Id
            orderby w.OpenedAt descending
            select new { w.Id, w.PlanId, p.Number, p.ReleaseOn, w.TitleEn, w.TitleFr, w.SiteId, w.OpenedAt, w.LadderFrom, w.DueAt, w.ClosedAt, w.HardGate, w.Basis }).Take(MostSteps).ToListAsync(ct);
        var leftOut = rows.Count < MostSteps ? 0 : await asked.CountAsync(ct) - MostSteps;
        var acknowledged = (await (
            from e in db.Set<Escalation>().AsNoTracking()
            join w in asked on e.WorkItemId equals w.Id
            where e.AcknowledgedAt != null && !e.IsReminder && e.RaisedAt >= since
            select new { w.Id, e.ToRole, e.RaisedAt, At = e.AcknowledgedAt!.Value }).ToListAsync(ct))
            .GroupBy(a => a.Id).ToDictionary(g => g.Key, g => g.GroupBy(a => a.ToRole).ToDictionary(r => r.Key, r => r.Min(a => a.At - a.RaisedAt)));
        var sites = await db.Set<Site>().AsNoTracking().ToDictionaryAsync(s => s.Id, ct);
        var at = new Dictionary<SiteId, LadderPlace>();
        foreach (var site in rows.Select(r => r.SiteId).Distinct()) { at[site] = LadderPlace.Of(sites[site], await places.CalendarAsync(sites[site], ct)); }

        var steps = rows.ConvertAll(r => new ReplayedStep(r.Id, r.PlanId, r.Number, r.TitleEn, r.TitleFr,
            new LadderClimb(r.LadderFrom ?? r.OpenedAt, r.DueAt!.Value, r.HardGate || r.Basis == BasisKind.Law, at[r.SiteId].Calendar.Opens(r.ReleaseOn)),
            r.ClosedAt, at[r.SiteId], acknowledged.GetValueOrDefault(r.Id) ?? []));
        return LadderReplay.Compare(steps, leftOut, live, draft, since, until);
    }
}

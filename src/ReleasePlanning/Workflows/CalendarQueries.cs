using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>One change of a calendar and how far its re-dating has come.</summary>
public sealed record RedatingRow(CalendarChange Change, PlanRedating Redating, string MadeBy, IReadOnlyDictionary<RedatingResult, int> Counts, int Moved, int Past, int Kept, int ReleaseDays)
{
    public int Total => Counts.Values.Sum();
    public int Count(RedatingResult result) => Counts.GetValueOrDefault(result);
}

/// <summary>One plan of a re-dating.</summary>
public sealed record RedatedRow(RedatedPlan Result, string PlanNumber, LocalDate ReleaseOn);

/// <summary>Reads calendars, hours, their changes and what became of each plan.</summary>
public sealed class CalendarQueries(ReleasePlanningDb db, CurrentCalendar current)
{
    public async Task<(WorkingDays Days, IReadOnlyList<CalendarException> Exceptions, IReadOnlyDictionary<SiteId, Site> Sites)> OfYearAsync(CalendarKind calendar, Province province, int year, CancellationToken ct)
    {
        var data = await current.ReadAsync(db, ct);
        var sites = await SitesAsync(ct);
        var (first, last) = (new LocalDate(year, 1, 1), new LocalDate(year, 12, 31));
        var mine = data.Exceptions.Where(e => !e.Withdrawn && e.FromOn <= last && !(e.UntilOn < first) && (e.SiteId is { } at
            ? sites[at].Province == province.ToString()
            : e.Calendar == calendar && (e.Province is null || e.Province == province.ToString()))).ToList();
        return (data.Days(province.ToString(), calendar), mine, sites);
    }

    public async Task<CalendarException?> ExceptionAsync(Guid id, CancellationToken ct) => (await current.ReadAsync(db, ct)).Exceptions.FirstOrDefault(e => e.Id == id);

    public async Task<IReadOnlyList<CalendarException>> ExceptionsAsync(CancellationToken ct) => (await current.ReadAsync(db, ct)).Exceptions;

    /// <summary>The hours of one site that are in force or will be.</summary>
    public async Task<IReadOnlyList<SiteHours>> HoursAsync(SiteId site, LocalDate today, CancellationToken ct) =>
        [.. (await current.ReadAsync(db, ct)).Hours.Where(h => h.SiteId == site && !h.Withdrawn && !(h.UntilOn < today)).OrderBy(h => h.FromOn).ThenBy(h => h.Weekday)];

    public async Task<IReadOnlyDictionary<SiteId, Site>> SitesAsync(CancellationToken ct) => await db.Set<Site>().AsNoTracking().ToDictionaryAsync(s => s.Id, ct);

    public async Task<Paged<RedatingRow>> ChangesAsync(int page, int size, CancellationToken ct) => new(
        await RowsAsync(db.Set<PlanRedating>().OrderByDescending(r => r.AskedAt).ThenByDescending(r => r.Id).Skip((page - 1) * size).Take(size), ct), await db.Set<PlanRedating>().CountAsync(ct));

    public async Task<RedatingRow?> FindAsync(Guid redating, CancellationToken ct) => await RowsAsync(db.Set<PlanRedating>().Where(r => r.Id == redating), ct) is [var row] ? row : null;

    public async Task<Paged<RedatedRow>> PlansAsync(Guid redating, RedatingResult? result, int page, int size, CancellationToken ct)
    {
        var found = db.Set<RedatedPlan>().AsNoTracking().Where(r => r.RedatingId == redating && (result == null || r.Result == result));
        var rows = await found.Join(db.Set<ReleasePlan>(), r => r.PlanId, p => p.Id, (r, p) => new { Row = r, p.Number, p.ReleaseOn })
            .OrderByDescending(r => r.Row.Moved).ThenBy(r => r.Number).Skip((page - 1) * size).Take(size).ToListAsync(ct);
        return new([.. rows.Select(r => new RedatedRow(r.Row, r.Number, r.ReleaseOn))], await found.CountAsync(ct));
    }

    private async Task<IReadOnlyList<RedatingRow>> RowsAsync(IQueryable<PlanRedating> redatings, CancellationToken ct)
    {
        var found = await redatings.AsNoTracking().Select(r => new
        {
            Redating = r,
            Change = db.Set<CalendarChange>().First(c => c.Id == r.ChangeId),
            By = db.Set<StaffMember>().Where(s => s.Id == r.AskedBy).Select(s => s.Name).First(),
        }).ToListAsync(ct);
        var ids = found.ConvertAll(f => f.Redating.Id);
        var counts = await db.Set<RedatedPlan>().Where(r => ids.Contains(r.RedatingId)).GroupBy(r => new { r.RedatingId, r.Result })
            .Select(g => new { g.Key.RedatingId, g.Key.Result, Count = g.Count(), Moved = g.Sum(r => r.Moved), Past = g.Sum(r => r.Past), Kept = g.Sum(r => r.Kept), Days = g.Count(r => r.LawfulReleaseOn != null) }).ToListAsync(ct);
        return [.. found.Select(f =>
        {
            var mine = counts.Where(c => c.RedatingId == f.Redating.Id).ToList();
            return new RedatingRow(f.Change, f.Redating, f.By, mine.ToDictionary(c => c.Result, c => c.Count), mine.Sum(c => c.Moved), mine.Sum(c => c.Past), mine.Sum(c => c.Kept), mine.Sum(c => c.Days));
        })];
    }
}

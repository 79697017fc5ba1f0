using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Reads places and who works there for pages.</summary>
public sealed class SiteQueries(ReleasePlanningDb db, CurrentCalendar current)
{
    public async Task<IReadOnlyList<Site>> OfKindAsync(SiteKind kind, CancellationToken ct) =>
        await db.Set<Site>().AsNoTracking().Where(s => s.Kind == kind).OrderBy(s => s.Region).ThenBy(s => s.NameEn).ToListAsync(ct);

    public async Task<IReadOnlyDictionary<SiteId, Site>> AllAsync(CancellationToken ct) =>
        await db.Set<Site>().AsNoTracking().ToDictionaryAsync(s => s.Id, ct);

    /// <summary>Names of staff by id, for pages that show who did something.</summary>
    public async Task<IReadOnlyDictionary<StaffId, string>> NamesAsync(IEnumerable<StaffId> ids, CancellationToken ct)
    {
        var asked = ids.Distinct().ToList();
        return await db.Set<StaffMember>().Where(s => asked.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
    }

    /// <summary>A site's calendars, hours and zone.</summary>
    public async Task<SiteCalendar> CalendarOfAsync(Site site, CancellationToken ct) => (await current.ReadAsync(db, ct)).Of(site);

    /// <summary>The calendars of all provinces with the administrators' exceptions.</summary>
    public async Task<ProvinceCalendars> CalendarsAsync(CancellationToken ct) => new(await current.ReadAsync(db, ct));
}

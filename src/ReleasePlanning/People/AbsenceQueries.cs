using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.People;

/// <summary>An absence as lists show it.</summary>
/// <param name="Gaps">Days of it on which nobody who is there stands in, so that a supervisor has to.</param>
public sealed record AbsenceRow(Absence Absence, string Name, string Cover, string? EnteredBy, string? EndedBy, IReadOnlyList<LocalDate> Gaps);

/// <summary>What an absence touches while it lasts.</summary>
/// <param name="Due">Of the open steps, those due on its days; the first of them.</param>
/// <param name="Pending">Escalations that wait for this person to say that they are on it.</param>
/// <param name="CoverAway">When the cover is away on some of the days: which, and who stands in for them.</param>
public sealed record AbsenceEffectView(int Open, int DueCount, IReadOnlyList<WorkItem> Due, int Pending, IReadOnlyList<AbsenceRow> CoverAway);

/// <summary>Reads absences: somebody's own, and those of the people at the places somebody directs.</summary>
public sealed class AbsenceQueries(ReleasePlanningDb db)
{
    private const int MostDue = 10;
    private const int MostRows = 2000;

    /// <summary>Somebody's absences, the latest first, with those in which they cover.</summary>
    public async Task<(IReadOnlyList<AbsenceRow> Own, IReadOnlyList<AbsenceRow> Covering)> OfAsync(StaffId staff, CancellationToken ct)
    {
        var rows = await RowsAsync(db.Set<Absence>().Where(a => a.StaffId == staff || a.CoverId == staff), ct);
        var latest = rows.OrderByDescending(r => r.Absence.FromOn).ToList();
        return ([.. latest.Where(r => r.Absence.StaffId == staff)], [.. latest.Where(r => r.Absence.StaffId != staff)]);
    }

    public async Task<AbsenceRow?> FindAsync(Guid id, CancellationToken ct) => (await RowsAsync(db.Set<Absence>().Where(a => a.Id == id), ct)).SingleOrDefault();

    /// <summary>Absences that touch these days, of people with a role at these sites.</summary>
    public async Task<IReadOnlyList<AbsenceRow>> OfSitesAsync(IReadOnlyCollection<SiteId> sites, LocalDate from, LocalDate until, CancellationToken ct) =>
        [.. (await RowsAsync(db.Set<Absence>().Where(a => a.FromOn <= until && a.UntilOn >= from && (a.EndedOn == null || (a.EndedOn > from && a.EndedOn > a.FromOn))
            && db.Set<StaffRole>().Any(r => r.StaffId == a.StaffId && sites.Contains(r.SiteId))), ct)).OrderBy(r => r.Name, StringComparer.CurrentCulture).ThenBy(r => r.Absence.FromOn)];

    /// <summary>What an absence on these days would touch; nothing is changed.</summary>
    public async Task<AbsenceEffectView> EffectAsync(StaffFile file, AbsenceRequest request, Instant now, CancellationToken ct)
    {
        var open = db.Set<WorkItem>().AsNoTracking().Where(w => w.OwnerId == request.StaffId && w.State == WorkItemState.Open);
        if (request is { Role: { } role, SiteId: { } site }) { open = open.Where(w => w.Role == role && w.SiteId == site); }
        var zone = file.Sites.Count > 0 ? DateTimeZoneProviders.Tzdb[file.Sites[0].TimeZone] : DateTimeZone.Utc;
        var (from, until) = (request.FromOn ?? file.Today(now), request.UntilOn ?? request.FromOn ?? file.Today(now));
        var (starts, ends) = (from.AtStartOfDayInZone(zone).ToInstant(), until.PlusDays(1).AtStartOfDayInZone(zone).ToInstant());
        var due = open.Where(w => w.DueAt >= starts && w.DueAt < ends);
        var cover = request.CoverId ?? default;
        return new(
            await open.CountAsync(ct), await due.CountAsync(ct), await due.OrderBy(w => w.DueAt).Take(MostDue).ToListAsync(ct),
            await db.Set<Escalation>().CountAsync(e => e.ToStaffId == request.StaffId && e.AcknowledgedAt == null && !e.IsReminder
                && db.Set<WorkItem>().Any(w => w.Id == e.WorkItemId && w.State == WorkItemState.Open), ct),
            await RowsAsync(db.Set<Absence>().Where(a => a.StaffId == cover && a.FromOn <= until && a.UntilOn >= from && (a.EndedOn == null || a.EndedOn > from)), ct));
    }

    private async Task<IReadOnlyList<AbsenceRow>> RowsAsync(IQueryable<Absence> which, CancellationToken ct)
    {
        var found = await which.AsNoTracking().OrderByDescending(a => a.UntilOn).Take(MostRows).Select(a => new
        {
            a,
            Name = db.Set<StaffMember>().Where(s => s.Id == a.StaffId).Select(s => s.Name).First(),
            Cover = db.Set<StaffMember>().Where(s => s.Id == a.CoverId).Select(s => s.Name).First(),
            By = db.Set<StaffMember>().Where(s => s.Id == a.EnteredBy).Select(s => s.Name).FirstOrDefault(),
            EndedBy = db.Set<StaffMember>().Where(s => s.Id == a.EndedBy).Select(s => s.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        if (found.Count == 0) { return []; }
        var (first, last) = (found.Min(f => f.a.FromOn), found.Max(f => f.a.UntilOn));
        var others = await db.Set<Absence>().AsNoTracking().Where(a => a.FromOn <= last && a.UntilOn >= first).OrderBy(a => a.FromOn).ThenBy(a => a.Id).Take(MostRows).ToListAsync(ct);
        var ways = others.Where(o => o.LastOn >= o.FromOn).Select(o => new Away(o.StaffId, o.CoverId, o.FromOn, o.LastOn, o.Role, o.SiteId)).ToLookup(w => w.Staff);
        var known = await Colleagues.OfAsync(db, [.. found.Select(f => f.a.StaffId), .. others.Select(o => o.CoverId)], ct);
        return [.. found.Select(f => new AbsenceRow(f.a, f.Name, f.Cover, f.By, f.EndedBy, CoverGaps.Of(f.a, ways, known)))];
    }
}

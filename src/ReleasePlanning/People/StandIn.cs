using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Who acts today for somebody who may be away. Work stays with its owner; what is addressed to the owner goes to whoever stands in.</summary>
public static class StandIn
{
    /// <summary>The person themselves when they are at work, who stands in while they are away; null when nobody who is still here can act.</summary>
    public static async Task<StaffId?> ForAsync(ReleasePlanningDb db, StaffId staff, LocalDate day, CancellationToken ct) => (await WhoAsync(db, staff, Work.Any, day, ct)).Acts;

    /// <summary>The same for known work, with the reason: its role, site and plan decide between covers. Where covers fail, the nearest supervisor who is there.</summary>
    /// <param name="day">Today where the work is.</param>
    public static async Task<Standing> WhoAsync(ReleasePlanningDb db, StaffId staff, Work work, LocalDate day, CancellationToken ct)
    {
        var absences = await AbsenceWays.FromAsync(db, [staff], day, ct);
        // nearly always somebody is simply at work
        if (absences.Count == 0 && await db.Set<StaffMember>().AnyAsync(s => s.Id == staff && s.Active, ct)) { return new(staff, null, null); }
        var known = await Colleagues.OfAsync(db, [staff, .. absences.Select(a => a.Cover)], ct);
        var found = StandInRule.Find(staff, work, day, absences, known.GetValueOrDefault);
        return found.NeedsSupervisor ? await SupervisorAsync(db, staff, work, day, found, known.Keys.ToHashSet(), ct) : found;
    }

    private static async Task<Standing> SupervisorAsync(ReleasePlanningDb db, StaffId staff, Work work, LocalDate day, Standing found, HashSet<StaffId> passed, CancellationToken ct)
    {
        var at = work.Site ?? await db.Set<StaffRole>().Where(r => r.StaffId == staff).OrderBy(r => r.SiteId).Select(r => (SiteId?)r.SiteId).FirstOrDefaultAsync(ct);
        if (at is not { } siteId) { return found; }
        var site = await db.Set<Site>().FindAsync([siteId], ct) ?? throw new InvalidOperationException($"There is no site {siteId}.");
        var above = await db.Set<Site>().Where(s => s.Kind == SiteKind.RegionalHeadquarters && s.Region == site.Region).Select(s => (SiteId?)s.Id).FirstOrDefaultAsync(ct);
        foreach (var position in Supervision.Of(site, above))
        {
            var holders = await db.Set<StaffRole>().Where(r => r.Role == position.Role && r.SiteId == position.SiteId && r.StaffId != staff)
                .Join(db.Set<StaffMember>().Where(s => s.Active), r => r.StaffId, s => s.Id, (r, s) => s.Id).OrderBy(s => s).ToListAsync(ct);
            var absences = await AbsenceWays.FromAsync(db, holders, day, ct);
            var known = await Colleagues.OfAsync(db, [.. holders, .. absences.Select(a => a.Cover)], ct);
            var there = holders.Where(h => !passed.Contains(h) || !absences.Any(a => a.Staff == h))
                .Select(h => StandInRule.Find(h, new Work(position.Role, position.SiteId), day, absences, known.GetValueOrDefault).Acts)
                .FirstOrDefault(acts => acts is not null && acts != staff);
            if (there is not null) { return found with { Acts = there }; }
        }
        return found;
    }
}

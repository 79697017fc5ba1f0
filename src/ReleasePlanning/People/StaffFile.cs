using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>A member of the staff with the places of their roles: what decides about absences and departures.</summary>
public sealed record StaffFile(StaffMember Member, IReadOnlyList<Site> Sites, IReadOnlyDictionary<Region, SiteId> Headquarters)
{
    public static async Task<StaffFile?> ReadAsync(ReleasePlanningDb db, StaffId id, CancellationToken ct)
    {
        if (await db.Set<StaffMember>().Include(s => s.Roles).FirstOrDefaultAsync(s => s.Id == id, ct) is not { } member) { return null; }
        var at = member.Roles.Select(r => r.SiteId).Distinct().ToList();
        var sites = await db.Set<Site>().AsNoTracking().Where(s => at.Contains(s.Id)).OrderBy(s => s.Id).ToListAsync(ct);
        var headquarters = await db.Set<Site>().AsNoTracking().Where(s => s.Kind == SiteKind.RegionalHeadquarters).OrderBy(s => s.Code).ToListAsync(ct);
        return new(member, sites, headquarters.GroupBy(h => h.Region).ToDictionary(g => g.Key, g => g.First().Id));
    }

    /// <summary>Today where the person works, or where the one role is held.</summary>
    public LocalDate Today(Instant now, SiteId? at = null) =>
        now.InZone(Sites.FirstOrDefault(s => at is null || s.Id == at) is { } site ? DateTimeZoneProviders.Tzdb[site.TimeZone] : DateTimeZone.Utc).Date;

    public Colleague AsColleague => new(Member.Id, Member.Name, Member.Active, [.. Member.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]);

    /// <summary>What has to be covered: one role, or everything the person does.</summary>
    public IReadOnlyList<SiteRole> Scope(string? role, SiteId? site) => [.. AsColleague.Roles.Where(r => role is null || (r.Role == role && r.SiteId == site))];

    /// <summary>Who may enter, change or end the person's absences: they themselves, who directs a place where they work, an administrator.</summary>
    public Reasoned<bool> MayBeChangedBy(Actor actor) =>
        actor.StaffId == Member.Id ? new(true, new Reason("absence.own"))
        : actor.Holds(Roles.Administrator) ? new(true, new Reason("absence.administrator"))
        : IsDirectedBy(actor) ? new(true, new Reason("absence.supervisor"))
        : new(false, new Reason("absence.not-yours", Member.Name));

    public bool IsDirectedBy(Actor actor) => Sites.Any(s => Supervision.Directs(actor, s, Headquarters.TryGetValue(s.Region, out var above) ? above : null));
}

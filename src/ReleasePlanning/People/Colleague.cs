using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>A colleague as the rules about covers need to know them.</summary>
public sealed record Colleague(StaffId Id, string Name, bool Active, ImmutableArray<SiteRole> Roles)
{
    /// <summary>Houses they direct from the parole office that supervises the residents.</summary>
    public ImmutableArray<SiteId> Houses { get; init; } = [];

    /// <summary>Who holds the role at the site or supervises there may do the work.</summary>
    public bool MayDo(Work work) => work is not { Role: { } role, Site: { } site }
        || Roles.Any(r => r.SiteId == site && (r.Role == role || People.Roles.Supervising.Contains(r.Role))) || Houses.Contains(site);

    /// <summary>For which of the roles they do not fit.</summary>
    public IReadOnlyList<SiteRole> Lacks(IEnumerable<SiteRole> roles) => [.. roles.Where(r => !MayDo(new Work(r.Role, r.SiteId)))];

    internal bool SupervisesAt(SiteId site) => Roles.Any(r => r.SiteId == site && People.Roles.Supervising.Contains(r.Role));
}

/// <summary>Reads colleagues with the houses they direct.</summary>
public static class Colleagues
{
    public static async Task<Dictionary<StaffId, Colleague>> OfAsync(ReleasePlanningDb db, IEnumerable<StaffId> ids, CancellationToken ct)
    {
        var asked = ids.Distinct().ToList();
        return (await ReadAsync(db, db.Set<StaffMember>().Where(s => asked.Contains(s.Id)), ct)).ToDictionary(c => c.Id);
    }

    /// <summary>Everybody still here, but one, who works at these sites or directs them, in the order of their names.</summary>
    public static async Task<IReadOnlyList<Colleague>> NearAsync(ReleasePlanningDb db, StaffId butNot, IReadOnlyCollection<SiteId> sites, CancellationToken ct)
    {
        var offices = await db.Set<Site>().Where(s => sites.Contains(s.Id) && s.ParoleOfficeId != null).Select(s => s.ParoleOfficeId!.Value).ToListAsync(ct);
        List<SiteId> at = [.. sites, .. offices];
        return await ReadAsync(db, db.Set<StaffMember>().Where(s => s.Active && s.Id != butNot && s.Roles.Any(r => at.Contains(r.SiteId))), ct);
    }

    /// <summary>Everybody who fits all of the roles of somebody who is away.</summary>
    public static async Task<IReadOnlyList<Colleague>> WhoFitAsync(ReleasePlanningDb db, StaffId away, IReadOnlyCollection<SiteRole> roles, CancellationToken ct) =>
        [.. (await NearAsync(db, away, [.. roles.Select(r => r.SiteId).Distinct()], ct)).Where(c => c.Lacks(roles).Count == 0)];

    private static async Task<IReadOnlyList<Colleague>> ReadAsync(ReleasePlanningDb db, IQueryable<StaffMember> which, CancellationToken ct)
    {
        var staff = await which.AsNoTracking().Include(s => s.Roles).OrderBy(s => s.Name).ThenBy(s => s.Id).ToListAsync(ct);
        var offices = staff.SelectMany(s => s.Roles).Where(r => Roles.Supervising.Contains(r.Role)).Select(r => (SiteId?)r.SiteId).Distinct().ToList();
        var houses = offices.Count == 0 ? []
            : await db.Set<Site>().Where(s => offices.Contains(s.ParoleOfficeId)).Select(s => new { s.Id, Office = s.ParoleOfficeId!.Value }).ToListAsync(ct);
        return [.. staff.Select(s => new Colleague(s.Id, s.Name, s.Active, [.. s.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]))
            .Select(c => c with { Houses = [.. houses.Where(h => c.SupervisesAt(h.Office)).Select(h => h.Id)] })];
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>Who could own a step: a person with the role at the site, how much they already have, and whether they are away today.</summary>
public sealed record OwnerCandidate(StaffId StaffId, int OpenSteps, bool IsAway);

/// <summary>Pure: the person the plan already names, also while they are away, because whoever stands in acts and the work comes back by itself;
/// else the least loaded holder of the role, who is there before who is away.</summary>
public static class OwnerRule
{
    public static StaffId? Choose(IReadOnlyList<OwnerCandidate> candidates, StaffId? named)
    {
        if (named is { } staff && candidates.Any(c => c.StaffId == staff)) { return staff; }
        return candidates.OrderBy(c => c.IsAway ? 1 : 0).ThenBy(c => c.OpenSteps).ThenBy(c => c.StaffId.Value).FirstOrDefault()?.StaffId;
    }
}

/// <summary>Finds the person responsible in a role at a site on a day; null when nobody holds it. Who acts for them that day is <see cref="StandIn"/>'s.</summary>
public sealed class ChooseOwner(ReleasePlanningDb db)
{
    public async Task<StaffId?> RunAsync(string role, SiteId site, StaffId? named, LocalDate day, CancellationToken ct)
    {
        var holders = await (
            from r in db.Set<StaffRole>()
            join s in db.Set<StaffMember>() on r.StaffId equals s.Id
            where r.Role == role && r.SiteId == site && s.Active
            select new
            {
                s.Id,
                Open = db.Set<WorkItem>().Count(w => w.OwnerId == s.Id && w.State == WorkItemState.Open),
                Away = db.Set<Absence>().Any(a => a.StaffId == s.Id && a.FromOn <= day && day <= a.UntilOn && (a.EndedOn == null || day < a.EndedOn)
                    && (a.Role == null || a.Role == role) && (a.SiteId == null || a.SiteId == site)),
            }).ToListAsync(ct);
        // steps given earlier in this same transaction are not saved yet
        var given = db.Set<WorkItem>().Local.Where(w => w.State == WorkItemState.Open && db.Entry(w).State == EntityState.Added)
            .GroupBy(w => w.OwnerId).ToDictionary(g => g.Key ?? default, g => g.Count());
        return OwnerRule.Choose([.. holders.Select(h => new OwnerCandidate(h.Id, h.Open + given.GetValueOrDefault(h.Id), h.Away))], named);
    }
}

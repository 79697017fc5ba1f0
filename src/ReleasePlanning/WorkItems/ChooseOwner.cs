using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>Who could own a step: a person with the role at the site, how much they already have, and who covers for them today.</summary>
public sealed record OwnerCandidate(StaffId StaffId, int OpenSteps, StaffId? CoveredBy);

/// <summary>Pure: the person the plan already names, else the least loaded holder of the role; whoever is away is covered.</summary>
public static class OwnerRule
{
    public static StaffId? Choose(IReadOnlyList<OwnerCandidate> candidates, StaffId? named)
    {
        if (named is { } staff && candidates.FirstOrDefault(c => c.StaffId == staff) is { } own) { return own.CoveredBy ?? own.StaffId; }
        var chosen = candidates.OrderBy(c => c.CoveredBy is null ? 0 : 1).ThenBy(c => c.OpenSteps).ThenBy(c => c.StaffId.Value).FirstOrDefault();
        return chosen is null ? null : chosen.CoveredBy ?? chosen.StaffId;
    }
}

/// <summary>Finds the person who can act in a role at a site on a day; null when nobody holds it.</summary>
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
                Cover = db.Set<Absence>().Where(a => a.StaffId == s.Id && a.FromOn <= day && day <= a.UntilOn).Select(a => (StaffId?)a.CoverId).FirstOrDefault(),
            }).ToListAsync(ct);
        // steps given earlier in this same transaction are not saved yet
        var given = db.Set<WorkItem>().Local.Where(w => w.State == WorkItemState.Open && db.Entry(w).State == EntityState.Added)
            .GroupBy(w => w.OwnerId).ToDictionary(g => g.Key ?? default, g => g.Count());
        return OwnerRule.Choose([.. holders.Select(h => new OwnerCandidate(h.Id, h.Open + given.GetValueOrDefault(h.Id), h.Cover))], named);
    }
}

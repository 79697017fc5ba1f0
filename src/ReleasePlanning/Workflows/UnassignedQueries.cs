using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

public sealed record UnassignedFilter(string Text = "", SiteId? SiteId = null, string? Role = null, string Sort = "");

/// <summary>A step that waits for an owner.</summary>
/// <param name="Owner">Who owns it though they no longer hold the role; null when nobody does.</param>
/// <param name="EscalatesAt">When it goes to the supervisor; null when it did.</param>
public sealed record UnassignedRow(WorkItem Item, ReleasePlan Plan, Person Person, Site Site, string? Owner, Instant? EscalatesAt, IReadOnlyList<Colleague> Able);

/// <summary>Reads what nobody owns, and what somebody owns who no longer holds the role, at the places the reader directs.</summary>
public sealed class UnassignedQueries(ReleasePlanningDb db)
{
    public async Task<Paged<UnassignedRow>> ListAsync(UnassignedFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var directed = await DirectedAsync(actor, ct);
        var supervising = Roles.Supervising.ToList();
        var rows =
            from item in db.Set<WorkItem>().AsNoTracking()
            join plan in db.Set<ReleasePlan>() on item.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join site in db.Set<Site>() on item.SiteId equals site.Id
            where item.State == WorkItemState.Open && directed.Contains(item.SiteId)
                // a supervisor, also of a house from its office, may own what is not of their role
                && (item.OwnerId == null || !db.Set<StaffRole>().Any(r => r.StaffId == item.OwnerId
                    && ((r.SiteId == item.SiteId && r.Role == item.Role) || ((r.SiteId == item.SiteId || r.SiteId == site.ParoleOfficeId) && supervising.Contains(r.Role)))))
            select new { item, plan, person, site };
        if (filter.SiteId is { } at) { rows = rows.Where(r => r.site.Id == at); }
        if (!string.IsNullOrEmpty(filter.Role)) { rows = rows.Where(r => r.item.Role == filter.Role); }
        foreach (var word in Predicates.Words(filter.Text))
        {
            rows = rows.Where(r => EF.Functions.ILike(r.person.FamilyName, word) || EF.Functions.ILike(r.person.GivenNames, word) || EF.Functions.ILike(r.plan.Number, word)
                || EF.Functions.ILike(r.item.TitleEn, word) || EF.Functions.ILike(r.item.TitleFr, word));
        }
        var total = await rows.CountAsync(ct);
        var sorted = filter.Sort switch
        {
            "-due" => rows.OrderByDescending(r => r.item.DueAt),
            "person" => rows.OrderBy(r => r.person.FamilyName).ThenBy(r => r.person.GivenNames),
            "-person" => rows.OrderByDescending(r => r.person.FamilyName).ThenByDescending(r => r.person.GivenNames),
            "site" => rows.OrderBy(r => r.site.NameEn),
            "-site" => rows.OrderByDescending(r => r.site.NameEn),
            "opened" => rows.OrderBy(r => r.item.OpenedAt),
            "-opened" => rows.OrderByDescending(r => r.item.OpenedAt),
            _ => rows.OrderBy(r => r.item.DueAt),
        };
        var found = await sorted.ThenBy(r => r.item.Id).Skip((page - 1) * size).Take(size).Select(r => new
        {
            r.item, r.plan, r.person, r.site,
            Owner = db.Set<StaffMember>().Where(s => s.Id == r.item.OwnerId).Select(s => s.Name).FirstOrDefault(),
            At = db.Set<WorkflowTimer>().Where(t => t.WorkItemId == r.item.Id && t.Purpose == TimerPurpose.Unassigned).Select(t => (Instant?)t.DueAt).FirstOrDefault(),
        }).ToListAsync(ct);
        var near = await Colleagues.NearAsync(db, default, [.. found.Select(f => f.site.Id).Distinct()], ct);
        return new([.. found.Select(f => new UnassignedRow(f.item, f.plan, f.person, f.site, f.Owner, f.At, [.. near.Where(n => n.MayDo(new(f.item.Role, f.item.SiteId)))]))], total);
    }

    /// <summary>The places somebody directs: their own, houses of their office, or the region.</summary>
    public async Task<IReadOnlyList<SiteId>> DirectedAsync(Actor actor, CancellationToken ct)
    {
        var sites = await db.Set<Site>().AsNoTracking().ToListAsync(ct);
        var above = sites.Where(s => s.Kind == SiteKind.RegionalHeadquarters).GroupBy(s => s.Region).ToDictionary(g => g.Key, g => g.OrderBy(s => s.Code).First().Id);
        return [.. sites.Where(s => Supervision.Directs(actor, s, above.TryGetValue(s.Region, out var headquarters) ? headquarters : null)).Select(s => s.Id)];
    }

    /// <summary>After how many working hours a step without an owner goes to the supervisor, by site.</summary>
    public async Task<IReadOnlyDictionary<SiteId, int>> ThresholdsAsync(IReadOnlyCollection<SiteId> sites, CancellationToken ct)
    {
        var set = await db.Set<UnassignedThreshold>().Where(t => sites.Contains(t.SiteId)).ToDictionaryAsync(t => t.SiteId, t => t.Hours, ct);
        return sites.ToDictionary(s => s, s => set.GetValueOrDefault(s, UnassignedThreshold.DefaultHours));
    }
}

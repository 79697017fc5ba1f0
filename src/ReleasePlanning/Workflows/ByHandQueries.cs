using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>What a list of dates set by hand is narrowed to; null is everything.</summary>
public sealed record ByHandFilter(SiteId? Site, string? Step, BasisKind? Basis, string Sort = "");

/// <summary>One open step whose date a person set.</summary>
/// <param name="RuleAt">What its rule would give.</param>
public sealed record ByHandRow(WorkItem Item, string PlanNumber, LocalDate ReleaseOn, Site Site, string? Owner, string? SetBy, Instant? RuleAt)
{
    public DateTimeZone Zone => PlanPlaces.Zone(Site);
}

/// <summary>Reads due dates that were set by hand, among the plans somebody may know of.</summary>
public sealed class ByHandQueries(ReleasePlanningDb db, CurrentCalendar current)
{
    /// <param name="seen">The plans the reader may know of.</param>
    public async Task<Paged<ByHandRow>> ListAsync(ByHandFilter filter, IQueryable<ReleasePlan> seen, Actor actor, int page, int size, CancellationToken ct)
    {
        var mine = db.Set<WorkItem>().Where(WorkItemScope.Of(actor)).Select(w => w.Id);
        var found = db.Set<WorkItem>().AsNoTracking().Where(w => w.State == WorkItemState.Open && w.DueSetByHand)
            .Where(w => mine.Contains(w.Id) || seen.Any(p => p.Id == w.PlanId))
            .Where(w => (filter.Site == null || w.SiteId == filter.Site) && (filter.Step == null || w.ElementId == filter.Step) && (filter.Basis == null || w.Basis == filter.Basis));
        var total = await found.CountAsync(ct);
        var ordered = filter.Sort switch
        {
            "-due" => found.OrderByDescending(w => w.DueAt),
            "set" => found.OrderBy(w => w.DueSetAt),
            "-set" => found.OrderByDescending(w => w.DueSetAt),
            _ => found.OrderBy(w => w.DueAt),
        };
        var rows = await ordered.ThenBy(w => w.Id).Skip((page - 1) * size).Take(size).Select(w => new
        {
            Item = w,
            Plan = db.Set<ReleasePlan>().First(p => p.Id == w.PlanId),
            Site = db.Set<Site>().First(s => s.Id == w.SiteId),
            Owner = db.Set<StaffMember>().Where(s => s.Id == w.OwnerId).Select(s => s.Name).FirstOrDefault(),
            SetBy = db.Set<StaffMember>().Where(s => s.Id == w.DueSetBy).Select(s => s.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        var data = await current.ReadAsync(db, ct);
        return new([.. rows.Select(r => new ByHandRow(r.Item, r.Plan.Number, r.Plan.ReleaseOn, r.Site, r.Owner, r.SetBy,
            StepDue.OfStep(r.Plan, r.Item.DueRule, r.Item.DateForce, r.Item.OpenedAt, r.Site, data.Of(r.Site)).At))], total);
    }

    /// <summary>Steps and sites that have such dates, to choose from.</summary>
    public async Task<(IReadOnlyList<Site> Sites, IReadOnlyList<(string Element, string En, string Fr)> Steps)> ChoicesAsync(CancellationToken ct)
    {
        var open = db.Set<WorkItem>().AsNoTracking().Where(w => w.State == WorkItemState.Open && w.DueSetByHand);
        var sites = await db.Set<Site>().AsNoTracking().Where(s => open.Any(w => w.SiteId == s.Id)).OrderBy(s => s.NameEn).ToListAsync(ct);
        var steps = await open.Select(w => new { w.ElementId, w.TitleEn, w.TitleFr }).Distinct().OrderBy(s => s.TitleEn).ThenBy(s => s.ElementId).Take(200).ToListAsync(ct);
        return (sites, [.. steps.DistinctBy(s => s.ElementId).Select(s => (s.ElementId, s.TitleEn, s.TitleFr)).OrderBy(s => s.TitleEn, StringComparer.Ordinal)]);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Escalations;

/// <summary>What the overdue board is narrowed to. What is null or empty narrows nothing.</summary>
public sealed record OverdueFilter(SiteId? SiteId = null, string? Role = null, string? Step = null, int? Level = null, bool? Acknowledged = null, bool ToMe = false, string Text = "", string Sort = "");

/// <summary>One overdue step: what, why, whose, to whom it went and how long ago.</summary>
public sealed record OverdueRow(
    WorkItem Item, string PlanNumber, string PersonName, LocalDate ReleaseOn, Site Site, string? OwnerName,
    Guid? EscalationId, string? ToRole, StaffId? ToStaffId, string? ToName, int Level, Reason? Why, Instant? RaisedAt, Instant? AcknowledgedAt, string? AcknowledgedBy, Duration Age)
{
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[Site.TimeZone];
}

public sealed record OverdueCount(string Key, string NameEn, string NameFr, int Count)
{
    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
}

/// <summary>The board, with counts over everything the filter left.</summary>
/// <param name="ByRole">Names: resource "role.{key}".</param>
public sealed record OverdueBoard(Paged<OverdueRow> Rows, IReadOnlyList<OverdueCount> BySite, IReadOnlyList<OverdueCount> ByRole, IReadOnlyList<OverdueCount> ByStep);

/// <summary>Reads what is overdue and to whom it was brought, of the plans somebody may know of.</summary>
public sealed class EscalationQueries(ReleasePlanningDb db, IClock clock)
{
    public async Task<OverdueBoard> OverdueAsync(OverdueFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var rows =
            from item in db.Set<WorkItem>().AsNoTracking().Where(w => w.State == WorkItemState.Open && w.DueAt < now)
            join plan in db.Set<ReleasePlan>().Where(PlanScope.Of(db, actor)) on item.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join site in db.Set<Site>() on item.SiteId equals site.Id
            join owner in db.Set<StaffMember>() on item.OwnerId equals (StaffId?)owner.Id into owners
            from owner in owners.DefaultIfEmpty()
            from escalation in db.Set<Escalation>()
                .Where(e => e.WorkItemId == item.Id && !e.IsReminder && e.RaisedAt >= item.DueAt).OrderByDescending(e => e.RaisedAt).ThenByDescending(e => e.Level).Take(1).DefaultIfEmpty()
            select new { item, plan, person, site, owner, escalation };
        if (filter.SiteId is { } at) { rows = rows.Where(r => r.item.SiteId == at); }
        if (!string.IsNullOrEmpty(filter.Role)) { rows = rows.Where(r => r.item.Role == filter.Role); }
        if (!string.IsNullOrEmpty(filter.Step)) { rows = rows.Where(r => r.item.Form == filter.Step || r.item.ElementId == filter.Step); }
        if (filter.Level is { } level) { rows = rows.Where(r => r.escalation!.Level >= level); }
        if (filter.Acknowledged is { } seen) { rows = rows.Where(r => r.escalation != null && (r.escalation.AcknowledgedAt != null) == seen); }
        var me = actor.StaffId;
        if (filter.ToMe) { rows = rows.Where(r => r.escalation!.ToStaffId == me); }
        foreach (var word in Predicates.Words(filter.Text))
        {
            rows = rows.Where(r => EF.Functions.ILike(r.person.FamilyName, word) || EF.Functions.ILike(r.person.GivenNames, word) || EF.Functions.ILike(r.plan.Number, word)
                || EF.Functions.ILike(r.item.TitleEn, word) || EF.Functions.ILike(r.item.TitleFr, word) || EF.Functions.ILike(r.owner!.Name, word));
        }

        var counts = await rows.GroupBy(r => new { r.site.Code, SiteEn = r.site.NameEn, SiteFr = r.site.NameFr, r.item.Role, r.item.Form, r.item.TitleEn, r.item.TitleFr })
            .Select(g => new { g.Key, Count = g.Count() }).ToListAsync(ct);
        var sorted = filter.Sort switch
        {
            "-age" => rows.OrderByDescending(r => r.item.DueAt),
            "person" => rows.OrderBy(r => r.person.FamilyName),
            "-person" => rows.OrderByDescending(r => r.person.FamilyName),
            "release" => rows.OrderBy(r => r.plan.ReleaseOn),
            "-release" => rows.OrderByDescending(r => r.plan.ReleaseOn),
            "site" => rows.OrderBy(r => r.site.NameEn),
            "-site" => rows.OrderByDescending(r => r.site.NameEn),
            "level" => rows.OrderByDescending(r => r.escalation!.Level),
            "age" => rows.OrderBy(r => r.item.DueAt),
            _ => rows.OrderBy(r => r.item.Basis != BasisKind.Law),
        };
        var found = await sorted.ThenBy(r => r.item.DueAt).ThenBy(r => r.item.Id).Skip((page - 1) * size).Take(size).Select(r => new
        {
            r.item, r.plan.Number, r.plan.ReleaseOn, Name = (r.person.PreferredName ?? r.person.GivenNames) + " " + r.person.FamilyName, r.site,
            Owner = r.owner == null ? null : r.owner.Name, r.escalation,
            To = db.Set<StaffMember>().Where(s => s.Id == r.escalation!.ToStaffId).Select(s => s.Name).FirstOrDefault(),
            By = db.Set<StaffMember>().Where(s => s.Id == r.escalation!.AcknowledgedBy).Select(s => s.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        return new OverdueBoard(
            new([.. found.Select(f => new OverdueRow(
                f.item, f.Number, f.Name, f.ReleaseOn, f.site, f.Owner, f.escalation?.Id, f.escalation?.ToRole, f.escalation?.ToStaffId, f.To,
                f.escalation?.Level ?? 0, f.escalation?.Reason, f.escalation?.RaisedAt, f.escalation?.AcknowledgedAt, f.By, now - f.item.DueAt!.Value))], counts.Sum(c => c.Count)),
            [.. counts.GroupBy(c => c.Key.Code).Select(g => new OverdueCount(g.Key, g.First().Key.SiteEn, g.First().Key.SiteFr, g.Sum(c => c.Count))).OrderByDescending(c => c.Count)],
            [.. counts.GroupBy(c => c.Key.Role).Select(g => new OverdueCount(g.Key, g.Key, g.Key, g.Sum(c => c.Count))).OrderByDescending(c => c.Count)],
            [.. counts.GroupBy(c => c.Key.Form).Select(g => new OverdueCount(g.Key, g.First().Key.TitleEn, g.First().Key.TitleFr, g.Sum(c => c.Count))).OrderByDescending(c => c.Count)]);
    }
}

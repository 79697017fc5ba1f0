using System.Globalization;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Escalations;

/// <summary>One overdue step: what, why, whose, to whom it went and how long ago.</summary>
public sealed record OverdueRow(
    WorkItem Item, string PlanNumber, string PersonName, LocalDate ReleaseOn, Site Site, string? OwnerName,
    Guid? EscalationId, string? ToRole, StaffId? ToStaffId, string? ToName, int Level, Reason? Why, Instant? RaisedAt, Instant? AcknowledgedAt, string? AcknowledgedBy, Duration Age)
{
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[Site.TimeZone];
    /// <summary>Who acts while the owner is away.</summary>
    public string? StandIn { get; init; }
    public required Reason Unblocks { get; init; }
}

public sealed record OverdueCount(string Key, string NameEn, string NameFr, int Count)
{
    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
}

/// <summary>The board, with counts over everything the filter left.</summary>
/// <param name="ByRole">Names: resource "role.{key}".</param>
/// <param name="ByAge">In the order of the bands; names: resource "age-band.{key}".</param>
/// <param name="ByLevel">Key: the level, "0" for what was brought before nobody yet.</param>
public sealed record OverdueBoard(
    Paged<OverdueRow> Rows, IReadOnlyList<OverdueCount> BySite, IReadOnlyList<OverdueCount> ByRole, IReadOnlyList<OverdueCount> ByStep, IReadOnlyList<OverdueCount> ByAge, IReadOnlyList<OverdueCount> ByLevel);

/// <summary>Reads what is overdue and to whom it was brought, of the plans somebody may know of.</summary>
public sealed class EscalationQueries(ReleasePlanningDb db, IClock clock)
{
    public async Task<OverdueBoard> OverdueAsync(OverdueFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var steps = Steps(filter, actor, now);
        var counts = await CountAsync(steps, now, ct);
        // where the whole is counted already, a page of it needs no second look at all of it
        var found = await PageAsync(steps, filter.Sort, page, size, ct);
        var standing = await StandingAsync(found, now, ct);
        return new OverdueBoard(
            new([.. found.Select(f => Row(f, standing, now))], counts.Sum(c => c.Count)),
            Sum(counts, c => c.Site.Code, c => c.Site.NameEn, c => c.Site.NameFr), Sum(counts, c => c.Role), Sum(counts, c => c.Form, c => c.TitleEn, c => c.TitleFr),
            [.. AgeBand.All.Select((b, i) => new OverdueCount(b.Key, b.Key, b.Key, counts.Where(c => c.Age == i).Sum(c => c.Count)))],
            [.. Sum(counts, c => c.Level.ToString(CultureInfo.InvariantCulture)).OrderBy(c => int.Parse(c.Key, CultureInfo.InvariantCulture))]);
    }

    /// <summary>How what is overdue came and went: per day, steps that became overdue, overdue steps that were settled, and what was still open at its end.</summary>
    /// <remarks>From the steps as they stand: one that was re-dated counts with the date it has now, one that was closed before it was due not at all.</remarks>
    public async Task<OverdueTrend> TrendAsync(OverdueFilter filter, Actor actor, int days, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var zone = DateTimeZoneProviders.Tzdb[filter.SiteId is { } at ? await db.Set<Site>().Where(s => s.Id == at).Select(s => s.TimeZone).FirstOrDefaultAsync(ct) ?? Middle : Middle];
        var first = now.InZone(zone).Date.PlusDays(1 - days);
        var start = first.AtStartOfDayInZone(zone).ToInstant();
        var items = db.Set<WorkItem>().AsNoTracking().Where(w => w.DueAt < now && (w.ClosedAt == null || (w.ClosedAt >= start && w.ClosedAt > w.DueAt)));
        if (filter.SiteId is { } site) { items = items.Where(w => w.SiteId == site); }
        if (!string.IsNullOrEmpty(filter.Role)) { items = items.Where(w => w.Role == filter.Role); }
        if (!string.IsNullOrEmpty(filter.Step)) { items = items.Where(w => w.Form == filter.Step || w.ElementId == filter.Step); }
        var spans = await items.Join(db.Set<ReleasePlan>().Where(PlanScope.Of(db, actor)), w => w.PlanId, p => p.Id, (w, p) => new { Due = w.DueAt!.Value, w.ClosedAt }).ToListAsync(ct);
        return OverdueTrend.Of([.. spans.Select(s => (s.Due, s.ClosedAt))], first, days, zone);
    }

    // whole days; which one it is differs by site only around midnight
    private const string Middle = "America/Winnipeg";

    private IQueryable<Overdue> Steps(OverdueFilter filter, Actor actor, Instant now)
    {
        var items = db.Set<WorkItem>().AsNoTracking().Where(w => w.State == WorkItemState.Open && w.DueAt < now);
        if (filter.SiteId is { } at) { items = items.Where(w => w.SiteId == at); }
        if (!string.IsNullOrEmpty(filter.Role)) { items = items.Where(w => w.Role == filter.Role); }
        if (!string.IsNullOrEmpty(filter.Step)) { items = items.Where(w => w.Form == filter.Step || w.ElementId == filter.Step); }
        if (AgeBand.Find(filter.Age) is { } band)
        {
            var (after, until) = band.DueBetween(now);
            items = items.Where(w => w.DueAt <= until);
            if (after is { } limit) { items = items.Where(w => w.DueAt > limit); }
        }
        var rows =
            from item in items
            join plan in db.Set<ReleasePlan>().Where(PlanScope.Of(db, actor)) on item.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join site in db.Set<Site>() on item.SiteId equals site.Id
            join owner in db.Set<StaffMember>() on item.OwnerId equals (StaffId?)owner.Id into owners
            from owner in owners.DefaultIfEmpty()
            from escalation in db.Set<Escalation>()
                .Where(e => e.WorkItemId == item.Id && !e.IsReminder && e.RaisedAt >= item.DueAt).OrderByDescending(e => e.RaisedAt).ThenByDescending(e => e.Level).Take(1).DefaultIfEmpty()
            select new Overdue { Item = item, Plan = plan, Person = person, Site = site, Owner = owner, Escalation = escalation };
        if (filter.Level is { } level) { rows = level == 0 ? rows.Where(r => r.Escalation == null) : rows.Where(r => r.Escalation!.Level >= level); }
        if (filter.Acknowledged is { } seen) { rows = rows.Where(r => r.Escalation != null && (r.Escalation.AcknowledgedAt != null) == seen); }
        var me = actor.StaffId;
        if (filter.ToMe) { rows = rows.Where(r => r.Escalation!.ToStaffId == me); }
        foreach (var word in Predicates.Words(filter.Text))
        {
            rows = rows.Where(r => EF.Functions.ILike(r.Person.FamilyName, word) || EF.Functions.ILike(r.Person.GivenNames, word) || EF.Functions.ILike(r.Plan.Number, word)
                || EF.Functions.ILike(r.Item.TitleEn, word) || EF.Functions.ILike(r.Item.TitleFr, word) || EF.Functions.ILike(r.Owner!.Name, word));
        }
        return rows;
    }

    private static async Task<List<Counted>> CountAsync(IQueryable<Overdue> steps, Instant now, CancellationToken ct)
    {
        // the bands' edges, from the youngest: a step is in the first band it is young enough for
        var (a, b, c, d) = (Edge(0), Edge(1), Edge(2), Edge(3));
        return await steps.GroupBy(r => new
            {
                r.Site.Code, SiteEn = r.Site.NameEn, SiteFr = r.Site.NameFr, r.Item.Role, r.Item.Form, r.Item.TitleEn, r.Item.TitleFr, Level = r.Escalation == null ? 0 : r.Escalation.Level,
                Age = r.Item.DueAt > a ? 0 : r.Item.DueAt > b ? 1 : r.Item.DueAt > c ? 2 : r.Item.DueAt > d ? 3 : 4,
            })
            .Select(g => new Counted(new(g.Key.Code, g.Key.SiteEn, g.Key.SiteFr), g.Key.Role, g.Key.Form, g.Key.TitleEn, g.Key.TitleFr, g.Key.Level, g.Key.Age, g.Count())).ToListAsync(ct);

        Instant Edge(int band) => now - Duration.FromDays(AgeBand.All[band].Below!.Value);
    }

    private async Task<List<Found>> PageAsync(IQueryable<Overdue> steps, string sort, int page, int size, CancellationToken ct)
    {
        var sorted = sort switch
        {
            "-age" => steps.OrderByDescending(r => r.Item.DueAt),
            "person" => steps.OrderBy(r => r.Person.FamilyName),
            "-person" => steps.OrderByDescending(r => r.Person.FamilyName),
            "release" => steps.OrderBy(r => r.Plan.ReleaseOn),
            "-release" => steps.OrderByDescending(r => r.Plan.ReleaseOn),
            "site" => steps.OrderBy(r => r.Site.NameEn),
            "-site" => steps.OrderByDescending(r => r.Site.NameEn),
            "level" => steps.OrderByDescending(r => r.Escalation!.Level),
            "age" => steps.OrderBy(r => r.Item.DueAt),
            _ => steps.OrderBy(r => r.Item.Basis != BasisKind.Law),
        };
        return await sorted.ThenBy(r => r.Item.DueAt).ThenBy(r => r.Item.Id).Skip((page - 1) * size).Take(size).Select(r => new Found(
            r.Item, r.Plan.Number, r.Plan.ReleaseOn, (r.Person.PreferredName ?? r.Person.GivenNames) + " " + r.Person.FamilyName, r.Site, r.Owner == null ? null : r.Owner.Name, r.Escalation,
            db.Set<StaffMember>().Where(s => s.Id == r.Escalation!.ToStaffId).Select(s => s.Name).FirstOrDefault(),
            db.Set<StaffMember>().Where(s => s.Id == r.Escalation!.AcknowledgedBy).Select(s => s.Name).FirstOrDefault())).ToListAsync(ct);
    }

    /// <summary>Of the owners who are away today: who acts, by step.</summary>
    private async Task<Dictionary<WorkItemId, string?>> StandingAsync(List<Found> found, Instant now, CancellationToken ct)
    {
        var standing = new Dictionary<WorkItemId, string?>();
        var days = found.Where(f => f.Item.OwnerId is not null).GroupBy(f => now.InZone(DateTimeZoneProviders.Tzdb[f.Site.TimeZone]).Date);
        foreach (var day in days)
        {
            var away = (await AbsenceWays.FromAsync(db, [.. day.Select(f => f.Item.OwnerId!.Value).Distinct()], day.Key, ct)).Select(a => a.Staff).ToHashSet();
            foreach (var one in day.Where(f => away.Contains(f.Item.OwnerId!.Value)))
            {
                var who = await StandIn.WhoAsync(db, one.Item.OwnerId!.Value, new Work(one.Item.Role, one.Item.SiteId, one.Item.PlanId), day.Key, ct);
                if (who.Acts == one.Item.OwnerId) { continue; }
                standing[one.Item.Id] = who.Acts is { } acts ? await db.Set<StaffMember>().Where(s => s.Id == acts).Select(s => s.Name).FirstOrDefaultAsync(ct) : null;
            }
        }
        return standing;
    }

    private static OverdueRow Row(Found f, Dictionary<WorkItemId, string?> standing, Instant now)
    {
        var (away, standIn) = (standing.TryGetValue(f.Item.Id, out var acts), acts);
        return new OverdueRow(f.Item, f.Number, f.Person, f.ReleaseOn, f.Site, f.Owner, f.Escalation?.Id, f.Escalation?.ToRole, f.Escalation?.ToStaffId, f.To,
            f.Escalation?.Level ?? 0, f.Escalation?.Reason, f.Escalation?.RaisedAt, f.Escalation?.AcknowledgedAt, f.By, now - f.Item.DueAt!.Value)
        {
            StandIn = standIn,
            Unblocks = Unblock.Of(f.Item, f.Owner, away, standIn, f.To, f.Escalation?.AcknowledgedAt is not null, now),
        };
    }

    private static List<OverdueCount> Sum(List<Counted> counts, Func<Counted, string> key, Func<Counted, string>? english = null, Func<Counted, string>? french = null) =>
        [.. counts.GroupBy(key).Select(g => new OverdueCount(g.Key, (english ?? key)(g.First()), (french ?? key)(g.First()), g.Sum(c => c.Count))).OrderByDescending(c => c.Count).ThenBy(c => c.Key, StringComparer.Ordinal)];

    private sealed class Overdue
    {
        public required WorkItem Item { get; init; }
        public required ReleasePlan Plan { get; init; }
        public required Person Person { get; init; }
        public required Site Site { get; init; }
        public required StaffMember? Owner { get; init; }
        public required Escalation? Escalation { get; init; }
    }

    private sealed record CountedSite(string Code, string NameEn, string NameFr);
    private sealed record Counted(CountedSite Site, string Role, string Form, string TitleEn, string TitleFr, int Level, int Age, int Count);
    private sealed record Found(WorkItem Item, string Number, LocalDate ReleaseOn, string Person, Site Site, string? Owner, Escalation? Escalation, string? To, string? By);
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.WorkItems;

/// <summary>Whose work: what I own or cover, only what I cover, what my roles could take, or everything at the places I supervise.</summary>
public enum InboxScope { Mine, Covered, MyRoles, MySites }

/// <param name="ReleaseBefore">Only steps of plans released before this day.</param>
/// <param name="Step">A form key or an element id.</param>
/// <param name="Unassigned">Only what nobody owns.</param>
public sealed record InboxFilter(InboxScope Scope, string? Role, LocalDate? ReleaseBefore, bool OverdueOnly, string Text, string? Step = null, SiteId? SiteId = null, string Sort = "", bool Unassigned = false);

/// <summary>A step as a list shows it.</summary>
/// <param name="Escalated">Where it was brought last because it is overdue.</param>
/// <param name="As">The cover under which the reader would act: the owner is away and they stand in.</param>
public sealed record StepRow(WorkItem Item, Person Person, ReleasePlan Plan, Site Site, string? Owner, Escalation? Escalated, string? EscalatedTo = null, Cover? As = null)
{
    public bool IsCover => As is not null;
}

public sealed record InboxCounts(int Overdue, int Today, int Week, int Open);

/// <summary>Reads open steps across plans: a person's inbox. The board of what is overdue is read by <see cref="EscalationQueries"/>.</summary>
public sealed class InboxQueries(ReleasePlanningDb db, IClock clock)
{
    /// <summary>Open steps the reader owns or covers (Mine), could take in their roles as well (MyRoles), or directs (MySites). Without a sort: overdue legal clocks,
    /// then overdue by consequence, then by due instant.</summary>
    public async Task<(Paged<StepRow> Steps, InboxCounts Counts)> InboxAsync(InboxFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var open = db.Set<WorkItem>().AsNoTracking().Where(w => w.State == WorkItemState.Open)
            .Where(filter.Scope switch
            {
                InboxScope.Mine => WorkItemScope.Mine(actor),
                InboxScope.Covered => WorkItemScope.Covered(actor),
                _ => WorkItemScope.Of(actor, filter.Scope == InboxScope.MySites),
            });
        if (filter.Unassigned) { open = open.Where(w => w.OwnerId == null); }
        if (!string.IsNullOrEmpty(filter.Role)) { open = open.Where(w => w.Role == filter.Role); }
        if (!string.IsNullOrEmpty(filter.Step)) { open = open.Where(w => w.Form == filter.Step || w.ElementId == filter.Step); }
        if (filter.SiteId is { } at) { open = open.Where(w => w.SiteId == at); }
        var rows =
            from item in open
            join plan in db.Set<ReleasePlan>() on item.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join site in db.Set<Site>() on item.SiteId equals site.Id
            join owner in db.Set<StaffMember>() on item.OwnerId equals (StaffId?)owner.Id into owners
            from owner in owners.DefaultIfEmpty()
            select new Joined { Item = item, Plan = plan, Person = person, Site = site, Owner = owner };
        if (filter.ReleaseBefore is { } before) { rows = rows.Where(r => r.Plan.ReleaseOn < before); }
        foreach (var word in Predicates.Words(filter.Text))
        {
            rows = rows.Where(r => EF.Functions.ILike(r.Person.FamilyName, word) || EF.Functions.ILike(r.Person.GivenNames, word)
                || EF.Functions.ILike(r.Person.PreferredName ?? "", word) || EF.Functions.ILike(r.Person.Fps, word) || EF.Functions.ILike(r.Plan.Number, word)
                || EF.Functions.ILike(r.Item.TitleEn, word) || EF.Functions.ILike(r.Item.TitleFr, word));
        }
        var counts = await CountAsync(rows, now, ct);
        if (filter.OverdueOnly) { rows = rows.Where(r => r.Item.DueAt < now); }
        return (await PageAsync(rows, filter.Sort, actor, now, filter.OverdueOnly ? counts.Overdue : counts.Open, page, size, ct), counts);
    }

    private static async Task<InboxCounts> CountAsync(IQueryable<Joined> rows, Instant now, CancellationToken ct)
    {
        // "today" differs from site to site, so the few distinct moments are counted here rather than in SQL
        var moments = await rows.GroupBy(r => new { r.Item.DueAt, r.Site.TimeZone }).Select(g => new { g.Key.DueAt, g.Key.TimeZone, Count = g.Count() }).ToListAsync(ct);
        int Count(Func<Instant, string, bool> counts) => moments.Where(m => m.DueAt is { } due && counts(due, m.TimeZone)).Sum(m => m.Count);
        int DaysAhead(Instant due, string zoneId)
        {
            var zone = DateTimeZoneProviders.Tzdb[zoneId];
            return Period.DaysBetween(now.InZone(zone).Date, due.InZone(zone).Date);
        }
        return new InboxCounts(
            Count((due, _) => now > due), Count((due, zone) => now <= due && DaysAhead(due, zone) == 0), Count((due, zone) => now <= due && DaysAhead(due, zone) <= 7),
            moments.Sum(m => m.Count));
    }

    private async Task<Paged<StepRow>> PageAsync(IQueryable<Joined> rows, string sort, Actor actor, Instant now, int total, int page, int size, CancellationToken ct)
    {
        var found = await (
            from row in Sorted(rows, sort, now).Skip((page - 1) * size).Take(size)
            select new
            {
                row.Item, row.Plan, row.Person, row.Site, Owner = row.Owner == null ? null : row.Owner.Name,
                Escalated = db.Set<Escalation>().Where(e => e.WorkItemId == row.Item.Id && !e.IsReminder && e.RaisedAt >= row.Item.DueAt).OrderByDescending(e => e.RaisedAt).FirstOrDefault(),
            }).ToListAsync(ct);
        var told = found.Select(f => f.Escalated?.ToStaffId).OfType<StaffId>().Distinct().ToList();
        var names = told.Count == 0 ? [] : await db.Set<StaffMember>().Where(s => told.Contains(s.Id)).ToDictionaryAsync(s => s.Id, s => s.Name, ct);
        return new([.. found.Select(f => new StepRow(
            f.Item, f.Person, f.Plan, f.Site, f.Owner, f.Escalated, f.Escalated?.ToStaffId is { } to ? names.GetValueOrDefault(to) : null,
            f.Item.OwnerId == actor.StaffId ? null : StepAccess.CoverOf(f.Item, actor)))], total);
    }

    private static IQueryable<Joined> Sorted(IQueryable<Joined> rows, string sort, Instant now) => (sort switch
    {
        "due" => rows.OrderBy(r => r.Item.DueAt),
        "-due" => rows.OrderByDescending(r => r.Item.DueAt != null).ThenByDescending(r => r.Item.DueAt),
        "person" => rows.OrderBy(r => r.Person.FamilyName).ThenBy(r => r.Person.GivenNames),
        "-person" => rows.OrderByDescending(r => r.Person.FamilyName).ThenByDescending(r => r.Person.GivenNames),
        "release" => rows.OrderBy(r => r.Plan.ReleaseOn),
        "-release" => rows.OrderByDescending(r => r.Plan.ReleaseOn),
        "owner" => rows.OrderBy(r => r.Owner!.Name),
        "-owner" => rows.OrderByDescending(r => r.Owner!.Name),
        "step" => rows.OrderBy(r => r.Item.TitleEn),
        "-step" => rows.OrderByDescending(r => r.Item.TitleEn),
        _ => rows.OrderBy(r => !(r.Item.DueAt < now) ? 9
            : r.Item.Basis == BasisKind.Law ? 0
            : r.Item.HardGate ? 1
            : r.Item.Basis == BasisKind.Policy ? 2
            : r.Item.Basis == BasisKind.Site ? 3 : 4),
    }).ThenBy(r => r.Item.DueAt).ThenBy(r => r.Item.Id);

    public async Task<IReadOnlyList<Notification>> NewsAsync(StaffId staff, int most, CancellationToken ct) =>
        await db.Set<Notification>().AsNoTracking().Where(n => n.StaffId == staff && n.ReadAt == null).OrderByDescending(n => n.At).Take(most).ToListAsync(ct);

    private sealed class Joined
    {
        public required WorkItem Item { get; init; }
        public required ReleasePlan Plan { get; init; }
        public required Person Person { get; init; }
        public required Site Site { get; init; }
        public StaffMember? Owner { get; init; }
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.WorkItems;

/// <summary>Whose work: what I own, what my roles could take, or everything at the places I supervise.</summary>
public enum InboxScope { Mine, MyRoles, MySites }

/// <param name="ReleaseBefore">Only steps of plans released before this day.</param>
public sealed record InboxFilter(InboxScope Scope, string? Role, LocalDate? ReleaseBefore, bool OverdueOnly, string Text);

/// <summary>A step as a list shows it.</summary>
public sealed record StepRow(WorkItem Item, Person Person, ReleasePlan Plan, Site Site, string? Owner, Escalation? Escalated);

public sealed record InboxCounts(int Overdue, int Today, int Week, int Open);

/// <summary>Reads open steps across plans: a person's inbox, and the board of what is overdue.</summary>
public sealed class InboxQueries(ReleasePlanningDb db, IClock clock)
{
    public async Task<(Paged<StepRow> Steps, InboxCounts Counts)> InboxAsync(InboxFilter filter, Actor actor, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var open = Scope(filter.Scope, actor);
        if (filter.Role is { } role) { open = open.Where(w => w.Role == role); }
        if (filter.ReleaseBefore is { } before) { open = open.Where(w => db.Set<ReleasePlan>().Any(p => p.Id == w.PlanId && p.ReleaseOn < before)); }
        if (filter.Text is { Length: > 0 } text)
        {
            var like = "%" + text.Replace("%", "\\%", StringComparison.Ordinal) + "%";
            open = open.Where(w => EF.Functions.ILike(w.TitleEn, like) || EF.Functions.ILike(w.TitleFr, like) || db.Set<ReleasePlan>().Any(p => p.Id == w.PlanId
                && (EF.Functions.ILike(p.Number, like) || db.Set<Person>().Any(o => o.Id == p.PersonId && EF.Functions.ILike(o.FamilyName, like)))));
        }
        // "today" and "this week" are counted from now: places in the list lie in several zones
        var (tonight, week) = (now + Duration.FromHours(24), now + Duration.FromDays(7));
        var counts = new InboxCounts(
            await open.CountAsync(w => w.DueAt < now, ct), await open.CountAsync(w => w.DueAt >= now && w.DueAt < tonight, ct),
            await open.CountAsync(w => w.DueAt >= now && w.DueAt < week, ct), await open.CountAsync(ct));
        if (filter.OverdueOnly) { open = open.Where(w => w.DueAt < now); }
        return (await PageAsync(open, now, page, size, ct), counts);
    }

    /// <summary>What is overdue at the places somebody answers for.</summary>
    public async Task<Paged<StepRow>> OverdueAsync(Actor actor, string? role, int page, int size, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var late = (await AnswersForAsync(actor, ct)).Where(w => w.DueAt < now);
        if (role is not null) { late = late.Where(w => w.Role == role); }
        return await PageAsync(late, now, page, size, ct);
    }

    public async Task<IReadOnlyList<Notification>> NewsAsync(StaffId staff, int most, CancellationToken ct) =>
        await db.Set<Notification>().AsNoTracking().Where(n => n.StaffId == staff && n.ReadAt == null).OrderByDescending(n => n.At).Take(most).ToListAsync(ct);

    /// <summary>Overdue by law comes first, then what is overdue, then what is due next.</summary>
    private async Task<Paged<StepRow>> PageAsync(IQueryable<WorkItem> open, Instant now, int page, int size, CancellationToken ct)
    {
        var total = await open.CountAsync(ct);
        var rows = await (
            from item in open.AsNoTracking()
            join plan in db.Set<ReleasePlan>() on item.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join site in db.Set<Site>() on item.SiteId equals site.Id
            orderby item.DueAt < now && item.Basis == BasisKind.Law ? 0 : item.DueAt < now ? 1 : item.DueAt == null ? 3 : 2, item.DueAt, item.Id
            select new
            {
                item, plan, person, site,
                Owner = db.Set<StaffMember>().Where(s => s.Id == item.OwnerId).Select(s => s.Name).FirstOrDefault(),
                Escalated = db.Set<Escalation>().Where(e => e.WorkItemId == item.Id && !e.IsReminder).OrderByDescending(e => e.Level).FirstOrDefault(),
            }).Skip((page - 1) * size).Take(size).ToListAsync(ct);
        return new([.. rows.Select(r => new StepRow(r.item, r.person, r.plan, r.site, r.Owner, r.Escalated))], total);
    }

    private IQueryable<WorkItem> Open => db.Set<WorkItem>().Where(w => w.State == WorkItemState.Open);

    private IQueryable<WorkItem> Scope(InboxScope scope, Actor actor)
    {
        if (scope == InboxScope.Mine) { return Open.Where(w => w.OwnerId == actor.StaffId); }
        var sites = actor.Roles.Select(r => r.SiteId).Distinct().ToList();
        if (scope == InboxScope.MySites && actor.Roles.Any(r => Roles.Supervising.Contains(r.Role)))
        {
            var supervised = actor.Roles.Where(r => Roles.Supervising.Contains(r.Role)).Select(r => r.SiteId).Distinct().ToList();
            return Open.Where(w => supervised.Contains(w.SiteId) || w.OwnerId == actor.StaffId);
        }
        var staff = actor.StaffId;
        return Open.Where(w => w.OwnerId == staff || (sites.Contains(w.SiteId) && db.Set<StaffRole>().Any(r => r.StaffId == staff && r.Role == w.Role && r.SiteId == w.SiteId)));
    }

    private async Task<IQueryable<WorkItem>> AnswersForAsync(Actor actor, CancellationToken ct)
    {
        if (actor.Holds(Roles.Administrator) || actor.Holds(Roles.Auditor)) { return Open; }
        var sites = actor.Roles.Select(r => r.SiteId).Distinct().ToList();
        var regions = await db.Set<Site>().Where(s => sites.Contains(s.Id) && s.Kind == SiteKind.RegionalHeadquarters).Select(s => s.Region).ToListAsync(ct);
        // a manager answers for the steps of every plan their institution or office has a part in, wherever the step is
        return Open.Where(w => sites.Contains(w.SiteId)
            || db.Set<ReleasePlan>().Any(p => p.Id == w.PlanId && (sites.Contains(p.ReleasingSiteId) || sites.Contains(p.ParoleOfficeId)))
            || db.Set<Site>().Any(s => s.Id == w.SiteId && regions.Contains(s.Region)));
    }
}

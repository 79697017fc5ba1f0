using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Notifications;

/// <summary>Somebody who wants one mail a day, and the zone of the site where they work.</summary>
public sealed record DigestReaderRow(StaffId Id, string Email, string Language, bool Active, string TimeZone, Instant? WantsItSince)
{
    public DateTimeZone Zone => SiteTime.Zone(TimeZone);
}

/// <summary>A message since the last digest that still says something.</summary>
public sealed record DigestNewsRow(MailKind Kind, string PlanNumber, string Initials, ReleasePlanId PlanId, WorkItemId? Step);

/// <summary>Reads what a digest is made of.</summary>
public sealed class DigestQueries(ReleasePlanningDb db)
{
    private const int MostNews = 1_000;

    /// <summary>Those who chose the digest, or the one person asked for.</summary>
    public async Task<IReadOnlyList<DigestReaderRow>> ReadersAsync(StaffId? only, CancellationToken ct)
    {
        var rows = await (
            from staff in db.Set<StaffMember>().AsNoTracking()
            join choice in db.Set<MailPreference>() on staff.Id equals choice.StaffId into choices
            from choice in choices.DefaultIfEmpty()
            where only == null ? staff.Active && choice!.Choice == MailChoice.Digest : staff.Id == only
            // whoever works at several sites is greeted at the first of them
            let zone = db.Set<StaffRole>().Where(r => r.StaffId == staff.Id).Join(db.Set<Site>(), r => r.SiteId, s => s.Id, (r, s) => s).OrderBy(s => s.Code).Select(s => s.TimeZone).FirstOrDefault()
            where zone != null
            select new { staff.Id, staff.Email, staff.Language, staff.Active, zone, Since = choice == null || choice.Choice != MailChoice.Digest ? (Instant?)null : choice.ChangedAt }).ToListAsync(ct);
        return [.. rows.Select(r => new DigestReaderRow(r.Id, r.Email, r.Language, r.Active, r.zone!, r.Since))];
    }

    /// <summary>The zone in which somebody's days begin and end.</summary>
    public async Task<DateTimeZone> ZoneOfAsync(StaffId staff, CancellationToken ct) => await ReadersAsync(staff, ct) is [var reader] ? reader.Zone : DateTimeZone.Utc;

    /// <summary>What came since the digest before, without what went out by itself, what was read, and what is settled meanwhile.</summary>
    public async Task<IReadOnlyList<DigestNewsRow>> NewsAsync(StaffId staff, Instant now, CancellationToken ct)
    {
        var last = await db.Set<Delivery>().Where(d => d.StaffId == staff && d.Channel == DeliveryChannel.Digest && d.State == DeliveryState.Sent).MaxAsync(d => d.SentAt, ct);
        var since = last ?? now - Duration.FromDays(1);
        var rows = await (
            from n in db.Set<Notification>().AsNoTracking()
            join plan in db.Set<ReleasePlan>() on n.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            where n.StaffId == staff && n.At > since && n.At <= now && n.ReadAt == null && !n.Urgent
                && (n.WorkItemId == null || db.Set<WorkItem>().Any(w => w.Id == n.WorkItemId && w.State == WorkItemState.Open))
            orderby n.At
            select new { n.Reason, n.WorkItemId, n.PlanId, plan.Number, person.GivenNames, person.FamilyName }).Take(MostNews).ToListAsync(ct);
        return [.. rows.Select(r => new DigestNewsRow(MailWords.KindOf(r.Reason.Code), r.Number, $"{r.GivenNames[..1]}.{r.FamilyName[..1]}.", r.PlanId, r.WorkItemId))];
    }
}

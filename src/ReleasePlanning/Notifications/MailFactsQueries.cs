using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Notifications;

/// <summary>Everything a mail about one message may say.</summary>
public sealed record MailFacts(
    MailKind Kind, string To, string Language, bool Active, string PlanNumber, string Initials, ReleasePlanId PlanId, WorkItemId? Step, string? TitleEn, string? TitleFr,
    Instant? DueAt, bool StepIsOpen, string? ToRole, bool Urgent, string TimeZone)
{
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];
}

/// <summary>Reads what a mail may say. Of the person the plan is about, only the initials.</summary>
public sealed class MailFactsQueries(ReleasePlanningDb db)
{
    public async Task<MailFacts?> OfAsync(Guid notification, CancellationToken ct)
    {
        var row = await (
            from n in db.Set<Notification>().AsNoTracking()
            join staff in db.Set<StaffMember>() on n.StaffId equals staff.Id
            join plan in db.Set<ReleasePlan>() on n.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join item in db.Set<WorkItem>() on n.WorkItemId equals (WorkItemId?)item.Id into items
            from item in items.DefaultIfEmpty()
            join site in db.Set<Site>() on item == null ? plan.ReleasingSiteId : item.SiteId equals site.Id
            where n.Id == notification
            select new
            {
                n.Reason, n.Urgent, n.WorkItemId, staff.Email, staff.Language, staff.Active, plan.Number, PlanId = plan.Id, person.GivenNames, person.FamilyName, Item = item, site.TimeZone,
                ToRole = db.Set<Escalation>().Where(e => e.Occasion == n.Key).Select(e => e.ToRole).FirstOrDefault(),
            }).SingleOrDefaultAsync(ct);
        return row is null ? null : new(
            MailWords.KindOf(row.Reason.Code), row.Email, row.Language, row.Active, row.Number, $"{row.GivenNames[..1]}.{row.FamilyName[..1]}.", row.PlanId, row.WorkItemId,
            row.Item?.TitleEn, row.Item?.TitleFr, row.Item?.DueAt, row.Item?.State == WorkItemState.Open, row.ToRole, row.Urgent, row.TimeZone);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Notifications;

/// <summary>One open step that somebody has to do, as it may be told outside the site.</summary>
/// <param name="IsCover">Somebody else's, whom the reader stands in for today.</param>
public sealed record DueWorkRow(WorkItemId Step, string TitleEn, string TitleFr, Instant? DueAt, string TimeZone, ReleasePlanId PlanId, string PlanNumber, string Initials, bool IsCover)
{
    public DateTimeZone Zone => DateTimeZoneProviders.Tzdb[TimeZone];
}

/// <summary>Reads what somebody has to do: their own open steps, and those of the people they stand in for today.</summary>
public sealed class DueWorkQueries(ReleasePlanningDb db)
{
    /// <summary>Nobody has more; a bound all the same.</summary>
    private const int Most = 1000;

    public async Task<IReadOnlyList<DueWorkRow>> OfAsync(StaffId staff, LocalDate today, CancellationToken ct)
    {
        var covered = await CoveredAsync(staff, today, ct);
        var whose = covered.Select(c => (StaffId?)c).Append(staff).ToList();
        var rows = await (
            from item in db.Set<WorkItem>().AsNoTracking()
            join plan in db.Set<ReleasePlan>() on item.PlanId equals plan.Id
            join person in db.Set<Person>() on plan.PersonId equals person.Id
            join site in db.Set<Site>() on item.SiteId equals site.Id
            where item.State == WorkItemState.Open && whose.Contains(item.OwnerId)
            orderby item.DueAt == null, item.DueAt, item.Id
            select new { item, plan.Number, person.GivenNames, person.FamilyName, site.TimeZone }).Take(Most).ToListAsync(ct);
        var acts = new Dictionary<WorkItemId, bool>();
        foreach (var row in rows.Where(r => r.item.OwnerId != staff))
        {
            acts[row.item.Id] = (await StandIn.WhoAsync(db, row.item.OwnerId!.Value, new Work(row.item.Role, row.item.SiteId, row.item.PlanId), today, ct)).Acts == staff;
        }
        return [.. rows.Where(r => acts.GetValueOrDefault(r.item.Id, true)).Select(r => new DueWorkRow(
            r.item.Id, r.item.TitleEn, r.item.TitleFr, r.item.DueAt, r.TimeZone, r.item.PlanId, r.Number, $"{r.GivenNames[..1]}.{r.FamilyName[..1]}.", r.item.OwnerId != staff))];
    }

    /// <summary>Everybody on whose way of covers the reader stands today, at whatever distance.</summary>
    private async Task<List<StaffId>> CoveredAsync(StaffId staff, LocalDate today, CancellationToken ct)
    {
        var on = today.ToDateOnly();
        var ids = await db.Database.SqlQuery<Guid>($"""
            with recursive ways as (
                select staff_id from stand_ins where cover_id = {staff.Value} and from_on <= {on} and last_on >= {on}
                union
                select s.staff_id from stand_ins s join ways w on s.cover_id = w.staff_id where s.from_on <= {on} and s.last_on >= {on})
            select staff_id as "Value" from ways where staff_id <> {staff.Value} limit 200
            """).ToListAsync(ct);
        return [.. ids.Select(i => new StaffId(i))];
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Reads who covers for whom on a day, along chains of covers, with one query. A circle of covers ends because a way is taken once.</summary>
internal static class AbsenceWays
{
    /// <summary>The covers of these people, and theirs in turn where they are away as well.</summary>
    public static async Task<IReadOnlyList<Away>> FromAsync(ReleasePlanningDb db, IReadOnlyCollection<StaffId> staff, LocalDate day, CancellationToken ct)
    {
        var (ids, on) = (staff.Select(s => s.Value).ToArray(), day.ToDateOnly());
        var rows = await db.Database.SqlQuery<Row>($"""
            with recursive ways as (
                select * from stand_ins where staff_id = any({ids}) and from_on <= {on} and last_on >= {on}
                union
                select s.* from stand_ins s join ways w on s.staff_id = w.cover_id where s.from_on <= {on} and s.last_on >= {on})
            select staff_id as "Staff", cover_id as "Cover", from_on as "FromOn", last_on as "LastOn", role as "Role", site_id as "Site", plan_id as "Plan" from ways
            """).ToListAsync(ct);
        return [.. rows.Select(r => new Away(
            new(r.Staff), new(r.Cover), LocalDate.FromDateOnly(r.FromOn), LocalDate.FromDateOnly(r.LastOn), r.Role, r.Site is { } s ? new SiteId(s) : null, r.Plan is { } p ? new ReleasePlanId(p) : null))];
    }

    private sealed record Row(Guid Staff, Guid Cover, DateOnly FromOn, DateOnly LastOn, string? Role, Guid? Site, Guid? Plan);
}

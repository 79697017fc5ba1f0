using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Whoever changes stays holds, in this order: the plan (if there is one), the person, then the facilities by id. One order for everybody,
/// so nobody waits in a circle, and what was read under the locks still stands when it is written.</summary>
public static class LockBeds
{
    public static async Task LockBedsAsync(this ReleasePlanningDb db, PersonId person, IEnumerable<SiteId> facilities, CancellationToken ct)
    {
        await db.Database.ExecuteSqlAsync($"select 1 from people where id = {person.Value} for no key update", ct);
        var ids = facilities.Select(f => f.Value).Distinct().Order().ToArray();
        await db.Database.ExecuteSqlAsync($"select 1 from facilities where id = any({ids}) order by id for no key update", ct);
    }

    /// <summary>Locks for the bed a plan relies on, and reads it after: others of the house may put it on another bed until then. The caller holds the plan.</summary>
    /// <param name="more">Other houses the act will need: two acts that each wait for a second house could wait for each other.</param>
    public static async Task<BedStay?> LockBedOfAsync(this ReleasePlanningDb db, ReleasePlan plan, IEnumerable<SiteId> more, CancellationToken ct)
    {
        var houses = await db.Set<BedStay>().Where(s => s.PlanId == plan.Id && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived))
            .Select(s => s.ResidenceId).ToListAsync(ct);
        await db.LockBedsAsync(plan.PersonId, houses.Concat(more), ct);
        return await new BedSpaceQueries(db).StayOfAsync(plan.Id, ct);
    }

    /// <summary>The same for one house, without waiting: false when somebody else holds either.</summary>
    public static async Task<bool> TryLockBedsAsync(this ReleasePlanningDb db, PersonId person, SiteId facility, CancellationToken ct) =>
        (await db.Database.SqlQuery<int>($"select 1 as \"Value\" from people where id = {person.Value} for no key update skip locked").ToListAsync(ct)).Count == 1
        && (await db.Database.SqlQuery<int>($"select 1 as \"Value\" from facilities where id = {facility.Value} for no key update skip locked").ToListAsync(ct)).Count == 1;
}

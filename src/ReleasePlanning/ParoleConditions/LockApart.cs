using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ParoleConditions;

/// <summary>Two people who must not meet concern the plans of both. Plans are locked in their order, then people in theirs, so that no bed is given to
/// either of them meanwhile.</summary>
internal static class LockApart
{
    /// <returns>The open plan of the other person as well, where there is one.</returns>
    public static async Task<List<LockedPlan>> LockApartAsync(this ReleasePlanningDb db, ReleasePlanId plan, PersonId? other, CancellationToken ct)
    {
        var theirs = other is null ? [] : await db.Set<ReleasePlan>().AsNoTracking()
            .Where(p => p.PersonId == other && (p.Status == PlanStatus.Active || p.Status == PlanStatus.Released)).Select(p => p.Id).ToListAsync(ct);
        var locked = await db.LockPlansInOrderAsync(theirs.Append(plan), ct);
        var people = locked.Select(l => l.Plan.PersonId.Value).Concat(other is { } who ? [who.Value] : []).Distinct().ToArray();
        await db.Database.ExecuteSqlAsync($"select 1 from people where id = any({people}) order by id for no key update", ct);
        return locked;
    }
}

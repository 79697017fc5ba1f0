using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>The bed a plan relies on, as this transaction has it, saved or not.</summary>
public sealed class BedSpaceQueries(ReleasePlanningDb db)
{
    public async Task<BedStay?> StayOfAsync(ReleasePlanId plan, CancellationToken ct)
    {
        await db.Set<BedStay>().Where(s => s.PlanId == plan && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)).LoadAsync(ct);
        return db.Set<BedStay>().Local.Where(s => s.PlanId == plan && s.TakesTheBed).OrderByDescending(s => s.State).ThenBy(s => s.Nights.ArriveOn).FirstOrDefault();
    }
}

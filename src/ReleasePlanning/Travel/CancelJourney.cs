using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Travel;

/// <summary>A plan ended without a release: nobody travels.</summary>
public sealed class CancelJourney(ReleasePlanningDb db) : IPlanEnding
{
    public async Task RunAsync(ReleasePlan plan, Instant now, CancellationToken ct)
    {
        var live = await db.Set<Journey>().FirstOrDefaultAsync(j => j.PlanId == plan.Id && j.State != JourneyState.Cancelled && j.State != JourneyState.Completed, ct);
        if (live is not null) { live.State = JourneyState.Cancelled; }
    }
}

using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Travel;

/// <summary>A journey booked for another day than the release is no journey: it is a draft again, and the step to book it anew opens at once.</summary>
public sealed class RecheckJourney(ReleasePlanningDb db, PlanPlaces places, DeliverMessage deliver) : ILinkedDate
{
    public const string Message = "journey-check";

    public async Task<IReadOnlyList<Reason>> RunAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct)
    {
        if (plan.Plan.ReleasedAt is not null) { return []; }
        var live = await db.Set<Journey>().FirstOrDefaultAsync(j => j.PlanId == plan.Plan.Id && (j.State == JourneyState.Draft || j.State == JourneyState.Booked || j.State == JourneyState.Confirmed), ct);
        if (live is null) { return []; }
        var departs = live.DepartsAt.InZone(PlanPlaces.Zone(await places.SiteAsync(plan.Plan.ReleasingSiteId, ct))).Date;
        if (departs == plan.Plan.ReleaseOn) { return []; }
        // when the person arrives is not known again until the journey is
        plan.Plan.ArrivalExpectedAt = null;
        if (live.State == JourneyState.Draft) { return []; }
        live.State = JourneyState.Draft;
        if (await db.Set<WorkItem>().AnyAsync(w => w.PlanId == plan.Plan.Id && w.Form == "recheck-travel" && w.State == WorkItemState.Open, ct)) { return [new Reason("linked.journey", departs, plan.Plan.ReleaseOn)]; }
        await deliver.RunAsync(plan, Message, ImmutableDictionary<string, object?>.Empty, actor, now, ct);
        return [new Reason("linked.journey", departs, plan.Plan.ReleaseOn)];
    }
}

using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Travel;

namespace ReleasePlanning.Disclosures;

/// <summary>The facts of a release as they stand: what is told to police and the victims' unit, and kept with the telling.</summary>
public static class ReleaseFacts
{
    private const string NotKnown = "@facts.not-known";

    public static async Task<Reason> OfAsync(ReleasePlanningDb db, ReleasePlan plan, CancellationToken ct)
    {
        var journey = await db.Set<Journey>().FirstOrDefaultAsync(j => j.PlanId == plan.Id && j.State != JourneyState.Cancelled, ct);
        var conditions = await db.Set<ParoleCondition>().CountAsync(c => c.PlanId == plan.Id && c.ReplacedAt == null, ct);
        var house = plan.ResidenceId is { } id ? await db.Set<Site>().Where(s => s.Id == id).Select(s => s.NameEn).FirstOrDefaultAsync(ct) : null;
        var place = house ?? plan.DestinationAddress;
        return new Reason("facts.release", plan.ReleaseOn, plan.DestinationCommunity, place.Length == 0 ? NotKnown : place,
            journey is null ? NotKnown : $"{journey.Origin} – {journey.Destination}", conditions);
    }
}

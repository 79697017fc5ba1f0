using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>What may become of a bed a plan relies on, outside the steps of its diagram.</summary>
public static class BedChange
{
    /// <summary>It is gone: the search goes on.</summary>
    public const string Lost = "lost";
    /// <summary>Other nights or another bed of the same house: the journey is looked at again.</summary>
    public const string Moved = "moved";
    /// <summary>Another house: the journey is looked at again, and police and the victims' unit hear of it.</summary>
    public const string House = "house";
}

/// <summary>Tells a plan's diagram that its bed changed outside a step: a hold expired, a stay was cancelled, moved or transferred, a house closed.
/// Whoever changed the stay calls it in the same transaction. Never saves.</summary>
public sealed class TellBedChanged(ReleasePlanningDb db, BedSpaceQueries beds, DeliverMessage deliver, WaitlistOfferEnds offers, TellFactsChanged tellFactsChanged)
{
    public const string Message = "bed-changed";
    /// <summary>The same when the bed had been reconfirmed and its process is over.</summary>
    public const string SearchAgain = "bed-search-again";
    public const string JourneyCheck = "journey-check";

    public async Task RunAsync(LockedPlan plan, string change, Reason why, Actor actor, Instant now, CancellationToken ct)
    {
        var released = plan.Plan.ReleasedAt is not null;
        var house = change == BedChange.Lost ? null : (await beds.StayOfAsync(plan.Plan.Id, ct))?.ResidenceId ?? plan.Plan.ResidenceId;
        var elsewhere = house != plan.Plan.ResidenceId;
        // where somebody lives who was released is a matter of the stay, not of the search for a bed
        if (!released || house is not null) { plan.Plan.ResidenceId = house; }
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "bed." + change, new Reason("audit.bed." + change, why)));
        if (released) { return; }
        if (change == BedChange.Lost && await OfferLostAsync(plan, now, ct)) { return; }
        var said = ImmutableDictionary<string, object?>.Empty.Add("bedChange", change);
        // while the bed is being kept its own process hears it; once that is over, the plan begins the search again
        if (change == BedChange.Lost && await deliver.RunAsync(plan, Message, said, actor, now, ct) == 0) { await deliver.RunAsync(plan, SearchAgain, said, actor, now, ct); }
        if (change == BedChange.House) { await deliver.RunAsync(plan, JourneyCheck, said, actor, now, ct); }
        if (elsewhere) { await tellFactsChanged.RunAsync(plan, actor, now, ct); }
    }

    /// <summary>What was lost was only offered from a waiting list: the offer ends, the search was never over.</summary>
    private async Task<bool> OfferLostAsync(LockedPlan plan, Instant now, CancellationToken ct)
    {
        var entry = await db.Set<WaitlistEntry>().FirstOrDefaultAsync(w => w.PlanId == plan.Plan.Id && w.State == WaitlistState.Offered, ct);
        if (entry is null) { return false; }
        await offers.EndAsync(plan, entry, now, ct);
        return true;
    }
}

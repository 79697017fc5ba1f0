using System.Collections.Immutable;
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
public sealed class TellBedChanged(ReleasePlanningDb db, BedSpaceQueries beds, DeliverMessage deliver, TellFactsChanged tellFactsChanged)
{
    public const string Message = "bed-changed";

    public async Task RunAsync(LockedPlan plan, string change, Reason why, Actor actor, Instant now, CancellationToken ct)
    {
        var released = plan.Plan.ReleasedAt is not null;
        var house = change == BedChange.Lost ? null : (await beds.StayOfAsync(plan.Plan.Id, ct))?.ResidenceId ?? plan.Plan.ResidenceId;
        var elsewhere = house != plan.Plan.ResidenceId;
        // where somebody lives who was released is a matter of the stay, not of the search for a bed
        if (!released || house is not null) { plan.Plan.ResidenceId = house; }
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "bed." + change, new Reason("audit.bed." + change, why)));
        if (released) { return; }
        await deliver.RunAsync(plan, Message, ImmutableDictionary<string, object?>.Empty.Add("bedChange", change), actor, now, ct);
        if (elsewhere) { await tellFactsChanged.RunAsync(plan, actor, now, ct); }
    }
}

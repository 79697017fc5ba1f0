using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
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

/// <summary>The names by which a plan's diagrams hear of its bed.</summary>
public static class BedMessages
{
    public const string Changed = "bed-changed";
    /// <summary>The same when the bed had been reconfirmed and its process is over.</summary>
    public const string SearchAgain = "bed-search-again";
    /// <summary>The bed is in another house: what was asked of the one before is asked of the new one.</summary>
    public const string House = "bed-house";
    /// <summary>A bed that was confirmed is to be confirmed for its new nights.</summary>
    public const string Reconfirm = "bed-to-reconfirm";
    public const string JourneyCheck = "journey-check";
    /// <summary>What was signed as ready no longer is: the signature is asked for again.</summary>
    public const string NotReady = "readiness-withdrawn";
    /// <summary>The bed goes against what the person is kept away from.</summary>
    public const string Review = "bed-review";
    public const string ReviewOver = "bed-review-over";

    /// <summary>What the diagrams are told when a step gives the bed up: the process that keeps it hears it from the step itself, or begins again.</summary>
    public static async Task<ImmutableArray<string>> OfLossAsync(ReleasePlanningDb db, ReleasePlan plan, CancellationToken ct) =>
        await IsJourneyToCheckAsync(db, plan, ct) ? [NotReady, JourneyCheck] : [NotReady];

    /// <summary>A journey is planned to a house that is no longer the one, and nobody has been asked to look at it yet.</summary>
    public static async Task<bool> IsJourneyToCheckAsync(ReleasePlanningDb db, ReleasePlan plan, CancellationToken ct) =>
        plan.ArrivalExpectedAt is not null && !await db.Set<WorkItem>().AnyAsync(w => w.PlanId == plan.Id && w.Form == "recheck-travel" && w.State == WorkItemState.Open, ct);
}

/// <summary>Tells a plan's diagram that its bed changed outside a step: a hold expired, a stay was cancelled, moved or transferred, a house closed.
/// Whoever changed the stay calls it in the same transaction. Never saves.</summary>
public sealed class TellBedChanged(ReleasePlanningDb db, DeliverMessage deliver, WaitlistOfferEnds offers, TellFactsChanged tellFactsChanged)
{
    public async Task RunAsync(LockedPlan plan, string change, Reason why, Actor actor, Instant now, CancellationToken ct)
    {
        var released = plan.Plan.ReleasedAt is not null;
        var stay = await new BedSpaceQueries(db).StayOfAsync(plan.Plan.Id, ct);
        var house = change == BedChange.Lost ? null : stay?.ResidenceId ?? plan.Plan.ResidenceId;
        var elsewhere = house != plan.Plan.ResidenceId;
        // where somebody lives who was released is a matter of the stay, not of the search for a bed
        if (!released || house is not null) { plan.Plan.ResidenceId = house; }
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "bed." + change, new Reason("audit.bed." + change, why)));
        TellHouse.Officers(db, plan.Plan, $"plan-bed-{change}:{Guid.CreateVersion7()}", new Reason("notice.plan-bed." + change, plan.Plan.Number, why), now);
        if (released) { return; }

        if (change == BedChange.Lost) { await SearchAsync(plan, actor, now, ct); }
        else if (stay is not null) { await AgreeAsync(plan, stay, change, actor, now, ct); }
        if (change != BedChange.Moved && await BedMessages.IsJourneyToCheckAsync(db, plan.Plan, ct)) { await SayAsync(plan, BedMessages.JourneyCheck, actor, now, ct); }
        if (elsewhere) { await tellFactsChanged.RunAsync(plan, actor, now, ct); }
    }

    /// <summary>What is lost was only offered from a waiting list: the offer ends, the search was never over.</summary>
    /// <returns>False when it was no offer.</returns>
    public async Task<bool> OfferOverAsync(LockedPlan plan, BedStay stay, Instant now, CancellationToken ct)
    {
        if (await db.Set<WaitlistEntry>().FirstOrDefaultAsync(w => w.StayId == stay.Id && w.State == WaitlistState.Offered, ct) is not { } entry) { return false; }
        await db.ArmPlanTimerAsync(plan.Plan.Id, WaitlistOfferEnds.EndsKey, entry.Id.ToString(), null, ct);
        await offers.EndAsync(plan, entry, now, ct);
        return true;
    }

    /// <summary>While the bed is being kept its own process hears it; once that is over, the plan begins the search again.</summary>
    private async Task SearchAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct)
    {
        var said = ImmutableDictionary<string, object?>.Empty.Add("bedChange", BedChange.Lost);
        if (await deliver.RunAsync(plan, BedMessages.Changed, said, actor, now, ct) == 0) { await deliver.RunAsync(plan, BedMessages.SearchAgain, said, actor, now, ct); }
        await SayAsync(plan, BedMessages.NotReady, actor, now, ct);
        await WaitlistTurn.LookAgainAsync(db, plan.Plan.Id, now, ct);
        // there is no bed left to review
        await SayAsync(plan, BedMessages.ReviewOver, actor, now, ct);
    }

    /// <summary>The plan and its bed agree on the night, or the house is asked to confirm it anew.</summary>
    private async Task AgreeAsync(LockedPlan plan, BedStay stay, string change, Actor actor, Instant now, CancellationToken ct)
    {
        var site = (await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!;
        var night = StayNights.ArriveOn(plan.Plan, PlanPlaces.Zone(site));
        if (change == BedChange.House) { await SayAsync(plan, BedMessages.House, actor, now, ct); }
        // nobody is put where they must not be, so a bed that was being reviewed is another one now
        if ((await new KeepAwayQueries(db).AgainstBedAsync(plan.Plan, stay, ct)).IsEmpty) { await SayAsync(plan, BedMessages.ReviewOver, actor, now, ct); }
        if (!stay.Nights.Covers(night)) { await SayAsync(plan, BedMessages.NotReady, actor, now, ct); }
        // while the process that keeps the bed runs, it asks the house to reconfirm in its own time
        var asked = change == BedChange.Moved || stay.Nights.ArriveOn != night;
        if (asked && stay.State == StayState.Confirmed && !await IsKeptAsync(plan, ct)) { await SayAsync(plan, BedMessages.Reconfirm, actor, now, ct); }
    }

    private Task<bool> IsKeptAsync(LockedPlan plan, CancellationToken ct) =>
        db.Set<WorkflowInstance>().AnyAsync(i => i.PlanId == plan.Plan.Id && i.ProcessId == "bed-space" && i.Status == InstanceStatus.Running, ct);

    private Task<int> SayAsync(LockedPlan plan, string message, Actor actor, Instant now, CancellationToken ct) =>
        deliver.RunAsync(plan, message, ImmutableDictionary<string, object?>.Empty, actor, now, ct);
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>Does something with a stay, for pages and programs: locks its plan, its person and its houses in that order, asks the rules, saves once, and tells the plan's
/// diagram when the bed it relies on changed. The same act twice with the same content is done once.</summary>
public sealed class ActOnStay(ReleasePlanningDb db, StayChanges changes, TellBedChanged tell, IClock clock)
{
    public Task<Outcome<BedStay>> RunAsync(Guid id, StayAct act, uint? version, Actor actor, CancellationToken ct) =>
        db.AgainAfterDeadlockAsync(() => OnceAsync(id, act, version, actor, ct));

    private async Task<Outcome<BedStay>> OnceAsync(Guid id, StayAct act, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // whose it is and where never changes, so it says what to lock
        if (await db.Set<BedStay>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == id, ct) is not { } seen) { return Outcome.NotFound<BedStay>(); }
        var plan = seen.PlanId is { } of ? await db.LockPlanAsync(of, ct) : null;
        await db.LockBedsAsync(seen.PersonId, act is StayAct.Transfer t ? [seen.ResidenceId, t.To] : [seen.ResidenceId], ct);
        var stay = await db.Set<BedStay>().SingleAsync(s => s.Id == id, ct);
        if (StayAccess.MayChange(stay.ResidenceId, plan?.Plan, actor) is { Value: false } no) { return Outcome.Forbidden<BedStay>(no.Why.Code, [.. no.Why.Args]); }
        var stale = version is { } v && v != stay.Version;

        var (now, nights) = (clock.GetCurrentInstant(), stay.Nights);
        var outcome = await changes.RunAsync(stay, act, actor, now, ct);
        // what was done before is done, whatever has been read since
        if (outcome.IsDone && !db.ChangeTracker.HasChanges()) { return outcome; }
        if (stale) { return Outcome.Conflict<BedStay>("changed-meanwhile"); }
        if (!outcome.IsDone) { return outcome; }
        if (plan is not null) { await FollowAsync(plan, stay, outcome.Value!, nights, act, actor, now, ct); }
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<BedStay>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return outcome;
    }

    private async Task FollowAsync(LockedPlan plan, BedStay stay, BedStay after, Nights before, StayAct act, Actor actor, Instant now, CancellationToken ct)
    {
        if (act is StayAct.Confirm or StayAct.Transfer) { await RecordPlacement.RunAsync(db, plan.Plan, after, now, ct); }
        if (act is StayAct.Cancel && await tell.OfferOverAsync(plan, stay, now, ct)) { return; }
        // what happens beside the bed the plan relies on is no news to it
        if (plan.Plan.ResidenceId != stay.ResidenceId) { return; }
        if (ChangeOf(stay, after, before, act) is not { } change) { return; }
        var house = (await db.Set<Site>().FindAsync([after.ResidenceId], ct))!;
        var kind = change switch { BedChange.Lost => StayEvents.Cancelled, BedChange.House => StayEvents.Transferred, _ => StayEvents.MovedNights };
        await tell.RunAsync(plan, change, new Reason("audit.stay." + kind, StayRules.Named(house), after.Nights.ArriveOn, after.Nights.DepartOn), actor, now, ct);
    }

    private string? ChangeOf(BedStay stay, BedStay after, Nights before, StayAct act) => act switch
    {
        StayAct.Cancel when !db.Set<BedStay>().Any(s => s.Id != stay.Id && s.PlanId == stay.PlanId && s.ResidenceId == stay.ResidenceId
            && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)) => BedChange.Lost,
        StayAct.Transfer => BedChange.House,
        // when the person leaves is not the journey's concern, when they arrive is
        _ when after.Nights.ArriveOn != before.ArriveOn && act is not StayAct.MoveBed => BedChange.Moved,
        _ => null,
    };
}

using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>The house promises the bed. This person's other holds of the house on those nights go; holds of other nights stay. The caller holds the locks. Never saves.</summary>
public sealed class ConfirmStay(ReleasePlanningDb db)
{
    public async Task<Outcome<BedStay>> RunAsync(BedStay stay, Actor actor, Instant now, CancellationToken ct)
    {
        if (stay.State is StayState.Confirmed or StayState.Arrived) { return Outcome.Done(stay); }
        if (StayRules.Refuse(stay, StayActs.Confirm, null, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        if (!(await new KeepAwayQueries(db).AgainstHouseAsync(stay.PlanId, stay.PersonId, stay.ResidenceId, stay.Nights, null, ct)).IsEmpty) { return Outcome.Conflict<BedStay>("stays.kept-away"); }
        if (await StayPromise.RefusedAsync(db, stay, ct) is { } other) { return Outcome.Conflict<BedStay>(other.Code, [.. other.Args]); }
        (stay.State, stay.HeldUntil) = (StayState.Confirmed, null);
        await db.KeepHoldTimerAsync(stay, ct);
        await db.WriteAsync(stay, StayEvents.Confirmed, actor, now, ct);
        await RemoveHoldsAsync(db, stay, actor, now, ct);
        return Outcome.Done(stay);
    }

    internal static async Task RemoveHoldsAsync(ReleasePlanningDb db, BedStay confirmed, Actor actor, Instant now, CancellationToken ct)
    {
        var holds = (await StayPromise.OfPersonAsync(db, confirmed.PersonId, ct))
            .Where(s => s.Id != confirmed.Id && s.State == StayState.Held && s.ResidenceId == confirmed.ResidenceId && s.Nights.Meets(confirmed.Nights));
        // a hold of an earlier plan of the person has a timer of that plan, which finds it gone
        foreach (var hold in holds)
        {
            (hold.State, hold.HeldUntil, hold.EndCode) = (StayState.Cancelled, null, StayEnds.AnotherConfirmed);
            if (hold.PlanId == confirmed.PlanId)
            {
                await db.KeepHoldTimerAsync(hold, ct);
                await db.WriteAsync(hold, StayEvents.Cancelled, actor, now, ct, hold.EndCode);
            }
            else { db.WriteEvent(hold, StayEvents.Cancelled, actor, now, hold.EndCode); }
        }
    }
}

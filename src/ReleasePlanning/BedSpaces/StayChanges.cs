using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Which verb an act on a stay is. The caller holds the locks; nothing here saves.</summary>
public sealed class StayChanges(ReleasePlanningDb db, FitStay fit, PlaceStay place)
{
    /// <summary>The stay as it is after the act: another one where the person goes on in another bed or house.</summary>
    public Task<Outcome<BedStay>> RunAsync(BedStay stay, StayAct act, Actor actor, Instant now, CancellationToken ct) => act switch
    {
        StayAct.Confirm => new ConfirmStay(db).RunAsync(stay, actor, now, ct),
        StayAct.HoldLonger a => HoldLongerAsync(stay, a.Until, actor, now, ct),
        StayAct.Arrive a => new ArriveStay(db, fit).RunAsync(stay, MicrosecondClock.Truncate(a.At), actor, now, ct),
        StayAct.NotArrived a => new MarkNotArrived(db).RunAsync(stay, a.Code, a.Note, actor, now, ct),
        StayAct.Depart a => new DepartStay(db, fit).RunAsync(stay, MicrosecondClock.Truncate(a.At), a.Code, a.Note, actor, now, ct),
        StayAct.Extend a => UntilAsync(stay, a.DepartOn, a.DepartOn >= stay.Nights.DepartOn, "stays.not-later", actor, now, ct),
        StayAct.Shorten a => UntilAsync(stay, a.DepartOn, a.DepartOn <= stay.Nights.DepartOn, "stays.not-earlier", actor, now, ct),
        StayAct.MoveNights a => new MoveStayNights(db, fit).RunAsync(stay, a.Nights, actor, now, ct),
        StayAct.MoveBed a => new MoveStayBed(db, fit, place).RunAsync(stay, a.Bed, actor, now, ct),
        StayAct.Transfer a => new TransferStay(db, fit, place).RunAsync(stay, a, actor, now, ct),
        StayAct.Cancel a => new CancelStay(db).RunAsync(stay, a.Code, a.Note, actor, now, ct),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private async Task<Outcome<BedStay>> UntilAsync(BedStay stay, LocalDate departOn, bool right, string wrong, Actor actor, Instant now, CancellationToken ct)
    {
        if (!right) { return Outcome.Refused<BedStay>("departOn", wrong, stay.Nights.DepartOn); }
        if (departOn <= stay.Nights.ArriveOn) { return Outcome.Refused<BedStay>("departOn", "beds.departs-before-arrival", stay.Nights.ArriveOn); }
        return await new MoveStayNights(db, fit).RunAsync(stay, new(stay.Nights.ArriveOn, departOn), actor, now, ct);
    }

    private async Task<Outcome<BedStay>> HoldLongerAsync(BedStay stay, Instant until, Actor actor, Instant now, CancellationToken ct)
    {
        if (stay.HeldUntil == until && stay.State == StayState.Held) { return Outcome.Done(stay); }
        if (StayRules.Refuse(stay, StayActs.HoldLonger, null, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        if (until <= now) { return Outcome.Refused<BedStay>("heldUntil", "stays.hold-in-the-past"); }
        if (until > now + LongestHold) { return Outcome.Refused<BedStay>("heldUntil", "stays.hold-too-long", LongestHold.Days); }
        stay.HeldUntil = MicrosecondClock.Truncate(until);
        await db.KeepHoldTimerAsync(stay, ct);
        await db.WriteAsync(stay, StayEvents.HeldLonger, actor, now, ct);
        return Outcome.Done(stay);
    }

    private static readonly Duration LongestHold = Duration.FromDays(365);
}

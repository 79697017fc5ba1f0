using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>A stay that has not begun is given up; its bed is free. The caller holds the locks. Never saves.</summary>
public sealed class CancelStay(ReleasePlanningDb db)
{
    public async Task<Outcome<BedStay>> RunAsync(BedStay stay, string code, string note, Actor actor, Instant now, CancellationToken ct)
    {
        if (!StayEnds.Cancelling.Contains(code)) { return Outcome.Refused<BedStay>("code", "stays.unknown-code", string.Join(", ", StayEnds.Cancelling)); }
        if (stay.State == StayState.Cancelled && stay.EndCode == code) { return Outcome.Done(stay); }
        if (StayRules.Refuse(stay, StayActs.Cancel, null, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        (stay.State, stay.HeldUntil, stay.EndCode) = (StayState.Cancelled, null, code);
        await db.KeepHoldTimerAsync(stay, ct);
        await db.WriteAsync(stay, StayEvents.Cancelled, actor, now, ct, code, note);
        return Outcome.Done(stay);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The person is there. Where somebody else is still in the bed past their last night, another bed of the house is found or the arrival is refused,
/// saying so. The caller holds the locks. Never saves.</summary>
public sealed class ArriveStay(ReleasePlanningDb db, FitStay fit)
{
    public async Task<Outcome<BedStay>> RunAsync(BedStay stay, Instant at, Actor actor, Instant now, CancellationToken ct)
    {
        var zone = PlanPlaces.Zone((await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!);
        if (stay.State == StayState.Arrived && stay.ArrivedAt is { } already)
        {
            return already == at ? Outcome.Done(stay) : Outcome.Conflict<BedStay>("stays.arrived-otherwise", already.InZone(zone));
        }
        if (at > now) { return Outcome.Refused<BedStay>("arrivedAt", "form.not-in-the-future", now.InZone(zone).Date); }
        if (StayRules.Refuse(stay, StayActs.Arrive, at.InZone(zone).Date, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        if (await StayPromise.RefusedAsync(db, stay, ct) is { } other) { return Outcome.Conflict<BedStay>(other.Code, [.. other.Args]); }
        if (await SomebodyIsStillInItAsync(stay, ct))
        {
            var fitted = await fit.RunAsync(new(stay.Id, stay.ResidenceId, stay.Nights, stay.Needs, stay.BedId, stay.BedNamed), actor, now, ct);
            if (fitted.Value is not { } place) { return fitted.As<BedStay>(); }
            (stay.BedId, stay.Occupies) = (place.Bed, place.Occupies);
        }
        (stay.State, stay.ArrivedAt) = (StayState.Arrived, at);
        await db.WriteAsync(stay, StayEvents.Arrived, actor, now, ct);
        return Outcome.Done(stay);
    }

    private Task<bool> SomebodyIsStillInItAsync(BedStay stay, CancellationToken ct) =>
        db.Set<BedStay>().AnyAsync(s => s.BedId == stay.BedId && s.Id != stay.Id && s.State == StayState.Arrived, ct);
}

/// <summary>The person did not come. The caller holds the locks. Never saves.</summary>
public sealed class MarkNotArrived(ReleasePlanningDb db)
{
    public async Task<Outcome<BedStay>> RunAsync(BedStay stay, string code, string note, Actor actor, Instant now, CancellationToken ct)
    {
        if (!StayEnds.NotArriving.Contains(code)) { return Outcome.Refused<BedStay>("code", "stays.unknown-code", string.Join(", ", StayEnds.NotArriving)); }
        if (stay.State == StayState.NotArrived && stay.EndCode == code) { return Outcome.Done(stay); }
        var today = now.InZone(PlanPlaces.Zone((await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!)).Date;
        if (StayRules.Refuse(stay, StayActs.NotArrived, today, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        (stay.State, stay.EndCode) = (StayState.NotArrived, code);
        await db.WriteAsync(stay, StayEvents.NotArrived, actor, now, ct, code, note);
        return Outcome.Done(stay);
    }
}

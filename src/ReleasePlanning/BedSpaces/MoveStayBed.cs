using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>Another bed of the same house, by name. Somebody who has slept in the first bed leaves it today and begins a stay in the other, so each night keeps the bed
/// it was slept in. The caller holds the locks. Never saves.</summary>
public sealed class MoveStayBed(ReleasePlanningDb db, FitStay fit, PlaceStay place)
{
    public async Task<Outcome<BedStay>> RunAsync(BedStay stay, Guid bed, Actor actor, Instant now, CancellationToken ct)
    {
        if (stay.TakesTheBed && stay.BedId == bed && stay.BedNamed) { return Outcome.Done(stay); }
        var today = now.InZone(PlanPlaces.Zone((await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!)).Date;
        if (StayRules.Refuse(stay, StayActs.MoveBed, today, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        if (stay.State == StayState.Arrived && stay.Nights.ArriveOn < today && stay.BedId != bed) { return await GoOnInAsync(stay, bed, today, actor, now, ct); }
        var fitted = await fit.RunAsync(new(stay.Id, stay.ResidenceId, stay.Nights, stay.Needs, bed, true), actor, now, ct);
        if (fitted.Value is not { } found) { return fitted.As<BedStay>(); }
        (stay.BedId, stay.BedNamed, stay.Occupies) = (bed, true, found.Occupies);
        await db.WriteAsync(stay, StayEvents.MovedBed, actor, now, ct);
        return Outcome.Done(stay);
    }

    private async Task<Outcome<BedStay>> GoOnInAsync(BedStay stay, Guid bed, LocalDate today, Actor actor, Instant now, CancellationToken ct)
    {
        var rest = new Nights(today, stay.Nights.DepartOn);
        stay.Nights = new(stay.Nights.ArriveOn, today);
        stay.Occupies = await fit.OccupiesAsync(stay.ResidenceId, stay.Nights, ct);
        (stay.State, stay.DepartedAt, stay.EndCode) = (StayState.Departed, now, StayEnds.MovedBed);
        var request = new StayRequest(stay.PersonId, stay.PlanId, stay.ResidenceId, rest, stay.Needs, bed, StayState.Arrived, null, stay.ReferralId, stay.Id);
        var next = await place.RunAsync(request, actor, now, ct);
        if (next.IsDone) { await db.WriteAsync(stay, StayEvents.MovedBed, actor, now, ct, StayEnds.MovedBed); }
        return next;
    }
}

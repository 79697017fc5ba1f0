using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>Other nights in the same house: longer, shorter, or another day of arrival. Refused, with what is in the way, when there is no room however the stays
/// are put on beds. The caller holds the locks. Never saves.</summary>
public sealed class MoveStayNights(ReleasePlanningDb db, FitStay fit)
{
    public async Task<Outcome<BedStay>> RunAsync(BedStay stay, Nights nights, Actor actor, Instant now, CancellationToken ct)
    {
        if (stay.Nights == nights && stay.TakesTheBed) { return Outcome.Done(stay); }
        var longer = nights.DepartOn > stay.Nights.DepartOn;
        if (StayRules.Refuse(stay, nights.Count < stay.Nights.Count ? StayActs.Shorten : StayActs.Extend, null, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        if (nights.Count > PlaceStay.LongestNights) { return Outcome.Refused<BedStay>("departOn", "stays.too-long", PlaceStay.LongestNights); }
        if (stay.State == StayState.Arrived && nights.ArriveOn != stay.Nights.ArriveOn) { return Outcome.Refused<BedStay>("arriveOn", "stays.has-arrived", stay.Nights.ArriveOn); }

        if (!(await new KeepAwayQueries(db).AgainstHouseAsync(stay.PlanId, stay.PersonId, stay.ResidenceId, nights, stay.Nights, ct)).IsEmpty) { return Outcome.Conflict<BedStay>("stays.kept-away"); }
        // who is in a bed stays in it; so does who was given one by name
        var settled = stay.BedNamed || stay.State == StayState.Arrived;
        var fitted = await fit.RunAsync(new(stay.Id, stay.ResidenceId, nights, stay.Needs, stay.BedId, settled), actor, now, ct);
        if (fitted.Value is not { } place) { return fitted.As<BedStay>(); }
        var kind = nights.ArriveOn != stay.Nights.ArriveOn ? StayEvents.MovedNights : longer ? StayEvents.Extended : StayEvents.Shortened;
        (stay.Nights, stay.Occupies, stay.BedId) = (nights, place.Occupies, place.Bed);
        if (stay.State != StayState.Held && await StayPromise.RefusedAsync(db, stay, ct) is { } other) { return Outcome.Conflict<BedStay>(other.Code, [.. other.Args]); }
        await db.WriteAsync(stay, kind, actor, now, ct);
        return Outcome.Done(stay);
    }
}

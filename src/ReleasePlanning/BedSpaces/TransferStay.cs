using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>From one house to another in one transaction: the stay ends on the day, a confirmed one begins there on the same day. The caller holds the locks of the
/// person and of both houses. Never saves.</summary>
public sealed class TransferStay(ReleasePlanningDb db, FitStay fit, PlaceStay place)
{
    public async Task<Outcome<BedStay>> RunAsync(BedStay stay, StayAct.Transfer to, Actor actor, Instant now, CancellationToken ct)
    {
        if (await DoneBeforeAsync(stay, to, ct) is { } same) { return Outcome.Done(same); }
        var house = (await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!;
        var today = now.InZone(PlanPlaces.Zone(house)).Date;
        if (StayRules.Refuse(stay, StayActs.Transfer, today, now) is { } no) { return Outcome.Conflict<BedStay>(no.Code, [.. no.Args]); }
        if (to.To == stay.ResidenceId) { return Outcome.Refused<BedStay>("facility", "stays.same-house"); }
        if (to.DepartOn <= to.On) { return Outcome.Refused<BedStay>("departOn", "beds.departs-before-arrival", to.On); }
        if (to.On < today) { return Outcome.Refused<BedStay>("on", "form.not-in-the-past", today); }
        if (stay.State == StayState.Arrived && to.On > stay.Nights.DepartOn && to.On > today) { return Outcome.Refused<BedStay>("on", "stays.extend-first", stay.Nights.DepartOn); }

        await EndAsync(stay, to.On, today, now, ct);
        var request = new StayRequest(stay.PersonId, stay.PlanId, to.To, new(to.On, to.DepartOn), to.Needs ?? stay.Needs, to.Bed, StayState.Confirmed, null, null, stay.Id);
        var next = await place.RunAsync(request, actor, now, ct);
        if (next.IsDone) { await db.WriteAsync(stay, StayEvents.Transferred, actor, now, ct, StayEnds.Transferred); }
        return next;
    }

    private async Task EndAsync(BedStay stay, LocalDate on, LocalDate today, Instant now, CancellationToken ct)
    {
        stay.EndCode = StayEnds.Transferred;
        if (stay.State == StayState.Confirmed)
        {
            stay.State = StayState.Cancelled;
            return;
        }
        stay.Nights = new(stay.Nights.ArriveOn, LocalDate.Max(on, stay.Nights.ArriveOn.PlusDays(1)));
        stay.Occupies = await fit.OccupiesAsync(stay.ResidenceId, stay.Nights, ct);
        // who leaves later lives here until then
        if (on <= today) { (stay.State, stay.DepartedAt) = (StayState.Departed, now); }
    }

    private async Task<BedStay?> DoneBeforeAsync(BedStay stay, StayAct.Transfer to, CancellationToken ct) => stay.EndCode != StayEnds.Transferred ? null
        : (await StayPromise.OfPersonAsync(db, stay.PersonId, ct)).Find(s => s.TransferOf == stay.Id && s.ResidenceId == to.To && s.Nights == new Nights(to.On, to.DepartOn));
}

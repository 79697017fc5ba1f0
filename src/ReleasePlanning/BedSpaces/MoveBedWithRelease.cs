using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The bed follows the day of arrival: the same house keeps the person on the new nights where it has room and is told, and confirms anew;
/// where it has none the bed is given back at once and the search goes on.</summary>
public sealed class MoveBedWithRelease(ReleasePlanningDb db, TellBedChanged tellBedChanged) : ILinkedDate
{
    public async Task<IReadOnlyList<Reason>> RunAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct)
    {
        if (plan.Plan.ReleasedAt is not null) { return []; }
        if (await db.LockBedOfAsync(plan.Plan, [], ct) is not { State: StayState.Held or StayState.Confirmed } stay) { return []; }
        var house = await db.Set<Site>().SingleAsync(s => s.Id == stay.ResidenceId, ct);
        var arrive = StayNights.ArriveOn(plan.Plan, PlanPlaces.Zone(house));
        if (arrive == stay.Nights.ArriveOn) { return []; }

        var nights = new Nights(arrive, arrive.PlusDays(stay.Nights.Count));
        if ((await HoldBed.MoveAsync(db, stay, nights, actor, now, ct)).IsDone)
        {
            var moved = new Reason("linked.bed-moved", house.NameEn, house.NameFr, nights.ArriveOn, nights.DepartOn);
            await TellHouse.RunAsync(db, plan.Plan, house.Id, $"bed-moved:{stay.Id}", new Reason("notice.bed-moved", plan.Plan.Number, nights.ArriveOn, nights.DepartOn), now, ct);
            await tellBedChanged.RunAsync(plan, BedChange.Moved, moved, actor, now, ct);
            return [moved];
        }
        var lost = new Reason("linked.bed-not-free", house.NameEn, house.NameFr, nights.ArriveOn, nights.DepartOn);
        await HoldBed.CancelAsync(db, stay, "bed-lost", actor, now, ct);
        await TellHouse.RunAsync(db, plan.Plan, house.Id, $"bed-given-back:{stay.Id}", new Reason("notice.bed-given-back", plan.Plan.Number, nights.ArriveOn), now, ct);
        await tellBedChanged.RunAsync(plan, BedChange.Lost, lost, actor, now, ct);
        return [lost];
    }
}

using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The bed follows the day of arrival: the same house keeps the person on the new nights where it has room and is told, and confirms anew;
/// where it has none the bed is given back at once and the search goes on.</summary>
public sealed class MoveBedWithRelease(ReleasePlanningDb db, BedSpaceQueries beds, TellBedChanged tellBedChanged, DeliverMessage deliver) : ILinkedDate
{
    /// <summary>A bed that was confirmed is to be confirmed for its new nights.</summary>
    public const string Reconfirm = "bed-to-reconfirm";

    public async Task<IReadOnlyList<Reason>> RunAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct)
    {
        if (plan.Plan.ReleasedAt is not null) { return []; }
        if (await beds.StayOfAsync(plan.Plan.Id, ct) is not { State: StayState.Held or StayState.Confirmed } stay) { return []; }
        var house = await db.Set<Site>().SingleAsync(s => s.Id == stay.ResidenceId, ct);
        var arrive = StayNights.ArriveOn(plan.Plan, PlanPlaces.Zone(house));
        if (arrive == stay.Nights.ArriveOn) { return []; }

        var nights = new Nights(arrive, arrive.PlusDays(stay.Nights.Count));
        await db.LockBedsAsync(stay.PersonId, [stay.ResidenceId], ct);
        if ((await HoldBed.MoveAsync(db, stay, nights, actor, now, ct)).IsDone)
        {
            var moved = new Reason("linked.bed-moved", house.NameEn, house.NameFr, nights.ArriveOn, nights.DepartOn);
            await TellHouse.RunAsync(db, plan.Plan, house.Id, $"bed-moved:{stay.Id}", new Reason("notice.bed-moved", plan.Plan.Number, nights.ArriveOn, nights.DepartOn), now, ct);
            await tellBedChanged.RunAsync(plan, BedChange.Moved, moved, actor, now, ct);
            // while the process that keeps the bed runs, it asks the house to reconfirm in its own time
            if (stay.State == StayState.Confirmed && !await IsKeptAsync(plan, ct)) { await deliver.RunAsync(plan, Reconfirm, ImmutableDictionary<string, object?>.Empty, actor, now, ct); }
            return [moved];
        }
        var lost = new Reason("linked.bed-not-free", house.NameEn, house.NameFr, nights.ArriveOn, nights.DepartOn);
        await HoldBed.CancelAsync(db, stay, "bed-lost", actor, now, ct);
        await TellHouse.RunAsync(db, plan.Plan, house.Id, $"bed-given-back:{stay.Id}", new Reason("notice.bed-given-back", plan.Plan.Number, nights.ArriveOn), now, ct);
        await db.SaveChangesAsync(ct);
        await tellBedChanged.RunAsync(plan, BedChange.Lost, lost, actor, now, ct);
        return [lost];
    }

    private Task<bool> IsKeptAsync(LockedPlan plan, CancellationToken ct) =>
        db.Set<WorkflowInstance>().AnyAsync(i => i.PlanId == plan.Plan.Id && i.ProcessId == "bed-space" && i.Status == InstanceStatus.Running, ct);
}

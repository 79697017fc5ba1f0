using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>A hold that nobody confirmed in time is over: its bed is free, the plan's officer is told, and the diagram looks for another.</summary>
public sealed class ExpireHold(ReleasePlanningDb db, TellBedChanged tell) : IPlanTimer
{
    public const string TimerKey = "bed-hold";

    /// <summary>How long it waits when somebody is changing stays of the house at this very moment.</summary>
    private static readonly Duration Again = Duration.FromSeconds(1);

    public string Key => TimerKey;

    public async Task RunAsync(LockedPlan plan, string about, Instant now, CancellationToken ct)
    {
        if (await db.Set<BedStay>().AsNoTracking().FirstOrDefaultAsync(s => s.Id == Guid.Parse(about), ct) is not { State: StayState.Held } seen) { return; }
        // timers of several plans fire in one transaction: one that waited here could be part of a circle, so none waits
        if (!await db.TryLockBedsAsync(seen.PersonId, seen.ResidenceId, ct))
        {
            db.Add(new WorkflowTimer { Id = Guid.CreateVersion7(), PlanId = plan.Plan.Id, Purpose = TimerPurpose.Slice, ElementId = $"{TimerKey}:{about}", DueAt = MicrosecondClock.Truncate(now + Again) });
            return;
        }
        var stay = await db.Set<BedStay>().SingleAsync(s => s.Id == seen.Id, ct);
        await db.Entry(stay).ReloadAsync(ct);
        if (stay is not { State: StayState.Held, HeldUntil: { } until } || until > now) { return; }
        stay.State = StayState.Expired;
        await db.WriteAsync(stay, StayEvents.Expired, Actor.Service, now, ct);
        var house = (await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!;
        var why = new Reason("stays.hold-expired", StayRules.Named(house), stay.Nights.ArriveOn, stay.Nights.DepartOn);
        if (await tell.OfferOverAsync(plan, stay, now, ct)) { return; }
        // a hold beside the bed the plan relies on is no loss
        if (plan.Plan.ResidenceId == stay.ResidenceId && !await AnotherThereAsync(stay, ct)) { await tell.RunAsync(plan, BedChange.Lost, why, Actor.Service, now, ct); }
        else { db.Add(new Notification { Id = Guid.CreateVersion7(), StaffId = plan.Plan.ParoleOfficerId, Key = $"stay:{stay.Id}:expired", PlanId = plan.Plan.Id, Reason = why, At = now }); }
    }

    private Task<bool> AnotherThereAsync(BedStay stay, CancellationToken ct) => db.Set<BedStay>().AnyAsync(s => s.Id != stay.Id && s.PlanId == stay.PlanId && s.ResidenceId == stay.ResidenceId
        && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived), ct);
}

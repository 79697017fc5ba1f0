using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>Somebody's turn on a waiting list. The database arms it for the first in line, in whatever transaction frees a night (<see cref="BedSafeguards"/>);
/// who does not fit, or cannot use the bed, passes the turn on in the order of joining. Whoever fits is held a bed and has an offer that expires.</summary>
public sealed class WaitlistTurn(ReleasePlanningDb db, BedSpaceQueries beds, DeliverMessage deliver) : IPlanTimer
{
    public const string TurnKey = "waitlist-turn";
    public const string Offered = "waitlist-offered";
    /// <summary>Working days an offer stands. Product default.</summary>
    public const int OfferDays = 3;

    private static readonly Duration Again = Duration.FromSeconds(1);

    public string Key => TurnKey;

    public static async Task JoinAsync(ReleasePlanningDb db, ReleasePlan plan, BedReferral referral, Nights nights, IReadOnlyList<string> needs, Instant now, CancellationToken ct)
    {
        if (await db.Set<WaitlistEntry>().FirstOrDefaultAsync(w => w.PlanId == plan.Id && w.FacilityId == referral.ResidenceId && (w.State == WaitlistState.Waiting || w.State == WaitlistState.Offered), ct) is { } already)
        {
            already.Nights = nights;
            return;
        }
        var id = Guid.CreateVersion7();
        await db.ArmPlanTimerAsync(plan.Id, TurnKey, id.ToString(), WorkflowTimer.NotYetKnown, ct);
        db.Add(new WaitlistEntry { Id = id, FacilityId = referral.ResidenceId, PlanId = plan.Id, ReferralId = referral.Id, Nights = nights, Needs = [.. needs], JoinedAt = now });
    }

    public async Task RunAsync(LockedPlan plan, string about, Instant now, CancellationToken ct)
    {
        if (await db.Set<WaitlistEntry>().SingleOrDefaultAsync(w => w.Id == Guid.Parse(about), ct) is not { } entry) { return; }
        // several plans may be locked when timers fire: nobody waits for a house while holding them
        if (!await db.TryLockBedsAsync(plan.Plan.PersonId, entry.FacilityId, ct))
        {
            AwaitTurn(entry, now + Again);
            return;
        }
        if (entry.State == WaitlistState.Waiting && plan.Plan is { IsOpen: true, ReleasedAt: null }) { await OfferAsync(plan, entry, now, ct); }
        if (entry.State == WaitlistState.Waiting) { AwaitTurn(entry, WorkflowTimer.NotYetKnown); }
        // there may be room for more than one; the timer of another plan is only brought forward, so that plan need not be locked
        var (house, position, prefix, at) = (entry.FacilityId.Value, entry.Position, TurnKey + ":", now.ToDateTimeUtc());
        await db.Database.ExecuteSqlAsync($"""
            update workflow_timers t set due_at = {at}
            from (select id, plan_id from bed_waitlist where facility_id = {house} and state = 'Waiting' and position > {position} order by position limit 1) w
            where t.plan_id = w.plan_id and t.element_id = {prefix} || w.id and t.due_at > {at}
            """, ct);
    }

    // the timer that has just fired is on its way out of the database
    private void AwaitTurn(WaitlistEntry entry, Instant at) => db.Add(new WorkflowTimer
    {
        Id = Guid.CreateVersion7(), PlanId = entry.PlanId, Purpose = TimerPurpose.Slice, ElementId = $"{TurnKey}:{entry.Id}", DueAt = at == WorkflowTimer.NotYetKnown ? at : MicrosecondClock.Truncate(at),
    });

    /// <summary>A person without a bed again is looked at in every line they stand in: a bed may have come free there while they had one. The caller holds the plan.</summary>
    public static async Task LookAgainAsync(ReleasePlanningDb db, ReleasePlanId plan, Instant now, CancellationToken ct)
    {
        var waiting = await db.Set<WaitlistEntry>().Where(w => w.PlanId == plan && w.State == WaitlistState.Waiting).Select(w => w.Id).ToListAsync(ct);
        foreach (var id in waiting) { await db.ArmPlanTimerAsync(plan, TurnKey, id.ToString(), now, ct); }
    }

    /// <summary>Nobody waits in line there any more.</summary>
    public static async Task LeaveAsync(ReleasePlanningDb db, WaitlistEntry entry, WaitlistState state, Instant now, CancellationToken ct)
    {
        (entry.State, entry.EndedAt) = (state, now);
        await db.ArmPlanTimerAsync(entry.PlanId, TurnKey, entry.Id.ToString(), null, ct);
        await db.ArmPlanTimerAsync(entry.PlanId, WaitlistOfferEnds.EndsKey, entry.Id.ToString(), null, ct);
    }

    private async Task OfferAsync(LockedPlan plan, WaitlistEntry entry, Instant now, CancellationToken ct)
    {
        // one bed a person at a time: who has one keeps waiting
        if (await beds.StayOfAsync(plan.Plan.Id, ct) is not null) { return; }
        var referral = await db.Set<BedReferral>().SingleAsync(r => r.Id == entry.ReferralId, ct);
        var site = await db.Set<Site>().SingleAsync(s => s.Id == entry.FacilityId, ct);
        var arrive = StayNights.ArriveOn(plan.Plan, PlanPlaces.Zone(site));
        entry.Nights = new Nights(arrive, arrive.PlusDays(entry.Nights.Count));
        var until = await HoldBed.EndOfAsync(db, site.Id, await HoldBed.LastDayAsync(db, site.Id, OfferDays, now, ct), ct);
        var held = await HoldBed.RunAsync(db, plan.Plan, referral, entry.Nights, entry.Needs, null, until, Actor.Service, now, ct);
        if (!held.IsDone) { return; }
        (entry.State, entry.OfferedAt, entry.OfferExpiresAt, entry.StayId) = (WaitlistState.Offered, now, until, held.Value!.Id);
        await db.ArmPlanTimerAsync(plan.Plan.Id, WaitlistOfferEnds.EndsKey, entry.Id.ToString(), until, ct);
        var words = new Reason("notice.bed-offered", plan.Plan.Number, site.NameEn, site.NameFr, until.InZone(PlanPlaces.Zone(site)));
        TellHouse.Officer(db, plan.Plan, $"bed-offered:{entry.Id}", words, now);
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, Actor.Service, now, "bed.offered", new Reason("audit.bed.offered", site.NameEn, site.NameFr)));
        await deliver.RunAsync(plan, Offered, ImmutableDictionary<string, object?>.Empty.Add("offer", entry.Id.ToString()), Actor.Service, now, ct);
    }
}

/// <summary>An offer nobody took expires: the bed is free again, and the next in line is asked.</summary>
public sealed class WaitlistOfferEnds(ReleasePlanningDb db, DeliverMessage deliver) : IPlanTimer
{
    public const string EndsKey = "waitlist-offer";
    public const string Ended = "offer-ended";

    public string Key => EndsKey;

    public async Task RunAsync(LockedPlan plan, string about, Instant now, CancellationToken ct)
    {
        var entry = await db.Set<WaitlistEntry>().SingleOrDefaultAsync(w => w.Id == Guid.Parse(about), ct);
        if (entry is not { State: WaitlistState.Offered }) { return; }
        // the hold has a timer of its own, which lets it expire
        await EndAsync(plan, entry, now, ct);
    }

    /// <summary>Also when its hold was lost in another way.</summary>
    public async Task EndAsync(LockedPlan plan, WaitlistEntry entry, Instant now, CancellationToken ct)
    {
        (entry.State, entry.EndedAt) = (WaitlistState.Expired, now);
        var referral = await db.Set<BedReferral>().SingleAsync(r => r.Id == entry.ReferralId, ct);
        if (referral.State == ReferralState.Waiting) { referral.State = ReferralState.Withdrawn; }
        await WaitlistTurn.LookAgainAsync(db, plan.Plan.Id, now, ct);
        TellHouse.Officer(db, plan.Plan, $"offer-ended:{entry.Id}", new Reason("notice.offer-ended", plan.Plan.Number), now);
        await deliver.RunAsync(plan, Ended, ImmutableDictionary<string, object?>.Empty, Actor.Service, now, ct);
    }
}

using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The parole officer takes a referral back: a house not asked yet is not asked, one that was need not answer, one that has the person on its waiting list strikes them off.
/// Who answers in the same moment is either first, and then it is too late, or is told that the referral is gone.</summary>
public sealed class WithdrawReferral(ReleasePlanningDb db, MoveOn moveOn, IClock clock)
{
    public Task<Outcome<BedReferral>> RunAsync(Guid id, uint? version, Actor actor, CancellationToken ct) => db.AgainAfterDeadlockAsync(() => OnceAsync(id, version, actor, ct));

    private async Task<Outcome<BedReferral>> OnceAsync(Guid id, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Set<BedReferral>().AsNoTracking().Where(r => r.Id == id).Select(r => (ReleasePlanId?)r.PlanId).SingleOrDefaultAsync(ct) is not { } planId) { return Outcome.NotFound<BedReferral>(); }
        var plan = (await db.LockPlanAsync(planId, ct))!;
        if (PlanAccess.MayChange(plan.Plan, actor) is { Value: false } no) { return Outcome.Forbidden<BedReferral>(no.Why.Code); }
        var referrals = await db.Set<BedReferral>().Where(r => r.PlanId == planId).ToListAsync(ct);
        var referral = referrals.Single(r => r.Id == id);
        if (referral.State == ReferralState.Withdrawn) { return Outcome.Done(referral); }
        if (version is { } seen && seen != referral.Version) { return Outcome.Conflict<BedReferral>("changed-meanwhile"); }
        if (referral.State is not (ReferralState.Ranked or ReferralState.Sent or ReferralState.Waiting)) { return Outcome.Conflict<BedReferral>("referral.answered", "@referral-state." + referral.State); }

        var (was, now) = (referral.State, clock.GetCurrentInstant());
        referral.State = ReferralState.Withdrawn;
        var house = await db.Set<Site>().SingleAsync(s => s.Id == referral.ResidenceId, ct);
        db.Add(AuditEntry.OfPlan(planId, actor, now, "bed.withdrawn", new Reason("audit.bed.withdrawn", house.NameEn, house.NameFr)));
        foreach (var entry in await db.Set<WaitlistEntry>().Where(w => w.ReferralId == id && w.State == WaitlistState.Waiting).ToListAsync(ct)) { await WaitlistTurn.LeaveAsync(db, entry, WaitlistState.Withdrawn, now, ct); }
        if (was != ReferralState.Ranked) { await TellHouse.RunAsync(db, plan.Plan, house.Id, $"referral-withdrawn:{id}", new Reason("notice.referral-withdrawn", plan.Plan.Number), now, ct); }
        if (was == ReferralState.Sent) { await CloseStepAsync(plan, referral, referrals, actor, now, ct); }
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<BedReferral>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(referral);
    }

    private async Task CloseStepAsync(LockedPlan plan, BedReferral referral, List<BedReferral> referrals, Actor actor, Instant now, CancellationToken ct)
    {
        var item = await db.Set<WorkItem>().FirstOrDefaultAsync(w => w.PlanId == referral.PlanId && w.SiteId == referral.ResidenceId && w.Form == AnswerBedReferral.FormKey && w.State == WorkItemState.Open, ct);
        if (item is null) { return; }
        (item.State, item.ClosedAt, item.ClosedBy) = (WorkItemState.Cancelled, now, actor.StaffId);
        var over = ImmutableDictionary<string, object?>.Empty.Add("askingOver", ReferralRound.IsOver(referrals));
        await moveOn.RunAsync(plan, item, new Trigger.WorkItemCompleted(item.TokenId, "declined", over), StepResult.Done, actor, now, ct);
    }
}

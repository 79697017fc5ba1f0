using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The parole officer puts a house that was not asked yet at another place among those that are still to be asked. A house already asked stays where it is.</summary>
public sealed class MoveReferral(ReleasePlanningDb db, IClock clock)
{
    /// <param name="place">From 1, among the houses still to be asked.</param>
    public async Task<Outcome<BedReferral>> RunAsync(Guid id, int place, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Set<BedReferral>().AsNoTracking().Where(r => r.Id == id).Select(r => (ReleasePlanId?)r.PlanId).SingleOrDefaultAsync(ct) is not { } planId) { return Outcome.NotFound<BedReferral>(); }
        var plan = (await db.LockPlanAsync(planId, ct))!.Plan;
        if (PlanAccess.MayChange(plan, actor) is { Value: false } no) { return Outcome.Forbidden<BedReferral>(no.Why.Code); }
        var all = await db.Set<BedReferral>().Where(r => r.PlanId == planId).ToListAsync(ct);
        var referral = all.Single(r => r.Id == id);
        var waiting = ReferralRound.ToBeAsked(all);
        if (referral.State != ReferralState.Ranked || !plan.IsOpen) { return Outcome.Conflict<BedReferral>("referrals.asked-already", "@referral-state." + referral.State); }
        if (!waiting.Contains(referral)) { return Outcome.Conflict<BedReferral>(referral.Backup ? "referrals.backup-stands-apart" : "referrals.old-list"); }
        if (place < 1 || place > waiting.Count) { return Outcome.Refused<BedReferral>("place", "referrals.place", waiting.Count); }
        if (waiting[place - 1] == referral) { return Outcome.Done(referral); }
        if (version is { } seen && seen != referral.Version) { return Outcome.Conflict<BedReferral>("changed-meanwhile"); }

        var ranks = waiting.Select(r => r.Rank).ToList();
        var order = waiting.Where(r => r != referral).ToList();
        order.Insert(place - 1, referral);
        var house = await db.Set<Site>().SingleAsync(s => s.Id == referral.ResidenceId, ct);
        db.Add(AuditEntry.OfPlan(planId, actor, clock.GetCurrentInstant(), "bed.reordered", new Reason("audit.bed.reordered", StayRules.Named(house), place)));
        // no rank twice at any moment: all step aside before each takes its own
        foreach (var one in order) { one.Rank = -one.Rank; }
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<BedReferral>(refused.Reason.Code, [.. refused.Reason.Args]); }
        foreach (var (one, rank) in order.Zip(ranks)) { one.Rank = rank; }
        if (await db.SaveAsync(ct) is { } broken) { return Outcome.Conflict<BedReferral>(broken.Reason.Code, [.. broken.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(referral);
    }
}

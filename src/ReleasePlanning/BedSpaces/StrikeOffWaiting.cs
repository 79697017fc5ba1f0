using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>A house takes somebody off its waiting list, with a coded reason; the parole officer is told and the line moves up. Who has been offered a bed is no longer the
/// house's to pass over: the offer is answered or expires. Done twice with the same reason, it is done once.</summary>
public sealed class StrikeOffWaiting(ReleasePlanningDb db, IClock clock)
{
    public Task<Outcome<BedReferral>> RunAsync(Guid id, string code, string note, uint? version, Actor actor, CancellationToken ct) =>
        db.AgainAfterDeadlockAsync(() => OnceAsync(id, code, note.Trim(), version, actor, ct));

    private async Task<Outcome<BedReferral>> OnceAsync(Guid id, string code, string note, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.Set<BedReferral>().AsNoTracking().Where(r => r.Id == id && r.SentAt != null).Select(r => (ReleasePlanId?)r.PlanId).SingleOrDefaultAsync(ct) is not { } planId) { return Outcome.NotFound<BedReferral>(); }
        // a turn in the line runs under the same lock: the bed is offered before, or not at all
        var plan = (await db.LockPlanAsync(planId, ct))!;
        var referral = await db.Set<BedReferral>().SingleAsync(r => r.Id == id, ct);
        if (!StayAccess.Runs(referral.ResidenceId, actor)) { return Outcome.Forbidden<BedReferral>("referral.not-yours"); }
        if (referral.State == ReferralState.Declined && referral.DeclineCode == code) { return Outcome.Done(referral); }
        if (version is { } seen && seen != referral.Version) { return Outcome.Conflict<BedReferral>("changed-meanwhile"); }
        if (!AnswerBedReferral.DeclineCodes.Contains(code)) { return Outcome.Refused<BedReferral>("code", "stays.unknown-code", string.Join(", ", AnswerBedReferral.DeclineCodes)); }
        if (code == "other" && note.Length == 0) { return Outcome.Refused<BedReferral>("note", "beds.other-needs-words"); }
        if (note.Length > 2000) { return Outcome.Refused<BedReferral>("note", "form.too-long", 2000); }
        var entry = await db.Set<WaitlistEntry>().SingleOrDefaultAsync(w => w.ReferralId == id && (w.State == WaitlistState.Waiting || w.State == WaitlistState.Offered), ct);
        if (entry is { State: WaitlistState.Offered }) { return Outcome.Conflict<BedReferral>("referral.offered-already"); }
        if (entry is null || referral.State != ReferralState.Waiting) { return Outcome.Conflict<BedReferral>("referral.not-waiting", "@referral-state." + referral.State); }

        var now = clock.GetCurrentInstant();
        var house = await db.Set<Site>().SingleAsync(s => s.Id == referral.ResidenceId, ct);
        (referral.State, referral.DeclineCode, referral.Note, referral.AnsweredAt, referral.AnsweredBy) = (ReferralState.Declined, code, note, now, actor.StaffId);
        await WaitlistTurn.LeaveAsync(db, entry, WaitlistState.Withdrawn, now, ct);
        TellHouse.Officer(db, plan.Plan, $"struck-off:{entry.Id}", new Reason("notice.struck-off", plan.Plan.Number, StayRules.Named(house), "@decline." + code), now);
        db.Add(AuditEntry.OfPlan(planId, actor, now, "bed.struck-off", new Reason("audit.bed.struck-off", StayRules.Named(house))));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<BedReferral>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(referral);
    }
}

using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The parole officer takes the bed offered from a waiting list, which ends the search, or lets it go to the next in line.</summary>
public sealed class AnswerBedOffer : IStepForm
{
    public string Key => "answer-bed-offer";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) =>
        Task.FromResult<ImmutableArray<FormField>>([new FormField("note", FieldKind.LongText)]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var entry = await step.Db.Set<WaitlistEntry>().Where(w => w.PlanId == step.Plan.Id && w.State == WaitlistState.Offered).OrderByDescending(w => w.OfferedAt).FirstOrDefaultAsync(ct);
        await step.Db.LockBedOfAsync(step.Plan, [], ct);
        var stay = entry is null ? null : await step.Db.Set<BedStay>().SingleOrDefaultAsync(s => s.Id == entry.StayId, ct);
        if (entry is null || stay is not { State: StayState.Held } || entry.OfferExpiresAt <= step.Now) { return StepResult.Refused("", "referral.offer-over"); }
        var referrals = await step.Db.Set<BedReferral>().Where(r => r.PlanId == step.Plan.Id).ToListAsync(ct);
        var referral = referrals.Single(r => r.Id == entry.ReferralId);
        entry.EndedAt = step.Now;
        await step.Db.ArmPlanTimerAsync(step.Plan.Id, WaitlistOfferEnds.EndsKey, entry.Id.ToString(), null, ct);
        if (outcome != "taken")
        {
            (entry.State, referral.State) = (WaitlistState.Declined, ReferralState.Withdrawn);
            await HoldBed.CancelAsync(step.Db, stay, "not-needed", step.Actor, step.Now, ct);
            await WaitlistTurn.LookAgainAsync(step.Db, step.Plan.Id, step.Now, ct);
            return StepResult.Done with { Tell = [WaitlistOfferEnds.Ended] };
        }
        (entry.State, referral.State, referral.Backup) = (WaitlistState.Taken, ReferralState.Accepted, false);
        stay.HeldUntil = await HoldBed.EndOfAsync(step.Db, stay.ResidenceId, await HoldBed.LastDayAsync(step.Db, stay.ResidenceId, null, step.Now, ct), ct);
        await step.Db.KeepHoldTimerAsync(stay, ct);
        step.Plan.ResidenceId = stay.ResidenceId;
        foreach (var other in referrals.Where(r => r.State == ReferralState.Sent))
        {
            other.State = ReferralState.Withdrawn;
            await TellHouse.RunAsync(step.Db, step.Plan, other.ResidenceId, $"referral-withdrawn:{other.Id}", new Reason("notice.referral-withdrawn", step.Plan.Number), step.Now, ct);
        }
        var centre = await step.Db.Set<Site>().AnyAsync(s => s.Id == stay.ResidenceId && s.Kind == SiteKind.CommunityCorrectionalCentre, ct);
        return StepResult.With(("bedHeld", true), ("cccResidence", centre), ("conditionsAsked", false),
            ("consentNeeded", centre && step.Plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency)) with { FactsChanged = true, Tell = ["bed-taken"] };
    }
}

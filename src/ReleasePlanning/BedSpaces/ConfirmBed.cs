using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The house confirms the bed it holds, for the nights as they now are, or says it is lost.</summary>
public sealed class ConfirmBed(string key) : IStepForm
{
    public string Key => key;

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) =>
        Task.FromResult<ImmutableArray<FormField>>([new FormField("note", FieldKind.LongText).For("lost")]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var stay = await step.Db.LockBedOfAsync(step.Plan, [], ct);
        if (outcome == "lost") { return await LoseAsync(step, stay, ct); }
        if (stay is null) { return StepResult.Refused("", "beds.no-bed-held"); }
        if (await ConsentMissingAsync(step, stay, ct)) { return StepResult.Refused("", "beds.consent-missing"); }
        var arrive = StayNights.ArriveOn(step.Plan, step.Zone);
        // plans that ran before the bed followed the release day: the nights move with it here at the latest
        if (stay.Nights.ArriveOn != arrive && !(await HoldBed.MoveAsync(step.Db, stay, new Nights(arrive, arrive.PlusDays(stay.Nights.Count)), step.Actor, step.Now, ct)).IsDone)
        {
            return StepResult.Refused("", "referral.no-room-on-new-nights", arrive);
        }
        var confirmed = await new ConfirmStay(step.Db).RunAsync(stay, step.Actor, step.Now, ct);
        if (!confirmed.IsDone) { return StepResult.Refused(confirmed.Problems); }
        await RecordPlacement.RunAsync(step.Db, step.Plan, stay, step.Now, ct);
        // who has a bed waits for no other
        foreach (var entry in await step.Db.Set<WaitlistEntry>().Where(w => w.PlanId == step.Plan.Id && w.State == WaitlistState.Waiting).ToListAsync(ct))
        {
            await WaitlistTurn.LeaveAsync(step.Db, entry, WaitlistState.Withdrawn, step.Now, ct);
        }
        return StepResult.Done;
    }

    private static async Task<StepResult> LoseAsync(StepContext step, BedStay? stay, CancellationToken ct)
    {
        if (stay is not null) { await HoldBed.CancelAsync(step.Db, stay, "house-withdrew", step.Actor, step.Now, ct); }
        var why = new Reason("beds.house-withdrew", StayRules.Named(step.Site));
        TellHouse.Officers(step.Db, step.Plan, $"plan-bed-lost:{step.Item.Id}", new Reason("notice.plan-bed.lost", step.Plan.Number, why), step.Now);
        step.Plan.ResidenceId = null;
        await WaitlistTurn.LookAgainAsync(step.Db, step.Plan.Id, step.Now, ct);
        return StepResult.With(("cccResidence", false)) with { FactsChanged = true, Tell = await BedMessages.OfLossAsync(step.Db, step.Plan, ct) };
    }

    private static async Task<bool> ConsentMissingAsync(StepContext step, BedStay stay, CancellationToken ct) =>
        step.Plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency
        && await step.Db.Set<Site>().AnyAsync(s => s.Id == stay.ResidenceId && s.Kind == SiteKind.CommunityCorrectionalCentre, ct)
        && !await step.Db.Set<ResidencyConsent>().AnyAsync(c => c.PlanId == step.Plan.Id && c.ResidenceId == stay.ResidenceId && c.Given, ct);
}

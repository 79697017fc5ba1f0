using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The house confirms the bed it holds, for the release day as it now is, or says it is lost.</summary>
public sealed class ConfirmBed(string key) : IStepForm
{
    public string Key => key;

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) =>
        Task.FromResult<ImmutableArray<FormField>>([new FormField("note", FieldKind.LongText).For("lost")]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var stay = await step.Db.Set<BedStay>()
            .FirstOrDefaultAsync(s => s.PlanId == step.Plan.Id && (s.State == StayState.Held || s.State == StayState.Confirmed), ct);
        if (outcome == "lost")
        {
            if (stay is not null) { stay.State = StayState.Cancelled; }
            step.Plan.ResidenceId = null;
            return StepResult.With(("cccResidence", false)) with { FactsChanged = true };
        }
        if (stay is null) { return StepResult.Refused("", "beds.no-bed-held"); }
        if (await ConsentMissingAsync(step, stay, ct)) { return StepResult.Refused("", "beds.consent-missing"); }
        if (stay.Nights.ArriveOn != step.Plan.ReleaseOn)
        {
            // the release day moved since the bed was held; the database still refuses nights that are not free
            var moved = step.Plan.ReleaseOn.PlusDays(stay.Nights.Count);
            stay.Nights = stay.Occupies = new Nights(step.Plan.ReleaseOn, moved);
        }
        (stay.State, stay.HeldUntil) = (StayState.Confirmed, null);
        return StepResult.Done;
    }

    private static async Task<bool> ConsentMissingAsync(StepContext step, BedStay stay, CancellationToken ct) =>
        step.Plan.ReleaseType == ReleaseType.StatutoryReleaseWithResidency
        && await step.Db.Set<Site>().AnyAsync(s => s.Id == stay.ResidenceId && s.Kind == SiteKind.CommunityCorrectionalCentre, ct)
        && !await step.Db.Set<ResidencyConsent>().AnyAsync(c => c.PlanId == step.Plan.Id && c.ResidenceId == stay.ResidenceId && c.Given, ct);
}

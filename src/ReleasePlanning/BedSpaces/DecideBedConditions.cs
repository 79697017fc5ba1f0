using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>A house accepted on conditions: the parole officer agrees to them, or gives the bed back and the search goes on.</summary>
public sealed class DecideBedConditions : IStepForm
{
    public string Key => "decide-bed-conditions";

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        var held = await HeldAsync(step, ct);
        return [new FormField("conditions", FieldKind.LongText, Default: held?.Conditions), new FormField("note", FieldKind.LongText).For("refused")];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        if (await HeldAsync(step, ct) is not { } held) { return StepResult.Refused("", "beds.no-bed-held"); }
        // shown to be read; what the house wrote stays as it wrote it
        if (answers.Text("conditions") is { Length: > 0 } said && said != held.Conditions) { return StepResult.Refused("conditions", "referral.conditions-are-the-houses"); }
        if (outcome != "refused") { return StepResult.Done; }
        held.State = ReferralState.Withdrawn;
        if (await step.Db.LockBedOfAsync(step.Plan, [], ct) is { } stay) { await HoldBed.CancelAsync(step.Db, stay, "not-needed", step.Actor, step.Now, ct); }
        await TellHouse.RunAsync(step.Db, step.Plan, held.ResidenceId, $"conditions-refused:{held.Id}", new Reason("notice.conditions-refused", step.Plan.Number), step.Now, ct);
        step.Plan.ResidenceId = null;
        return StepResult.With(("cccResidence", false)) with { FactsChanged = true };
    }

    private static Task<BedReferral?> HeldAsync(StepContext step, CancellationToken ct) =>
        step.Db.Set<BedReferral>().Where(r => r.PlanId == step.Plan.Id && r.State == ReferralState.Accepted && !r.Backup).OrderByDescending(r => r.AnsweredAt).FirstOrDefaultAsync(ct);
}

using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>The person arrived, or did not. Also for the follow-up of a missed arrival and the return from an absence.</summary>
public sealed class RecordArrival(string key) : IStepForm
{
    public string Key => key;

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("arrivedAt", FieldKind.DateTime, true, Default: step.Now.InZone(step.Zone).LocalDateTime).For("arrived", "returned"),
        new FormField("note", FieldKind.LongText).For("not-arrived", "suspended"),
    ]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var stay = await step.Db.Set<BedStay>().FirstOrDefaultAsync(s => s.PlanId == step.Plan.Id && s.State == StayState.Confirmed, ct);
        if (outcome is not ("arrived" or "returned"))
        {
            if (outcome == "suspended" && stay is not null) { stay.State = StayState.NotArrived; }
            return StepResult.Done;
        }
        var arrivedAt = step.At(answers.Moment("arrivedAt")!.Value);
        if (arrivedAt > step.Now) { return StepResult.Refused("arrivedAt", "form.not-in-the-future", step.Today); }
        if (step.Plan.ReleasedAt is { } left && arrivedAt < left) { return StepResult.Refused("arrivedAt", "arrival.before-release"); }
        if (stay is not null) { stay.State = outcome == "arrived" ? StayState.Arrived : StayState.Departed; }
        if (outcome == "arrived") { step.Plan.ArrivedAt = arrivedAt; }
        return StepResult.Done;
    }
}

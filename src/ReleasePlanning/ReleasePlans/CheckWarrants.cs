using System.Collections.Immutable;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>Sentence Management checks for outstanding warrants and charges before the release, and again on the day.</summary>
public sealed class CheckWarrants : IStepForm
{
    public string Key => "warrants-check";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("checkedOn", FieldKind.Date, true, Default: step.Today),
        new FormField("datesVerified", FieldKind.Confirm).For("clear"),
        new FormField("note", FieldKind.LongText).For("warrant-found"),
    ]);

    public Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        if (answers.Date("checkedOn") > step.Today) { return Task.FromResult(StepResult.Refused("checkedOn", "form.not-in-the-future", step.Today)); }
        step.Plan.WarrantsClearAt = outcome == "clear" ? step.Now : null;
        return Task.FromResult(StepResult.Done);
    }
}

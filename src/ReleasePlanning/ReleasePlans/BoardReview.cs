using System.Collections.Immutable;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>Enters the day of the Board's review (H); every due date that counts from it is set.</summary>
public sealed class ScheduleReview : IStepForm
{
    public string Key => "schedule-review";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
        [new FormField("hearingOn", FieldKind.Date, true, Default: step.Plan.HearingOn), new FormField("note", FieldKind.LongText)]);

    public Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var on = answers.Date("hearingOn")!.Value;
        if (on < step.Today) { return Task.FromResult(StepResult.Refused("hearingOn", "form.not-in-the-past", step.Today)); }
        if (on > step.Plan.ReleaseOn) { return Task.FromResult(StepResult.Refused("hearingOn", "launch.hearing-after-release", step.Plan.ReleaseOn)); }
        var changed = step.Plan.HearingOn != on;
        step.Plan.HearingOn = on;
        return Task.FromResult(StepResult.Done with { DatesChanged = changed });
    }
}

/// <summary>Records the decision (D): granted or denied.</summary>
public sealed class RecordDecision : IStepForm
{
    public string Key => "record-decision";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("decidedOn", FieldKind.Date, true, Default: step.Today),
        new FormField("residency", FieldKind.YesNo, Default: step.Plan.ResidencyCondition),
        new FormField("reasons", FieldKind.LongText).For("denied"),
    ]);

    public Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var on = answers.Date("decidedOn")!.Value;
        if (on > step.Today) { return Task.FromResult(StepResult.Refused("decidedOn", "form.not-in-the-future", step.Today)); }
        step.Plan.DecisionOn = on;
        if (answers.IsYes("residency")) { step.Plan.ResidencyCondition = true; }
        return Task.FromResult(StepResult.With(("residencyCondition", step.Plan.ResidencyCondition)) with { DatesChanged = true });
    }
}

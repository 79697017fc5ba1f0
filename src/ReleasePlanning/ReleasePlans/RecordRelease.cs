using System.Collections.Immutable;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>Admission and discharge confirms identity and records that the person left. Refused, with every reason, while a hard gate is not met.</summary>
public sealed class RecordRelease : IStepForm
{
    public string Key => "record-release";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("identityConfirmed", FieldKind.Confirm, true),
        FormField.Choice("identityBy", "identity-by.", true, "photo-and-fps", "fingerprints"),
        new FormField("leftAt", FieldKind.DateTime, true, Default: step.Now.InZone(step.Zone).LocalDateTime),
        new FormField("certificateCarried", FieldKind.Confirm, step.Plan.ReleaseType.IsSupervised()),
        new FormField("note", FieldKind.LongText),
    ]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var leftAt = step.At(answers.Moment("leftAt")!.Value);
        if (leftAt > step.Now) { return StepResult.Refused("leftAt", "form.not-in-the-future", step.Today); }
        if (leftAt.InZone(step.Zone).Date < step.Plan.ReleaseOn) { return StepResult.Refused("leftAt", "gate.not-yet", step.Plan.ReleaseOn); }
        var blocks = ReleaseGate.Blocks(await ReleaseGateQueries.ReadAsync(step.Db, step.Plan, step.Today, ct));
        if (blocks.Length > 0) { return StepResult.Refused(blocks.Select(b => new Problem("", b))); }
        (step.Plan.IdentityConfirmedAt, step.Plan.ReleasedAt, step.Plan.Status) = (step.Now, leftAt, PlanStatus.Released);
        return StepResult.Done;
    }
}

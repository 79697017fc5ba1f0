using System.Collections.Immutable;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Disclosures;

/// <summary>Records that every police force with jurisdiction at the destination was told before the release (CCRA s.25(2)), with the facts as they were told;
/// or, where the destination is not known, why nobody could be.</summary>
public sealed class NotifyPolice : IStepForm
{
    public string Key => "police-notice";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("policeForces", FieldKind.Text, true, MaxLength: 500),
        FormField.Choice("channel", "channel.", true, "secure-mail", "telephone", "in-person", "destination-unknown"),
        new FormField("sentAt", FieldKind.DateTime, true, Default: step.Now.InZone(step.Zone).LocalDateTime),
        new FormField("note", FieldKind.LongText),
    ]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var sentAt = step.At(answers.Moment("sentAt")!.Value);
        if (sentAt > step.Now) { return StepResult.Refused("sentAt", "form.not-in-the-future", step.Today); }
        if (answers.Text("channel") == "destination-unknown" && answers.Text("note").Length == 0) { return StepResult.Refused("note", "police.unknown-needs-reason"); }
        step.Db.Add(new Disclosure
        {
            Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, Kind = DisclosureKind.Police, Recipient = answers.Text("policeForces"),
            Channel = answers.Text("channel"), SentAt = sentAt, SentBy = step.Actor.StaffId, Facts = await ReleaseFacts.OfAsync(step.Db, step.Plan, ct),
        });
        return StepResult.With(("policeNotified", true));
    }
}

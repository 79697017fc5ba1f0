using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>Records the written consent to residency at a community correctional centre (CCRA s.133(4.4)): who, in which position, on which day.</summary>
public sealed class RecordResidencyConsent : IStepForm
{
    public string Key => "ccc-consent";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("givenBy", FieldKind.Text, true, Default: step.Actor.Name, MaxLength: 200),
        new FormField("position", FieldKind.Text, true, MaxLength: 200),
        new FormField("givenOn", FieldKind.Date, true, Default: step.Today),
        new FormField("inWriting", FieldKind.Confirm).For("given"),
        new FormField("note", FieldKind.LongText).For("refused"),
    ]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        if (answers.Date("givenOn") > step.Today) { return StepResult.Refused("givenOn", "form.not-in-the-future", step.Today); }
        if (step.Plan.ResidenceId is not { } house) { return StepResult.Refused("", "beds.no-bed-held"); }
        var given = outcome == "given";
        step.Db.Add(new ResidencyConsent
        {
            Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, ResidenceId = house, Given = given, GivenBy = answers.Text("givenBy"),
            Position = answers.Text("position"), GivenOn = answers.Date("givenOn")!.Value, RecordedAt = step.Now, RecordedBy = step.Actor.StaffId!.Value,
        });
        if (given) { return StepResult.Done; }
        // without consent this house cannot be: the bed goes back, the next house is asked
        await step.Db.LockBedOfAsync(step.Plan, [], ct);
        foreach (var stay in await step.Db.Set<BedStay>().Where(s => s.PlanId == step.Plan.Id && s.State == StayState.Held).ToListAsync(ct))
        {
            await HoldBed.CancelAsync(step.Db, stay, "consent-refused", step.Actor, step.Now, ct);
        }
        await step.Db.Set<BedReferral>().Where(r => r.PlanId == step.Plan.Id && r.State == ReferralState.Accepted && !r.Backup).ForEachAsync(r => r.State = ReferralState.Withdrawn, ct);
        step.Plan.ResidenceId = null;
        return StepResult.With(("cccResidence", false)) with { FactsChanged = true };
    }
}

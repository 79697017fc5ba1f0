using System.Collections.Immutable;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>No house is left: the area director asks for other houses, or settles on a private address where no residency condition forbids it.</summary>
public sealed class ReviewAccommodation : IStepForm
{
    public const string FormKey = "accommodation-review";

    public string Key => FormKey;

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("address", FieldKind.LongText, MaxLength: 500, Default: step.Plan.DestinationAddress).For("private-address"),
        new FormField("note", FieldKind.LongText, true),
    ]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        if (outcome != "private-address") { return StepResult.Done; }
        if (step.Plan.ResidencyCondition) { return StepResult.Refused("", "beds.residency-condition-stands"); }
        (step.Plan.NeedsResidence, step.Plan.ResidenceId, step.Plan.DestinationAddress) = (false, null, answers.Text("address"));
        await RecordPlacement.RunAsync(step.Db, step.Plan, null, step.Now, ct);
        return StepResult.With(("needsResidence", false), ("cccResidence", false)) with { FactsChanged = true };
    }
}

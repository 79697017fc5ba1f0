using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ParoleConditions;

/// <summary>The community parole officer confirms that the conditions fit the plan, or says what conflicts.</summary>
public sealed class ValidateConditions : IStepForm
{
    public string Key => "validate-conditions";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("fitsBed", FieldKind.Confirm).For("confirmed"),
        new FormField("fitsRoute", FieldKind.Confirm).For("confirmed"),
        new FormField("note", FieldKind.LongText).For("conflict"),
    ]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        if (outcome != "confirmed") { return StepResult.Done; }
        foreach (var condition in await step.Db.Set<ParoleCondition>().Where(c => c.PlanId == step.Plan.Id && c.ReplacedAt == null).ToListAsync(ct))
        {
            (condition.ConfirmedAt, condition.ConfirmedBy) = (step.Now, step.Actor.StaffId);
        }
        return StepResult.Done;
    }
}

using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.CommunityHandoff;

/// <summary>Offers the case to the parole office at the destination; also again, completed, after it came back.</summary>
public sealed class SendHandoff(string key) : IStepForm
{
    public string Key => key;

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("summary", FieldKind.LongText, true, MaxLength: 8000),
        new FormField("planAttached", FieldKind.Confirm, true),
        new FormField("note", FieldKind.LongText),
    ]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var attempt = await step.Db.Set<Handoff>().Where(h => h.PlanId == step.Plan.Id).MaxAsync(h => (int?)h.Attempt, ct) ?? 0;
        step.Db.Add(new Handoff
        {
            Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, ParoleOfficeId = step.Plan.ParoleOfficeId, Attempt = attempt + 1,
            Summary = answers.Text("summary"), SentAt = step.Now, SentBy = step.Actor.StaffId!.Value,
        });
        return StepResult.Done;
    }
}

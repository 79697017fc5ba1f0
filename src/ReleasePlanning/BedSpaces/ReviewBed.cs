using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The bed goes against what the person is kept away from: the parole officer gives it back and looks for another, or says it is settled, which is believed
/// only when it is.</summary>
public sealed class ReviewBed : IStepForm
{
    public const string FormKey = "bed-review";
    public const string OtherBed = "other-bed";

    public string Key => FormKey;

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) =>
        Task.FromResult<ImmutableArray<FormField>>([new FormField("note", FieldKind.LongText, true)]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var stay = await step.Db.LockBedOfAsync(step.Plan, [], ct);
        if (outcome != OtherBed)
        {
            var against = stay is null ? [] : await new KeepAwayQueries(step.Db).AgainstBedAsync(step.Plan, stay, ct);
            return against.IsEmpty ? StepResult.Done : StepResult.Refused([Problem.With("outcome", "beds.still-against"), .. against.Select(a => new Problem("outcome", a))]);
        }
        if (stay is null) { return StepResult.Done; }
        if (stay.State == StayState.Arrived) { return StepResult.Refused("outcome", "beds.transfer-instead"); }
        await HoldBed.CancelAsync(step.Db, stay, "not-needed", step.Actor, step.Now, ct);
        await TellHouse.RunAsync(step.Db, step.Plan, stay.ResidenceId, $"bed-given-up:{stay.Id}", new Reason("notice.bed-given-up", step.Plan.Number), step.Now, ct);
        step.Plan.ResidenceId = null;
        // while the bed is being kept its own process hears it; once that is over, the plan begins the search again
        var kept = await step.Db.Set<WorkflowSubscription>().AnyAsync(s => s.PlanId == step.Plan.Id && s.Name == BedMessages.Changed, ct);
        return StepResult.Done with
        {
            FactsChanged = true,
            Tell = [kept ? BedMessages.Changed : BedMessages.SearchAgain, .. await BedMessages.OfLossAsync(step.Db, step.Plan, ct)],
        };
    }
}

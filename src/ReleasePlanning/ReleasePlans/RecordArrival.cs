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

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        // what the house has recorded already is filled in
        var arrived = await step.Db.Set<BedStay>().AsNoTracking().Where(s => s.PlanId == step.Plan.Id && s.State == StayState.Arrived).Select(s => s.ArrivedAt).FirstOrDefaultAsync(ct);
        return
        [
            new FormField("arrivedAt", FieldKind.DateTime, true, Default: (arrived ?? step.Now).InZone(step.Zone).LocalDateTime).For("arrived", "returned"),
            new FormField("note", FieldKind.LongText).For("not-arrived", "suspended"),
        ];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var stay = await step.Db.Set<BedStay>().Where(s => s.PlanId == step.Plan.Id && (s.State == StayState.Confirmed || s.State == StayState.Arrived))
            .OrderByDescending(s => s.State == StayState.Confirmed).FirstOrDefaultAsync(ct);
        if (stay is not null) { await step.Db.LockBedsAsync(stay.PersonId, [stay.ResidenceId], ct); }
        if (outcome is not ("arrived" or "returned"))
        {
            if (outcome == "suspended" && stay is { State: StayState.Confirmed }) { await EndAsync(step, stay, StayState.NotArrived, "suspended", ct); }
            return StepResult.Done;
        }
        var arrivedAt = step.At(answers.Moment("arrivedAt")!.Value);
        if (arrivedAt > step.Now) { return StepResult.Refused("arrivedAt", "form.not-in-the-future", step.Today); }
        if (step.Plan.ReleasedAt is { } left && arrivedAt < left) { return StepResult.Refused("arrivedAt", "arrival.before-release"); }
        if (outcome == "returned")
        {
            if (stay is not null) { await EndAsync(step, stay, StayState.Departed, "as-planned", ct); }
            return StepResult.Done;
        }
        if (stay is { State: StayState.Confirmed })
        {
            (stay.State, stay.ArrivedAt) = (StayState.Arrived, arrivedAt);
            await step.Db.WriteAsync(stay, StayEvents.Arrived, step.Actor, step.Now, ct);
        }
        step.Plan.ArrivedAt = arrivedAt;
        return StepResult.Done;
    }

    private static async Task EndAsync(StepContext step, BedStay stay, StayState state, string code, CancellationToken ct)
    {
        (stay.State, stay.EndCode) = (state, code);
        if (state == StayState.Departed) { stay.DepartedAt = step.Now; }
        await step.Db.WriteAsync(stay, state == StayState.Departed ? StayEvents.Departed : StayEvents.NotArrived, step.Actor, step.Now, ct, code);
    }
}

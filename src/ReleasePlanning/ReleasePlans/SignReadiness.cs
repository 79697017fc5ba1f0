using System.Collections.Immutable;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>The manager signs that everything is ready, seeing what still blocks; or says what must be mended.</summary>
public sealed class SignReadiness : IStepForm
{
    public string Key => "readiness";

    public Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct) => Task.FromResult<ImmutableArray<FormField>>(
    [
        new FormField("fileRead", FieldKind.Confirm).For("ready"),
        new FormField("note", FieldKind.LongText).For("not-ready"),
    ]);

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        if (outcome != "ready") { return StepResult.Done; }
        // the day itself is not a reason yet; everything else that would stop the release stops the signature
        var facts = await ReleaseGateQueries.ReadAsync(step.Db, step.Plan, step.Plan.ReleaseOn, ct);
        var blocks = ReleaseGate.Blocks(facts);
        return blocks.Length == 0 ? StepResult.Done : StepResult.Refused(blocks.Select(b => new Problem("", b)));
    }
}

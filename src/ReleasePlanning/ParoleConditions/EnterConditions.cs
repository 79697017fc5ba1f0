using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ParoleConditions;

/// <summary>Records the conditions as imposed: the standard ones by law, the special ones in the deciding authority's words, one a line. Also after a conflict.</summary>
public sealed class EnterConditions(string key) : IStepForm
{
    private const int MostSpecial = 30;

    public string Key => key;

    public async Task<ImmutableArray<FormField>> FieldsAsync(StepContext step, CancellationToken ct)
    {
        var special = await step.Db.Set<ParoleCondition>().Where(c => c.PlanId == step.Plan.Id && c.ReplacedAt == null && c.Kind == ConditionKind.Special)
            .OrderBy(c => c.Clause).Select(c => c.Text).ToListAsync(ct);
        return
        [
            new FormField("specialConditions", FieldKind.LongText, MaxLength: 8000, Default: string.Join("\n", special)),
            new FormField("residencyFrom", FieldKind.Date, step.Plan.ResidencyCondition, Default: step.Plan.ResidencyCondition ? step.Plan.ReleaseOn : null),
            new FormField("residencyUntil", FieldKind.Date),
            new FormField("note", FieldKind.LongText, key == "resolve-conditions"),
        ];
    }

    public async Task<StepResult> ApplyAsync(StepContext step, FormAnswers answers, string outcome, CancellationToken ct)
    {
        var special = answers.Text("specialConditions").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();
        if (special.Count > MostSpecial) { return StepResult.Refused("specialConditions", "conditions.too-many", MostSpecial); }
        var (from, until) = (answers.Date("residencyFrom"), answers.Date("residencyUntil"));
        if (until is { } u && (from is not { } f || u <= f)) { return StepResult.Refused("residencyUntil", "conditions.ends-before-start"); }

        var current = await step.Db.Set<ParoleCondition>().Where(c => c.PlanId == step.Plan.Id && c.ReplacedAt == null).ToListAsync(ct);
        var wanted = Wanted(step, special, from, until).ToList();
        var same = current.Select(Content).Order().SequenceEqual(wanted.Select(Content).Order());
        if (same) { return StepResult.Done; }
        foreach (var old in current) { old.ReplacedAt = step.Now; }
        step.Db.AddRange(wanted);
        return StepResult.Done with { FactsChanged = true };
    }

    private static string Content(ParoleCondition c) => $"{c.Kind}|{c.Clause}|{c.Text}|{c.FromOn}|{c.UntilOn}";

    private static IEnumerable<ParoleCondition> Wanted(StepContext step, List<string> special, NodaTime.LocalDate? from, NodaTime.LocalDate? until)
    {
        foreach (var clause in StandardConditions.Of(step.Plan.ReleaseType))
        {
            yield return new ParoleCondition { Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, Kind = ConditionKind.Standard, Clause = clause };
        }
        for (var i = 0; i < special.Count; i++)
        {
            yield return new ParoleCondition { Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, Kind = ConditionKind.Special, Clause = $"133(3) {i + 1:00}", Text = special[i] };
        }
        if (from is not null)
        {
            yield return new ParoleCondition
            {
                Id = Guid.CreateVersion7(), PlanId = step.Plan.Id, Kind = ConditionKind.Residency, FromOn = from, UntilOn = until,
                Clause = step.Plan.ResidencyCondition ? "133(4.1)" : "133(4)",
            };
        }
    }
}

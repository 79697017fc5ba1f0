using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>What became of one of several steps.</summary>
/// <param name="Why">Null when it was done.</param>
public sealed record OneOfMany(WorkItemId Id, string TitleEn, string TitleFr, Reason? Why)
{
    public bool Done => Why is null;
    public string Title(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? TitleFr : TitleEn;
}

/// <summary>Acknowledges the last escalation of several steps. Each is an act and a transaction of its own: what cannot be done says why and holds nothing up.</summary>
public sealed class AcknowledgeMany(ReleasePlanningDb db, IServiceScopeFactory scopes)
{
    public async Task<Outcome<IReadOnlyList<OneOfMany>>> RunAsync(IReadOnlyCollection<WorkItemId> steps, Actor actor, CancellationToken ct)
    {
        if (ManySteps.Refuse(steps) is { } problem) { return Outcome.Refused<IReadOnlyList<OneOfMany>>(problem); }
        var last = await db.Set<Escalation>().AsNoTracking().Where(e => e.WorkItemId != null && steps.Contains(e.WorkItemId.Value) && !e.IsReminder)
            .GroupBy(e => e.WorkItemId!.Value).Select(g => g.OrderByDescending(e => e.RaisedAt).ThenByDescending(e => e.Level).First()).ToDictionaryAsync(e => e.WorkItemId!.Value, ct);
        return await ManySteps.EachAsync(db, scopes, steps, actor, async (services, step) => last.TryGetValue(step.Id, out var escalation)
            ? (await services.GetRequiredService<AcknowledgeEscalation>().RunAsync(escalation.Id, actor, ct)).Problems.FirstOrDefault()?.Reason
            : new Reason("many.not-brought"), ct);
    }
}

/// <summary>Gives several steps to one person. Each is an act and a transaction of its own: what that person may not take says why and holds nothing up.</summary>
public sealed class ReassignMany(ReleasePlanningDb db, IServiceScopeFactory scopes)
{
    private const int LongestReason = 2000;

    public async Task<Outcome<IReadOnlyList<OneOfMany>>> RunAsync(IReadOnlyCollection<WorkItemId> steps, StaffId? to, string reason, Actor actor, CancellationToken ct)
    {
        if (ManySteps.Refuse(steps) is { } problem) { return Outcome.Refused<IReadOnlyList<OneOfMany>>(problem); }
        if (to is not { } taker) { return Outcome.Refused<IReadOnlyList<OneOfMany>>("to", "form.required"); }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<IReadOnlyList<OneOfMany>>("reason", "form.required"); }
        if (reason.Length > LongestReason) { return Outcome.Refused<IReadOnlyList<OneOfMany>>("reason", "form.too-long", LongestReason); }
        return await ManySteps.EachAsync(db, scopes, steps, actor, async (services, step) =>
            (await services.GetRequiredService<ReassignWorkItem>().RunAsync(step.Id, taker, reason, null, actor, ct)).Problems.FirstOrDefault()?.Reason, ct);
    }
}

internal static class ManySteps
{
    /// <summary>A page of the board, four times over.</summary>
    public const int Most = 100;

    public static Problem? Refuse(IReadOnlyCollection<WorkItemId> steps) =>
        steps.Count == 0 ? Problem.With("steps", "many.none") : steps.Count > Most ? Problem.With("steps", "many.too-many", Most, steps.Count) : null;

    public static async Task<Outcome<IReadOnlyList<OneOfMany>>> EachAsync(
        ReleasePlanningDb db, IServiceScopeFactory scopes, IReadOnlyCollection<WorkItemId> steps, Actor actor, Func<IServiceProvider, WorkItem, Task<Reason?>> act, CancellationToken ct)
    {
        // of a plan somebody may not know of, there is nothing to name
        var plans = db.Set<ReleasePlan>().Where(PlanScope.Of(db, actor)).Select(p => p.Id);
        var known = await db.Set<WorkItem>().AsNoTracking().Where(w => steps.Contains(w.Id) && plans.Contains(w.PlanId)).ToDictionaryAsync(w => w.Id, ct);
        var results = new List<OneOfMany>(steps.Count);
        foreach (var id in steps.Distinct())
        {
            if (!known.TryGetValue(id, out var item)) { results.Add(new OneOfMany(id, "", "", new Reason("not-found"))); continue; }
            await using var scope = scopes.CreateAsyncScope();
            results.Add(new OneOfMany(id, item.TitleEn, item.TitleFr, item.State == WorkItemState.Open ? await act(scope.ServiceProvider, item) : new Reason("many.closed")));
        }
        return Outcome.Done<IReadOnlyList<OneOfMany>>(results);
    }
}

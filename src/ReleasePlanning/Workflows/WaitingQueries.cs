using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

public sealed record WaitingRow(WorkflowSubscription Subscription, string PlanNumber, string ProcessId, Names Names)
{
    public string Name(string language) => Names.In(language) ?? Subscription.ElementId;
}

public sealed record KeptRow(WorkflowMessage Message, string? PlanNumber);

/// <param name="Text">Part of a name, key or plan number.</param>
public sealed record WaitingFilter(AwaitedKind? Kind = null, string Text = "");

/// <summary>Reads who waits for which message or signal, and which messages wait for a receiver.</summary>
public sealed class WaitingQueries(ReleasePlanningDb db, WorkflowCatalogue catalogue, IClock clock)
{
    public async Task<Paged<WaitingRow>> ListAsync(WaitingFilter filter, int page, int size, CancellationToken ct)
    {
        var found = from s in db.Set<WorkflowSubscription>().AsNoTracking()
                    join plan in db.Set<ReleasePlan>() on s.PlanId equals plan.Id
                    join run in db.Set<WorkflowInstance>() on s.InstanceId equals run.Id
                    select new { s, plan.Number, run.ProcessId, run.DefinitionId };
        if (filter.Kind is { } kind) { found = found.Where(w => w.s.Kind == kind); }
        foreach (var word in Predicates.Words(filter.Text))
        {
            found = found.Where(w => EF.Functions.ILike(w.s.Name, word) || EF.Functions.ILike(w.s.CorrelationKey ?? "", word) || EF.Functions.ILike(w.Number, word));
        }
        var total = await found.CountAsync(ct);
        var rows = await found.OrderBy(w => w.s.Name).ThenBy(w => w.s.CorrelationKey).ThenBy(w => w.Number).ThenBy(w => w.s.InstanceId).ThenBy(w => w.s.TokenId).ThenBy(w => w.s.ElementId)
            .Skip((page - 1) * size).Take(size).ToListAsync(ct);
        var named = new List<WaitingRow>();
        foreach (var r in rows)
        {
            var node = (await catalogue.ModelAsync(db, r.DefinitionId, ct)).Nodes.GetValueOrDefault(r.s.ElementId);
            named.Add(new WaitingRow(r.s, r.Number, r.ProcessId, node?.Names ?? new Names(r.s.ElementId, r.s.ElementId)));
        }
        return new(named, total);
    }

    /// <summary>Messages kept for whoever comes to wait for them, the first sent first.</summary>
    public async Task<IReadOnlyList<KeptRow>> KeptAsync(int most, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        return await db.Set<WorkflowMessage>().AsNoTracking().Where(m => m.State == MessageState.Waiting && m.KeptUntil > now).OrderBy(m => m.Number).Take(most)
            .Select(m => new KeptRow(m, db.Set<ReleasePlan>().Where(p => p.Id == m.PlanId).Select(p => p.Number).FirstOrDefault())).ToListAsync(ct);
    }
}

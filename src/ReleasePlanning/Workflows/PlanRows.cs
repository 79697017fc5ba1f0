using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>The live rows of locked plans, each kind read once a transaction and then found in memory, so that rows written
/// earlier in the same step are seen before they are saved.</summary>
public sealed class PlanRows(ReleasePlanningDb db)
{
    private readonly HashSet<(Type, ReleasePlanId)> loaded = [];
    private Guid? reading;

    /// <summary>What was read and is no longer kept in memory is to be read again.</summary>
    public void Forget() => loaded.Clear();

    public async Task<IReadOnlyList<WorkItem>> OpenWorkItemsAsync(ReleasePlanId plan, CancellationToken ct)
    {
        if (IsNew(typeof(WorkItem), plan)) { await db.Set<WorkItem>().Where(w => w.PlanId == plan && w.State == WorkItemState.Open).LoadAsync(ct); }
        return [.. db.Set<WorkItem>().Local.Where(w => w.PlanId == plan && w.State == WorkItemState.Open)];
    }

    public async Task<IReadOnlyList<WorkflowTimer>> TimersAsync(ReleasePlanId plan, CancellationToken ct)
    {
        if (IsNew(typeof(WorkflowTimer), plan)) { await db.Set<WorkflowTimer>().Where(t => t.PlanId == plan).LoadAsync(ct); }
        return [.. db.Set<WorkflowTimer>().Local.Where(t => t.PlanId == plan)];
    }

    public async Task<IReadOnlyList<WorkflowSubscription>> SubscriptionsAsync(ReleasePlanId plan, CancellationToken ct)
    {
        if (IsNew(typeof(WorkflowSubscription), plan)) { await db.Set<WorkflowSubscription>().Where(s => s.PlanId == plan).LoadAsync(ct); }
        return [.. db.Set<WorkflowSubscription>().Local.Where(s => s.PlanId == plan)];
    }

    public async Task<IReadOnlyList<WorkflowInstance>> InstancesAsync(ReleasePlanId plan, CancellationToken ct)
    {
        if (IsNew(typeof(WorkflowInstance), plan)) { await db.Set<WorkflowInstance>().Where(i => i.PlanId == plan).LoadAsync(ct); }
        return [.. db.Set<WorkflowInstance>().Local.Where(i => i.PlanId == plan)];
    }

    /// <summary>Incidents nobody has resolved.</summary>
    public async Task<IReadOnlyList<WorkflowIncident>> OpenIncidentsAsync(ReleasePlanId plan, CancellationToken ct)
    {
        if (IsNew(typeof(WorkflowIncident), plan)) { await db.Set<WorkflowIncident>().Where(i => i.PlanId == plan && i.ResolvedAt == null).LoadAsync(ct); }
        return [.. db.Set<WorkflowIncident>().Local.Where(i => i.PlanId == plan && i.ResolvedAt is null)];
    }

    /// <summary>Reads for several plans at once what has a due date.</summary>
    public async Task LoadDueAsync(IReadOnlyList<ReleasePlanId> plans, CancellationToken ct)
    {
        await db.Set<WorkItem>().Where(w => plans.Contains(w.PlanId) && w.State == WorkItemState.Open).LoadAsync(ct);
        await db.Set<WorkflowTimer>().Where(t => plans.Contains(t.PlanId)).LoadAsync(ct);
        await db.Set<WorkflowInstance>().Where(i => plans.Contains(i.PlanId)).LoadAsync(ct);
        foreach (var plan in plans)
        {
            IsNew(typeof(WorkItem), plan);
            IsNew(typeof(WorkflowTimer), plan);
            IsNew(typeof(WorkflowInstance), plan);
        }
    }

    /// <summary>Reads for several plans at once what any step asks for.</summary>
    public async Task LoadAsync(IReadOnlyList<ReleasePlanId> plans, CancellationToken ct)
    {
        await db.Set<WorkflowInstance>().Where(i => plans.Contains(i.PlanId)).LoadAsync(ct);
        await db.Set<WorkflowIncident>().Where(i => plans.Contains(i.PlanId) && i.ResolvedAt == null).LoadAsync(ct);
        foreach (var plan in plans)
        {
            IsNew(typeof(WorkflowInstance), plan);
            IsNew(typeof(WorkflowIncident), plan);
        }
    }

    // an act that begins again after a deadlock does so in the same scope: nothing of the transaction before is left
    private bool IsNew(Type kind, ReleasePlanId plan)
    {
        if (db.Database.CurrentTransaction?.TransactionId is { } now && now != reading)
        {
            reading = now;
            Forget();
        }
        return loaded.Add((kind, plan));
    }
}

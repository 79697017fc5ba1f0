using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>A plan whose row this transaction has locked. Only the lock (or creating the plan) yields one, and the runner takes nothing else:
/// all instances of a plan are serialised by that one lock, so there is no lock order to get wrong.</summary>
public sealed class LockedPlan
{
    internal LockedPlan(ReleasePlan plan) => Plan = plan;

    public ReleasePlan Plan { get; }
}

public static class PlanLock
{
    /// <summary>Waits for the row lock; null when there is no such plan. Needs an open transaction.</summary>
    public static async Task<LockedPlan?> LockPlanAsync(this ReleasePlanningDb db, ReleasePlanId id, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null) { throw new InvalidOperationException("A plan is locked inside a transaction."); }
        var rows = await db.Set<ReleasePlan>().FromSql($"select *, xmin from release_plans where id = {id.Value} for update").ToListAsync(ct);
        return rows.Count == 0 ? null : new LockedPlan(rows[0]);
    }

    /// <summary>A plan nobody else can see yet is as good as locked.</summary>
    public static LockedPlan AddPlan(this ReleasePlanningDb db, ReleasePlan plan)
    {
        db.Add(plan);
        return new LockedPlan(plan);
    }
}

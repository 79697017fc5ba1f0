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
    public static async Task<LockedPlan?> LockPlanAsync(this ReleasePlanningDb db, ReleasePlanId id, CancellationToken ct) =>
        (await LockAsync(db, $"select *, xmin from release_plans where id = {id.Value} for update", ct)).SingleOrDefault();

    /// <summary>The same for the plan a step belongs to; a step never changes plans, so one statement finds and locks it.</summary>
    public static async Task<LockedPlan?> LockPlanAsync(this ReleasePlanningDb db, WorkItemId step, CancellationToken ct) =>
        (await LockAsync(db, $"select *, xmin from release_plans where id = (select plan_id from work_items where id = {step.Value}) for update", ct)).SingleOrDefault();

    /// <summary>Locks those of several plans that nobody holds, and waits for none: who never waits while holding a lock cannot be part of a deadlock.</summary>
    public static Task<List<LockedPlan>> LockFreePlansAsync(this ReleasePlanningDb db, IEnumerable<ReleasePlanId> ids, CancellationToken ct) =>
        LockAsync(db, $"select *, xmin from release_plans where id = any({ids.Select(i => i.Value).ToArray()}) for update skip locked", ct);

    /// <summary>Locks several plans for one act, waiting for each. All who do so wait in the order of the ids, and nobody else waits while holding one: no circle can close.</summary>
    public static Task<List<LockedPlan>> LockPlansInOrderAsync(this ReleasePlanningDb db, IEnumerable<ReleasePlanId> ids, CancellationToken ct) =>
        LockAsync(db, $"select *, xmin from release_plans where id = any({ids.Select(i => i.Value).ToArray()}) order by id for update", ct);

    private static async Task<List<LockedPlan>> LockAsync(ReleasePlanningDb db, FormattableString locking, CancellationToken ct)
    {
        if (db.Database.CurrentTransaction is null) { throw new InvalidOperationException("A plan is locked inside a transaction."); }
        // ordered so that EF names the columns: a prepared "select *" fails once a newer version has added one
        var rows = await db.Set<ReleasePlan>().FromSql(locking).OrderBy(p => p.Id).ToListAsync(ct);
        return [.. rows.Select(r => new LockedPlan(r))];
    }

    /// <summary>A plan nobody else can see yet is as good as locked.</summary>
    public static LockedPlan AddPlan(this ReleasePlanningDb db, ReleasePlan plan)
    {
        db.Add(plan);
        return new LockedPlan(plan);
    }
}

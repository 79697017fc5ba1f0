using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>Brings open steps to a version published for them too, a plan at a time. What is left to do follows from the rows, so any number of workers may do
/// it beside each other, and one that is killed leaves nothing half done.</summary>
public sealed class ApplyLadders(IServiceScopeFactory scopes)
{
    private const int MostAtOnce = 100;

    /// <summary>Goes once through all plans that have such steps; how many steps were brought over.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var (done, after) = (0, Guid.Empty);
        while (true)
        {
            var plans = await WithAsync<ReleasePlanningDb, List<ReleasePlanId>>(db => PlansAsync(db, after, ct));
            foreach (var plan in plans)
            {
                ct.ThrowIfCancellationRequested();
                done += await WithAsync<ApplyLadder, int>(a => a.RunAsync(plan, ct));
            }
            if (plans.Count < MostAtOnce) { return done; }
            after = plans[^1].Value;
        }
    }

    private static Task<List<ReleasePlanId>> PlansAsync(ReleasePlanningDb db, Guid after, CancellationToken ct) => db.Database.SqlQuery<Guid>($"""
        select distinct w.plan_id as "Value" from work_items w join ladder_versions v on v.ladder = w.ladder and v.version > w.ladder_version and v.applies_to_open
        where w.state = 'Open' and w.plan_id > {after} order by 1 limit {MostAtOnce}
        """).Select(id => new ReleasePlanId(id)).ToListAsync(ct);

    private async Task<TResult> WithAsync<TAct, TResult>(Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }
}

/// <summary>Brings the open steps of one plan to the newest version meant for them, under the plan's lock. Rungs whose moment has passed under the new version are
/// passed over, because what came under the old one stands for them; a rung that is due but not yet climbed comes first, under the old version.</summary>
public sealed class ApplyLadder(ReleasePlanningDb db, ArmLadder armLadder, IClock clock)
{
    public async Task<int> RunAsync(ReleasePlanId planId, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockPlanAsync(planId, ct) is null) { return 0; }
        var targets = await db.Set<LadderVersion>().Where(v => v.AppliesToOpen).GroupBy(v => v.Ladder).Select(g => new { g.Key, Version = g.Max(v => v.Version) }).ToDictionaryAsync(g => g.Key, g => g.Version, ct);
        var (now, done) = (clock.GetCurrentInstant(), 0);
        foreach (var item in await db.Set<WorkItem>().Where(w => w.PlanId == planId && w.State == WorkItemState.Open).ToListAsync(ct))
        {
            if (!targets.TryGetValue(item.Ladder, out var target) || target <= item.LadderVersion) { continue; }
            var timer = await armLadder.TimerAsync(item, ct);
            if (timer?.DueAt <= now) { continue; }
            item.LadderVersion = target;
            done++;
            if (item.DueAt is null) { continue; }
            var (rungs, climb, place) = await armLadder.OfAsync(item, ct);
            await armLadder.MoveAsync(item, timer, rungs.Where(r => Ladder.Comes(r, climb, place) <= now).Select(r => r.Level).DefaultIfEmpty(0).Max(), ct);
        }
        if (done > 0) { db.Add(AuditEntry.OfPlan(planId, Actor.Service, now, "plan.ladder-applied", new Reason("audit.plan.ladder-applied", done))); }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return done;
    }
}

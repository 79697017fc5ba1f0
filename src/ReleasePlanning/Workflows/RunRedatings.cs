using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Re-dates what changes of the calendar have asked for, a plan at a time. Any number of workers may do so beside each other, and one that is killed
/// leaves nothing half done: what was not committed waits for the next.</summary>
public sealed class RunRedatings(IServiceScopeFactory scopes, IClock clock)
{
    private const int MostAtOnce = 50;

    /// <summary>How many plans were dealt with; zero means none waits.</summary>
    public async Task<int> RunAsync(Guid? only, CancellationToken ct)
    {
        var waiting = await WithAsync<ReleasePlanningDb, List<RedatedPlan>>(db => db.Set<RedatedPlan>().AsNoTracking()
            .Where(r => r.Result == RedatingResult.Waiting && (only == null || r.RedatingId == only))
            .Where(r => db.Set<PlanRedating>().Any(j => j.Id == r.RedatingId && j.State == RedatingState.Running))
            .OrderBy(r => r.RedatingId).ThenBy(r => r.PlanId).Take(MostAtOnce).ToListAsync(ct));
        var done = 0;
        foreach (var row in waiting)
        {
            ct.ThrowIfCancellationRequested();
            if (await RedateAsync(row, ct)) { done++; }
        }
        await WithAsync<ReleasePlanningDb, int>(db => FinishAsync(db, only, ct));
        return done;
    }

    private async Task<bool> RedateAsync(RedatedPlan row, CancellationToken ct)
    {
        try
        {
            return await WithAsync<RedatePlan, bool>(r => r.RunAsync(row.RedatingId, row.PlanId, ct));
        }
        // a plan that cannot be written stays as it was, for a person to see; a server that is away or a lock that was lost is no reason, and it waits
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: ['2', '3', ..] } p)
        {
            return await FailAsync(row, p.MessageText, ct);
        }
        catch (InvalidOperationException e) when (e.InnerException is null)
        {
            return await FailAsync(row, e.Message, ct);
        }
    }

    private Task<bool> FailAsync(RedatedPlan row, string message, CancellationToken ct) => WithAsync<RedatePlan, bool>(async r =>
    {
        await r.FailAsync(row.RedatingId, row.PlanId, message, ct);
        return true;
    });

    private async Task<int> FinishAsync(ReleasePlanningDb db, Guid? only, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        // a plan whose launch was on its way while the calendar changed may have been counted with the old one, and was not yet there to be listed
        await db.Database.ExecuteSqlAsync($"""
            insert into redated_plans (redating_id, plan_id, result, moved, past, kept)
            select j.id, p.id, 'Waiting', 0, 0, 0 from plan_redatings j join release_plans p on p.launched_at between j.asked_at - interval '5 minutes' and j.asked_at + interval '1 minute'
            where j.state = 'Running' and p.status in ('Active', 'Released') on conflict do nothing
            """, ct);
        return await db.Set<PlanRedating>().Where(j => j.State == RedatingState.Running && (only == null || j.Id == only))
            .Where(j => !db.Set<RedatedPlan>().Any(r => r.RedatingId == j.Id && r.Result == RedatingResult.Waiting))
            .ExecuteUpdateAsync(j => j.SetProperty(x => x.State, RedatingState.Done).SetProperty(x => x.EndedAt, now), ct);
    }

    private async Task<TResult> WithAsync<TAct, TResult>(Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }
}

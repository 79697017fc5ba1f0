using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ReleasePlanning.Workflows;

/// <summary>One round of a timer worker: claims what is due, and fires it plan by plan, the plan with the oldest timer first; plans beside each other,
/// the timers of one plan one after the other, because each needs the plan's lock.</summary>
/// <remarks>Timers of one plan that were claimed together share a transaction: one lock, one read, one commit. If it fails, each is tried again in a
/// transaction of its own, so that one that cannot fire never takes the others with it.</remarks>
public sealed class FireDueTimers(IServiceScopeFactory scopes)
{
    private static readonly HashSet<string> Passing =
        [PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.LockNotAvailable];

    /// <summary>How many were claimed; zero means nothing is due.</summary>
    public async Task<int> RunAsync(Guid worker, int most, int parallel, CancellationToken ct)
    {
        var claimed = await WithAsync<ClaimDueTimers, IReadOnlyList<ClaimedTimer>>(c => c.RunAsync(worker, most, ct));
        var plans = claimed.GroupBy(t => t.PlanId).Select(g => (Plan: g.Key, Timers: g.Select(t => t.Id).ToList()));
        await Parallel.ForEachAsync(plans, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = ct },
            async (due, token) => await FireAsync(due.Plan, due.Timers, worker, token));
        return claimed.Count;
    }

    private async Task FireAsync(ReleasePlanId plan, List<Guid> timers, Guid worker, CancellationToken ct)
    {
        try
        {
            await WithAsync<FireTimer, IReadOnlyList<TimerResult>>(f => f.RunAsync(plan, timers, worker, ct));
        }
        // losing a lock or the server for a moment is nobody's failure
        catch (Exception e) when (IsPassing(e)) { await PutBackAsync(timers, worker, ct); }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (timers.Count == 1) { await WithAsync<RecordTimerFailure, bool>(r => r.RunAsync(timers[0], worker, e, ct)); }
            else
            {
                foreach (var timer in timers) { await FireAsync(plan, [timer], worker, ct); }
            }
        }
    }

    // without a server there is nothing to put back: the lease runs out
    private async Task PutBackAsync(List<Guid> timers, Guid worker, CancellationToken ct)
    {
        try
        {
            await WithAsync<PutTimersBack, int>(p => p.RunAsync(timers, worker, ct));
        }
        catch (NpgsqlException) { }
    }

    private async Task<TResult> WithAsync<TAct, TResult>(Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }

    private static bool IsPassing(Exception e) => e switch
    {
        PostgresException p => Passing.Contains(p.SqlState),
        NpgsqlException n => n.IsTransient,
        DbUpdateException or InvalidOperationException => e.InnerException is { } inner && IsPassing(inner),
        _ => false,
    };
}

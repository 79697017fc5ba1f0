using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ReleasePlanning.Workflows;

/// <summary>One round of a timer worker: claims what is due and fires it in due order, a few transactions beside each other.</summary>
/// <remarks>
/// Timers claimed together share transactions: one read of each kind and one commit for several plans, and all timers of one plan in the same one, because each
/// needs its lock. Such a transaction waits for no plan; one that somebody holds is fired by itself afterwards. And if it fails, every plan and in the end
/// every timer is tried again in a transaction of its own, so that one that cannot fire takes no other with it.
/// </remarks>
public sealed class FireDueTimers(IServiceScopeFactory scopes)
{
    // what a failure undoes for the others, and how long a plan is held, grow with it; beyond this the commit is no longer what costs
    private const int MostPlansAtOnce = 16;

    private static readonly HashSet<string> Passing =
        [PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.LockNotAvailable];

    /// <summary>How many were claimed; zero means nothing is due.</summary>
    public async Task<int> RunAsync(Guid worker, int most, int parallel, CancellationToken ct)
    {
        var claimed = await WithAsync<ClaimDueTimers, IReadOnlyList<ClaimedTimer>>(c => c.RunAsync(worker, most, ct));
        var plans = claimed.GroupBy(t => t.PlanId).ToList();
        var together = Math.Clamp((plans.Count + parallel - 1) / parallel, 1, MostPlansAtOnce);
        var shares = plans.Chunk(together).Select(share => share.Select(g => g.Key).ToHashSet()).Select(share => claimed.Where(t => share.Contains(t.PlanId)).ToList());
        await Parallel.ForEachAsync(shares, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = ct }, async (share, token) => await FireAsync(share, worker, token));
        return claimed.Count;
    }

    private async Task FireAsync(List<ClaimedTimer> timers, Guid worker, CancellationToken ct)
    {
        try
        {
            var results = await WithAsync<FireTimer, IReadOnlyList<TimerResult>>(f => f.RunAsync(timers, worker, ct));
            await ByPlanAsync(timers.Zip(results).Where(r => r.Second == TimerResult.PlanBusy).Select(r => r.First));
        }
        // losing a lock or the server for a moment is nobody's failure
        catch (Exception e) when (IsPassing(e)) { await PutBackAsync([.. timers.Select(t => t.Id)], worker, ct); }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (timers is [var only]) { await WithAsync<RecordTimerFailure, bool>(r => r.RunAsync(only.Id, worker, e, ct)); }
            else if (timers.DistinctBy(t => t.PlanId).Count() > 1) { await ByPlanAsync(timers); }
            else
            {
                foreach (var timer in timers) { await FireAsync([timer], worker, ct); }
            }
        }

        async Task ByPlanAsync(IEnumerable<ClaimedTimer> some)
        {
            foreach (var plan in some.GroupBy(t => t.PlanId)) { await FireAsync([.. plan], worker, ct); }
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

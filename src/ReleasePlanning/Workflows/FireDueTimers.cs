using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ReleasePlanning.Workflows;

/// <summary>One round of a timer worker: claims what is due, oldest first, and fires each in a transaction of its own.</summary>
public sealed class FireDueTimers(IServiceScopeFactory scopes)
{
    private static readonly HashSet<string> Passing =
        [PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.DeadlockDetected, PostgresErrorCodes.LockNotAvailable];

    /// <summary>How many were claimed; zero means nothing is due.</summary>
    public async Task<int> RunAsync(Guid worker, int most, int parallel, CancellationToken ct)
    {
        IReadOnlyList<Guid> claimed;
        await using (var scope = scopes.CreateAsyncScope())
        {
            claimed = await scope.ServiceProvider.GetRequiredService<ClaimDueTimers>().RunAsync(worker, most, ct);
        }
        await Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = ct }, async (timer, token) => await FireAsync(timer, worker, token));
        return claimed.Count;
    }

    private async Task FireAsync(Guid timer, Guid worker, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<FireTimer>().RunAsync(timer, worker, ct);
        }
        // losing a lock or the server for a moment is nobody's failure: the lease runs out and the timer is taken again
        catch (PostgresException e) when (Passing.Contains(e.SqlState)) { }
        catch (DbUpdateException e) when (e.InnerException is PostgresException p && Passing.Contains(p.SqlState)) { }
        catch (NpgsqlException e) when (e is not PostgresException && e.IsTransient) { }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<RecordTimerFailure>().RunAsync(timer, worker, e.Message, ct);
        }
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>A worker lost a lock, not the timer: gives up its lease after a breath, without counting an attempt, instead of letting the lease run out.</summary>
public sealed class PutTimersBack(ReleasePlanningDb db, IDatabaseTime time)
{
    public static readonly Duration Breath = Duration.FromSeconds(1);

    public async Task<int> RunAsync(IReadOnlyList<Guid> timers, Guid worker, CancellationToken ct)
    {
        var again = await time.NowAsync(db, ct) + Breath;
        return await db.Set<WorkflowTimer>().Where(t => timers.Contains(t.Id) && t.LockOwner == worker)
            .ExecuteUpdateAsync(s => s.SetProperty(t => t.LockOwner, (Guid?)null).SetProperty(t => t.LockUntil, (Instant?)again), ct);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Leases due timers to one worker, oldest first; what another worker holds is skipped, what a dead worker held comes free when its lease ends.</summary>
public sealed class ClaimDueTimers(ReleasePlanningDb db, IDatabaseTime time)
{
    public static readonly Duration Lease = Duration.FromMinutes(2);

    public async Task<IReadOnlyList<Guid>> RunAsync(Guid worker, int most, CancellationToken ct)
    {
        var now = (await time.NowAsync(db, ct)).ToDateTimeUtc();
        var until = now + Lease.ToTimeSpan();
        return await db.Database.SqlQuery<Guid>($"""
            update workflow_timers set lock_owner = {worker}, lock_until = {until} where id in (
                select id from workflow_timers
                where not parked and due_at <= {now} and (lock_until is null or lock_until < {now})
                order by due_at, id limit {most} for update skip locked)
            returning id as "Value"
            """).ToListAsync(ct);
    }

    /// <summary>How long a worker may sleep: until the next timer falls due or a lease or retry pause ends; null when there is none.</summary>
    public async Task<Duration?> UntilNextAsync(CancellationToken ct)
    {
        var next = await db.Database.SqlQuery<DateTime?>($"""
            select min(greatest(due_at, coalesce(lock_until, due_at))) as "Value" from workflow_timers where not parked
            """).ToListAsync(ct);
        if (next[0] is not { } at) { return null; }
        var wait = Instant.FromDateTimeUtc(DateTime.SpecifyKind(at.ToUniversalTime(), DateTimeKind.Utc)) - await time.NowAsync(db, ct);
        return Duration.Max(wait, Duration.Zero);
    }
}

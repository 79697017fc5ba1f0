using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using NodaTime;

namespace ReleasePlanning.Database;

/// <summary>The time timers are claimed by. In service it is the database's, the one clock all replicas share; a test gives its own.</summary>
public interface IDatabaseTime
{
    Task<Instant> NowAsync(ReleasePlanningDb db, CancellationToken ct);
}

/// <summary>Asks the database once a second and counts on from its answer with this machine's steady clock, so that a firing needs no round trip for it.
/// The answer is as old as its way back: the time given is never ahead of the database, and no timer fires early.</summary>
public sealed class PostgresTime : IDatabaseTime
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);

    private Reading? last;

    public async Task<Instant> NowAsync(ReleasePlanningDb db, CancellationToken ct)
    {
        if (last is { } known && Stopwatch.GetElapsedTime(known.Stamp) is var since && since < GoodFor) { return MicrosecondClock.Truncate(known.At + Duration.FromTimeSpan(since)); }
        var now = await db.Database.SqlQuery<DateTime>($"select clock_timestamp() as \"Value\"").ToListAsync(ct);
        var read = new Reading(Instant.FromDateTimeUtc(DateTime.SpecifyKind(now[0].ToUniversalTime(), DateTimeKind.Utc)), Stopwatch.GetTimestamp());
        last = read;
        return MicrosecondClock.Truncate(read.At);
    }

    private sealed record Reading(Instant At, long Stamp);
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>The time timers are claimed by. In service it is the database's, the one clock all replicas share; a test gives its own.</summary>
public interface IDatabaseTime
{
    Task<Instant> NowAsync(ReleasePlanningDb db, CancellationToken ct);
}

public sealed class PostgresTime : IDatabaseTime
{
    public async Task<Instant> NowAsync(ReleasePlanningDb db, CancellationToken ct)
    {
        var now = await db.Database.SqlQuery<DateTime>($"select clock_timestamp() as \"Value\"").ToListAsync(ct);
        return MicrosecondClock.Truncate(Instant.FromDateTimeUtc(DateTime.SpecifyKind(now[0].ToUniversalTime(), DateTimeKind.Utc)));
    }
}

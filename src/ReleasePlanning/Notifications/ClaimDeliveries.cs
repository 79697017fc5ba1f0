using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>Leases deliveries that are due to one worker. What another worker holds is skipped; what a dead worker held comes free when its lease ends.
/// Of a plan's line at a webhook only the head may go: nothing overtakes an event that is open or was given up.</summary>
public sealed class ClaimDeliveries(ReleasePlanningDb db, IDatabaseTime time)
{
    public static readonly Duration Lease = Duration.FromMinutes(5);

    // a paused endpoint is asked for a sign of life only
    private const string Ready = """
        d.state in ('Waiting', 'Sending') and (d.lock_until is null or d.lock_until <= @at) and (d.channel <> 'Webhook' or (
            exists (select from webhook_endpoints w where w.id = d.endpoint_id and w.removed_at is null and (w.paused_at is null or d.act = 'ping'))
            and not exists (select from deliveries e where e.endpoint_id = d.endpoint_id and e.plan_id = d.plan_id and e.sequence < d.sequence
                and e.state in ('Waiting', 'Sending', 'Dead'))))
        """;

    public async Task<IReadOnlyList<Delivery>> RunAsync(Guid worker, IReadOnlyCollection<DeliveryChannel> channels, int most, CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        var claimed = await db.Set<Delivery>().FromSqlRaw($"""
            update deliveries d set state = 'Sending', attempts = d.attempts + 1, lock_owner = @worker, lock_until = @until,
                payload = case when d.channel = 'Webhook' then coalesce(d.payload, webhook_body(d)) end
            where d.id in (select d.id from deliveries d where d.channel = any(@channels) and d.next_attempt_at <= @at and {Ready}
                order by d.next_attempt_at, d.id limit @most for update skip locked)
            returning d.*
            """, At(now), new Npgsql.NpgsqlParameter("worker", worker), new Npgsql.NpgsqlParameter("until", (now + Lease).ToDateTimeUtc()),
            Names(channels), new Npgsql.NpgsqlParameter("most", most)).AsNoTracking().ToListAsync(ct);
        return [.. claimed.OrderBy(d => d.NextAttemptAt).ThenBy(d => d.Id)];
    }

    /// <summary>How long a worker may sleep until something may be tried; null when nothing waits.</summary>
    public async Task<Duration?> UntilNextAsync(IReadOnlyCollection<DeliveryChannel> channels, CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        var next = await db.Database.SqlQueryRaw<DateTime?>($"""
            select min(greatest(d.next_attempt_at, d.lock_until)) as "Value" from deliveries d
            where d.channel = any(@channels) and {Ready.Replace("(d.lock_until is null or d.lock_until <= @at)", "@at is not null", StringComparison.Ordinal)}
            """, At(now), Names(channels)).ToListAsync(ct);
        return next[0] is not { } moment ? null
            : Duration.Max(Instant.FromDateTimeUtc(DateTime.SpecifyKind(moment.ToUniversalTime(), DateTimeKind.Utc)) - now, Duration.Zero);
    }

    private static Npgsql.NpgsqlParameter At(Instant now) => new("at", now.ToDateTimeUtc());

    private static Npgsql.NpgsqlParameter Names(IEnumerable<DeliveryChannel> channels) => new("channels", channels.Select(c => c.ToString()).ToArray());
}

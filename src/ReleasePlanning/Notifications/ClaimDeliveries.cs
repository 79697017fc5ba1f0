using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>Leases deliveries that are due to one worker. What another worker holds is skipped; what a dead worker held comes free when its lease ends.
/// Of a plan's line at a webhook only the head may go: nothing overtakes an event that is open or was given up.</summary>
public sealed class ClaimDeliveries(ReleasePlanningDb db, IDatabaseTime time)
{
    public static readonly Duration Lease = Duration.FromMinutes(5);

    public async Task<IReadOnlyList<Delivery>> RunAsync(Guid worker, IReadOnlyCollection<DeliveryChannel> channels, int most, CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        var (at, until, names) = (now.ToDateTimeUtc(), (now + Lease).ToDateTimeUtc(), Names(channels));
        // the heads of all lines are found once, by their index: asking each waiting row for those before it takes seconds behind a long line
        var claimed = await db.Set<Delivery>().FromSql($"""
            with heads as materialized (select distinct on (e.endpoint_id, e.plan_id) e.id from deliveries e join webhook_endpoints w on w.id = e.endpoint_id and w.removed_at is null and w.paused_at is null
                where e.channel = 'Webhook' and 'Webhook' = any({names}) and e.plan_id is not null and e.state in ('Waiting', 'Sending', 'Dead') order by e.endpoint_id, e.plan_id, e.sequence)
            update deliveries d set state = 'Sending', attempts = d.attempts + 1, lock_owner = {worker}, lock_until = {until},
                payload = case when d.channel = 'Webhook' then coalesce(d.payload, webhook_body(d)) end
            where d.id in (select d.id from deliveries d
                where d.state in ('Waiting', 'Sending') and d.channel = any({names}) and d.next_attempt_at <= {at} and (d.lock_until is null or d.lock_until <= {at})
                    and case when d.channel = 'Webhook' and d.plan_id is not null then d.id in (select h.id from heads h) else true end and delivery_may_go(d)
                order by d.next_attempt_at, d.id limit {most} for update skip locked)
            returning d.*
            """).AsNoTracking().ToListAsync(ct);
        return [.. claimed.OrderBy(d => d.NextAttemptAt).ThenBy(d => d.Id)];
    }

    /// <summary>How long a worker may sleep until something may be tried; null when nothing waits.</summary>
    public async Task<Duration?> UntilNextAsync(IReadOnlyCollection<DeliveryChannel> channels, CancellationToken ct)
    {
        var (now, names) = (await time.NowAsync(db, ct), Names(channels));
        var next = await db.Database.SqlQuery<DateTime?>($"""
            with heads as materialized (select distinct on (e.endpoint_id, e.plan_id) e.id from deliveries e join webhook_endpoints w on w.id = e.endpoint_id and w.removed_at is null and w.paused_at is null
                where e.channel = 'Webhook' and 'Webhook' = any({names}) and e.plan_id is not null and e.state in ('Waiting', 'Sending', 'Dead') order by e.endpoint_id, e.plan_id, e.sequence)
            select min(greatest(d.next_attempt_at, d.lock_until)) as "Value" from deliveries d
            where d.state in ('Waiting', 'Sending') and d.channel = any({names})
                and case when d.channel = 'Webhook' and d.plan_id is not null then d.id in (select h.id from heads h) else true end and delivery_may_go(d)
            """).ToListAsync(ct);
        return next[0] is not { } moment ? null
            : Duration.Max(Instant.FromDateTimeUtc(DateTime.SpecifyKind(moment.ToUniversalTime(), DateTimeKind.Utc)) - now, Duration.Zero);
    }

    private static string[] Names(IEnumerable<DeliveryChannel> channels) => [.. channels.Select(c => c.ToString())];
}

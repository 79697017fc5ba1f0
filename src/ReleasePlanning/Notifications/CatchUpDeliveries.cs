using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>Finds what should have become a mail and did not (a message written while the trigger was off, or by a restored table) and writes it now.
/// Runs at start and every few minutes; twice changes nothing. A worker's lease that ran out needs no help: the next claim takes it.</summary>
public sealed class CatchUpDeliveries(ReleasePlanningDb db, IDatabaseTime time)
{
    /// <summary>Older ones no longer tell anybody anything: they stand on the site.</summary>
    public static readonly Duration HowFarBack = Duration.FromDays(3);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        var since = (now - HowFarBack).ToDateTimeUtc();
        return await db.Database.ExecuteSqlAsync($"""
            insert into deliveries (id, channel, state, staff_id, event_key, notification_id, plan_id, attempts, next_attempt_at, created_at)
            select gen_random_uuid(), 'Mail', 'Waiting', n.staff_id, n.key, n.id, n.plan_id, 0, n.at, n.at
            from notifications n join staff s on s.id = n.staff_id and s.active left join mail_preferences p on p.staff_id = n.staff_id
                join outbox_channels c on c.channel = 'Mail' and c.on_since <= n.at
            where n.at >= {since} and n.read_at is null and (n.urgent or (coalesce(p.choice, 'Each') = 'Each' and (p.changed_at is null or p.changed_at <= n.at)))
                and not exists (select from deliveries d where d.staff_id = n.staff_id and d.event_key = n.key)
            on conflict (staff_id, event_key) do nothing
            """, ct);
    }
}

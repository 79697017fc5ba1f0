using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>Tells the database whether this installation sends mail, as its configuration says: what is told while it does not is not mailed later.</summary>
public sealed class SwitchMail(ReleasePlanningDb db, IClock clock)
{
    public Task<int> RunAsync(bool on, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant().ToDateTimeUtc();
        return db.Database.ExecuteSqlAsync($"""
            insert into outbox_channels as c (channel, on_since) values ('Mail', case when {on} then {now}::timestamptz end)
            on conflict (channel) do update set on_since = case when {on} then coalesce(c.on_since, excluded.on_since) end
            where (c.on_since is not null) <> {on}
            """, ct);
    }
}

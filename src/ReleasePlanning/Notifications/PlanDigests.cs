using NodaTime;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>Puts a digest into the outbox for everybody whose morning has come: exactly one per person and day, because the day is its key. After an outage
/// the day's digest still goes out, later; those of days that are over do not.</summary>
public sealed class PlanDigests(ReleasePlanningDb db, DigestQueries digests, IDatabaseTime time)
{
    /// <summary>Site default; no clock change in Canada touches it.</summary>
    public static readonly LocalTime Morning = new(7, 0);

    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        var readers = await digests.ReadersAsync(null, ct);
        var due = readers.Select(r => (r.Id, r.WantsItSince, Today: now.InZone(r.Zone).Date, r.Zone))
            .Select(r => (r.Id, r.WantsItSince, r.Today, At: r.Zone.AtLeniently(r.Today + Morning).ToInstant()))
            .Where(r => r.At <= now && r.WantsItSince <= r.At).ToList();
        if (due.Count == 0) { return 0; }
        var (ids, staff, days) = (due.Select(_ => Guid.CreateVersion7()).ToArray(), due.Select(d => d.Id.Value).ToArray(), due.Select(d => KeyOf(d.Today)).ToArray());
        var at = due.Select(d => d.At.ToDateTimeUtc()).ToArray();
        return await db.Database.ExecuteSqlAsync($"""
            insert into deliveries (id, channel, state, staff_id, event_key, attempts, next_attempt_at, created_at)
            select id, 'Digest', 'Waiting', staff_id, event_key, 0, at, at from unnest({ids}, {staff}, {days}, {at}) as d (id, staff_id, event_key, at)
            where exists (select from outbox_channels where channel = 'Mail' and on_since is not null)
            on conflict (staff_id, event_key) do nothing
            """, ct);
    }

    public static string KeyOf(LocalDate day) => "digest:" + day.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

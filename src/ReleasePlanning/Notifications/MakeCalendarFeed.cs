using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>A secret address for somebody's calendar program: made anew (which ends the one before), or taken away. The key is shown once and kept as a hash.</summary>
public sealed class MakeCalendarFeed(ReleasePlanningDb db, IClock clock)
{
    private const int KeyBytes = 32;

    /// <summary>The key of the new address.</summary>
    public async Task<Outcome<string>> RunAsync(Actor actor, CancellationToken ct)
    {
        if (actor.StaffId is not { } me) { return Outcome.NotFound<string>(); }
        var (key, now) = (Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes)), clock.GetCurrentInstant());
        var found = await db.Set<CalendarFeed>().FirstOrDefaultAsync(f => f.StaffId == me, ct);
        if (found is null) { db.Add(new CalendarFeed { StaffId = me, KeyHash = HashOf(key), CreatedAt = now }); }
        else { (found.KeyHash, found.CreatedAt) = (HashOf(key), now); }
        db.Add(AuditEntry.OfStaff(actor, now, "calendar-feed.made", new Reason("audit.calendar-feed.made")));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<string>(refused.Reason.Code) : Outcome.Done(key);
    }

    public async Task<Outcome<bool>> RevokeAsync(Actor actor, CancellationToken ct)
    {
        var found = await db.Set<CalendarFeed>().FirstOrDefaultAsync(f => f.StaffId == actor.StaffId, ct);
        if (found is null) { return Outcome.Done(false); }
        db.Remove(found);
        db.Add(AuditEntry.OfStaff(actor, clock.GetCurrentInstant(), "calendar-feed.revoked", new Reason("audit.calendar-feed.revoked")));
        await db.SaveChangesAsync(ct);
        return Outcome.Done(true);
    }

    /// <summary>The key itself is random enough: no salt is needed, and the hash can be looked up.</summary>
    public static byte[] HashOf(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}

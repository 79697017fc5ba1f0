using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>The reader has seen one of their messages, or all that came until now.</summary>
public sealed class ReadNotifications(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<Notification>> OneAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var found = await db.Set<Notification>().FirstOrDefaultAsync(n => n.Id == id && n.StaffId == actor.StaffId, ct);
        if (found is null) { return Outcome.NotFound<Notification>(); }
        found.ReadAt ??= clock.GetCurrentInstant();
        await db.SaveChangesAsync(ct);
        return Outcome.Done(found);
    }

    /// <param name="until">What came later was not on the page when the reader said so.</param>
    public async Task<Outcome<int>> AllAsync(Instant until, Actor actor, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var mine = db.Set<Notification>().Where(n => n.StaffId == actor.StaffId && n.ReadAt == null && n.At <= until);
        return Outcome.Done(await mine.ExecuteUpdateAsync(n => n.SetProperty(x => x.ReadAt, now), ct));
    }
}

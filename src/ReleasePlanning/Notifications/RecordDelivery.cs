using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>What came of one attempt.</summary>
/// <param name="Error">Null when it was sent, or was not needed.</param>
/// <param name="Final">Trying again would change nothing.</param>
/// <param name="Unreachable">It is the other side as a whole, not this message.</param>
/// <param name="After">How long the receiver asks to be left alone.</param>
public sealed record AttemptResult(string? Error, bool Final = false, bool NotNeeded = false, bool Unreachable = false, Duration? After = null)
{
    public static readonly AttemptResult Sent = new((string?)null);
    public static readonly AttemptResult HadNoUse = new(null, NotNeeded: true);
}

/// <summary>Writes down what came of an attempt, if the delivery is still this worker's.</summary>
public sealed class RecordDelivery(ReleasePlanningDb db, IDatabaseTime time)
{
    private const int LongestError = 500;

    public async Task<bool> RunAsync(Delivery delivery, Guid worker, AttemptResult result, CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        var mine = db.Set<Delivery>().Where(d => d.Id == delivery.Id && d.LockOwner == worker && d.State == DeliveryState.Sending);
        if (result.Error is not { } error)
        {
            var done = result.NotNeeded ? DeliveryState.NotNeeded : DeliveryState.Sent;
            return await mine.ExecuteUpdateAsync(d => d.SetProperty(x => x.State, done).SetProperty(x => x.SentAt, now)
                .SetProperty(x => x.LockOwner, (Guid?)null).SetProperty(x => x.LockUntil, (Instant?)null).SetProperty(x => x.LastError, (string?)null), ct) == 1;
        }
        var state = result.Final || delivery.Attempts >= Backoff.MostAttempts ? DeliveryState.Dead : DeliveryState.Waiting;
        var next = now + Duration.Max(Backoff.After(delivery.Attempts, Random.Shared.NextDouble()), result.After ?? Duration.Zero);
        var said = error.Length > LongestError ? error[..LongestError] : error;
        return await mine.ExecuteUpdateAsync(d => d.SetProperty(x => x.State, state).SetProperty(x => x.NextAttemptAt, next)
            .SetProperty(x => x.LockOwner, (Guid?)null).SetProperty(x => x.LockUntil, (Instant?)null).SetProperty(x => x.LastError, said), ct) == 1;
    }

    /// <summary>Gives back what was claimed and not tried.</summary>
    public Task<int> PutBackAsync(IReadOnlyCollection<Guid> deliveries, Guid worker, CancellationToken ct) =>
        db.Set<Delivery>().Where(d => deliveries.Contains(d.Id) && d.LockOwner == worker && d.State == DeliveryState.Sending)
            .ExecuteUpdateAsync(d => d.SetProperty(x => x.State, DeliveryState.Waiting).SetProperty(x => x.Attempts, x => x.Attempts - 1)
                .SetProperty(x => x.LockOwner, (Guid?)null).SetProperty(x => x.LockUntil, (Instant?)null), ct);
}

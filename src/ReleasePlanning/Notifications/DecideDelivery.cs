using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>Which deliveries of an endpoint to send again: from a moment on, of one plan, only those given up, or all of these.</summary>
public sealed record ReplayRequest(Guid EndpointId, ReleasePlanId? PlanId = null, Instant? From = null, Instant? Until = null, bool OnlyDead = true);

/// <summary>What a person decides about deliveries: try now, drop with a reason, send a range again. What is sent again keeps its id and its place in its plan's line.</summary>
public sealed class DecideDelivery(ReleasePlanningDb db, IDatabaseTime time)
{
    public const int LongestReason = 500;

    public async Task<Outcome<Delivery>> RetryAsync(Guid id, Actor actor, CancellationToken ct)
    {
        var now = await time.NowAsync(db, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var delivery = await LockAsync(id, ct);
        if (delivery is null) { return Outcome.NotFound<Delivery>(); }
        if (delivery.State == DeliveryState.Sending) { return Outcome.Conflict<Delivery>("delivery.being-sent"); }
        // mails are not sent twice to a person because somebody pressed a button; another system drops what it knows by its id
        if (delivery.State != DeliveryState.Waiting && delivery.State != DeliveryState.Dead && delivery.Channel != DeliveryChannel.Webhook) { return Outcome.Conflict<Delivery>("delivery.not-again"); }
        (delivery.State, delivery.NextAttemptAt, delivery.Attempts, delivery.DropReason) = (DeliveryState.Waiting, now, 0, null);
        return await SaveAsync(delivery, "delivery.retried", "", actor, now, transaction, ct);
    }

    public async Task<Outcome<Delivery>> DropAsync(Guid id, string reason, Actor actor, CancellationToken ct)
    {
        if (reason.Trim() is not { Length: > 0 and <= LongestReason } why) { return Outcome.Refused<Delivery>("reason", "delivery.reason-needed", LongestReason); }
        var now = await time.NowAsync(db, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var delivery = await LockAsync(id, ct);
        if (delivery is null) { return Outcome.NotFound<Delivery>(); }
        if (delivery.State == DeliveryState.Dropped) { return Outcome.Done(delivery); }
        if (delivery.State is not (DeliveryState.Waiting or DeliveryState.Dead)) { return Outcome.Conflict<Delivery>(delivery.State == DeliveryState.Sending ? "delivery.being-sent" : "delivery.closed"); }
        (delivery.State, delivery.DropReason) = (DeliveryState.Dropped, why);
        return await SaveAsync(delivery, "delivery.dropped", why, actor, now, transaction, ct);
    }

    /// <summary>How many will be sent again.</summary>
    public async Task<Outcome<int>> ReplayAsync(ReplayRequest request, Actor actor, CancellationToken ct)
    {
        if (request.From > request.Until) { return Outcome.Refused<int>("until", "delivery.range-backwards"); }
        var endpoint = await db.Set<WebhookEndpoint>().FirstOrDefaultAsync(e => e.Id == request.EndpointId && e.RemovedAt == null, ct);
        if (endpoint is null) { return Outcome.NotFound<int>(); }
        var now = await time.NowAsync(db, ct);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var chosen = db.Set<Delivery>().Where(d => d.EndpointId == request.EndpointId && d.Act != "ping"
            && (d.State == DeliveryState.Dead || (!request.OnlyDead && (d.State == DeliveryState.Sent || d.State == DeliveryState.Dropped))));
        if (request.PlanId is { } plan) { chosen = chosen.Where(d => d.PlanId == plan); }
        if (request.From is { } from) { chosen = chosen.Where(d => d.CreatedAt >= from); }
        if (request.Until is { } until) { chosen = chosen.Where(d => d.CreatedAt <= until); }
        var count = await chosen.ExecuteUpdateAsync(d => d.SetProperty(x => x.State, DeliveryState.Waiting).SetProperty(x => x.Attempts, 0)
            .SetProperty(x => x.NextAttemptAt, now).SetProperty(x => x.DropReason, (string?)null), ct);
        db.Add(AuditEntry.OfStaff(actor, now, "delivery.replayed", new Reason("audit.delivery.replayed", endpoint.Name, count)));
        await db.SaveChangesAsync(ct);
        await db.WakeOutboxAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(count);
    }

    private Task<Delivery?> LockAsync(Guid id, CancellationToken ct) =>
        db.Set<Delivery>().FromSql($"select * from deliveries where id = {id} for update").OrderBy(d => d.Id).FirstOrDefaultAsync(ct);

    private async Task<Outcome<Delivery>> SaveAsync(
        Delivery delivery, string act, string why, Actor actor, Instant now, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, CancellationToken ct)
    {
        db.Add(AuditEntry.OfStaff(actor, now, act, new Reason("audit." + act, delivery.MessageId, why)));
        await db.SaveChangesAsync(ct);
        await db.WakeOutboxAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(delivery);
    }
}

public static class Outbox
{
    /// <summary>Calls a sleeping worker when this transaction commits.</summary>
    public static Task<int> WakeOutboxAsync(this ReleasePlanningDb db, CancellationToken ct) => db.Database.ExecuteSqlAsync($"select pg_notify('outbox', '')", ct);
}

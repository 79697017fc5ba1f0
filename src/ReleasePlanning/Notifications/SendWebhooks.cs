using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Notifications;

/// <summary>One round of webhooks: claims the heads of the lines that are due, posts them beside each other, writes down each result and how its endpoint does.</summary>
public sealed class SendWebhooks(IServiceScopeFactory scopes, WebhookGateway gateway, WebhookSettings settings)
{
    public static readonly DeliveryChannel[] Channels = [DeliveryChannel.Webhook];
    private const int MostAtOnce = 40;
    private const int Parallel = 8;

    public async Task<int> RunAsync(Guid worker, CancellationToken ct)
    {
        var claimed = await WithAsync<ClaimDeliveries, IReadOnlyList<Delivery>>(c => c.RunAsync(worker, Channels, MostAtOnce, ct));
        if (claimed.Count == 0) { return 0; }
        var ids = claimed.Select(d => d.EndpointId!.Value).Distinct().ToList();
        var endpoints = await WithAsync<ReleasePlanningDb, Dictionary<Guid, WebhookEndpoint>>(db => db.Set<WebhookEndpoint>().AsNoTracking().Where(e => ids.Contains(e.Id)).ToDictionaryAsync(e => e.Id, ct));
        await System.Threading.Tasks.Parallel.ForEachAsync(claimed, new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = ct },
            async (delivery, token) => await SendAsync(delivery, endpoints[delivery.EndpointId!.Value], worker, token));
        return claimed.Count;
    }

    private async Task SendAsync(Delivery delivery, WebhookEndpoint endpoint, Guid worker, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        var now = await scope.ServiceProvider.GetRequiredService<IDatabaseTime>().NowAsync(db, ct);
        string[] secrets = endpoint.FormerSecret is { } former && endpoint.FormerSecretUntil > now ? [endpoint.Secret, former] : [endpoint.Secret];
        var answer = await gateway.SendAsync(new(endpoint.Url, delivery.MessageId, delivery.Payload!, now, secrets), ct);
        await scope.ServiceProvider.GetRequiredService<RecordDelivery>().RunAsync(delivery, worker, answer.Result, ct);
        await NoteHealthAsync(db, endpoint, answer, now, ct);
    }

    private async Task NoteHealthAsync(ReleasePlanningDb db, WebhookEndpoint endpoint, WebhookAnswer answer, Instant now, CancellationToken ct)
    {
        var row = db.Set<WebhookEndpoint>().Where(e => e.Id == endpoint.Id);
        if (answer.Result.Error is not { } error)
        {
            await row.ExecuteUpdateAsync(e => e.SetProperty(x => x.FailingSince, (Instant?)null).SetProperty(x => x.LastSuccessAt, now), ct);
            return;
        }
        await row.ExecuteUpdateAsync(e => e.SetProperty(x => x.FailingSince, x => x.FailingSince ?? now).SetProperty(x => x.LastError, error), ct);
        var longAgo = now - settings.PauseAfter;
        var why = answer.IsGone ? new Reason("webhook.paused-gone") : new Reason("webhook.paused-failing", (int)settings.PauseAfter.TotalHours);
        await row.Where(e => e.PausedAt == null && (answer.IsGone || e.FailingSince <= longAgo))
            .ExecuteUpdateAsync(e => e.SetProperty(x => x.PausedAt, now).SetProperty(x => x.PausedBecause, why), ct);
    }

    private async Task<TResult> WithAsync<TAct, TResult>(Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }
}

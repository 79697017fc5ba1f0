using Npgsql;
using ReleasePlanning.Notifications;

namespace ReleasePlanning.Web.Background;

/// <summary>Sends what leaves the building on this instance: woken when something is written, looking by itself at least once a minute. Mail and webhooks run
/// beside each other, so that a slow mail server holds up no webhook. Any number of instances do the same; each delivery is claimed by one.</summary>
public sealed class OutboxWorker(IConfiguration configuration, IServiceScopeFactory scopes, SendMails mails, SendWebhooks webhooks, MailSettings mail, ILogger<OutboxWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    // rounds are a minute apart at most: every fifth is every few minutes
    private const int RoundsBetweenCatchUps = 5;

    private readonly Guid worker = Guid.CreateVersion7();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // the host goes on starting meanwhile
        await Task.Yield();
        await Task.WhenAll(KeepAsync(MailAsync, stoppingToken), KeepAsync(WebhooksAsync, stoppingToken));
    }

    private async Task KeepAsync(Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work(ct);
                // without mail there is no such work on this instance
                return;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            // what was claimed comes free when its lease ends
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                log.LogWarning(e, "The outbox worker lost the database or failed; trying again in {Pause}", Pause);
                await Task.Delay(Pause, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task MailAsync(CancellationToken ct)
    {
        await WithAsync<SwitchMail, int>(s => s.RunAsync(mail.IsOn, ct));
        if (!mail.IsOn) { return; }
        await using var bell = await ListenAsync(ct);
        for (var round = 0; ; round++)
        {
            if (round % RoundsBetweenCatchUps == 0 && await WithAsync<CatchUpDeliveries, int>(c => c.RunAsync(ct)) is > 0 and var found) { log.LogWarning("Found {Count} messages that were never mailed", found); }
            await WithAsync<PlanDigests, int>(p => p.RunAsync(ct));
            while (await mails.RunAsync(worker, ct) > 0) { }
            await SleepAsync(bell, SendMails.Channels, ct);
        }
    }

    private async Task WebhooksAsync(CancellationToken ct)
    {
        await using var bell = await ListenAsync(ct);
        while (true)
        {
            while (await webhooks.RunAsync(worker, ct) > 0) { }
            await SleepAsync(bell, SendWebhooks.Channels, ct);
        }
    }

    // its own connection: a pooled one would be reset and stop listening; the keep-alive notices a server that went away
    private async Task<NpgsqlConnection> ListenAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(WebHost.ConnectionName)) { Pooling = false, KeepAlive = 30 };
        var bell = new NpgsqlConnection(settings.ConnectionString);
        try
        {
            await bell.OpenAsync(ct);
            await using var listen = new NpgsqlCommand("listen outbox", bell);
            await listen.ExecuteNonQueryAsync(ct);
            return bell;
        }
        catch
        {
            await bell.DisposeAsync();
            throw;
        }
    }

    private async Task SleepAsync(NpgsqlConnection bell, IReadOnlyCollection<DeliveryChannel> channels, CancellationToken ct)
    {
        var next = await WithAsync<ClaimDeliveries, NodaTime.Duration?>(c => c.UntilNextAsync(channels, ct));
        var sleep = next is { } wait && wait.ToTimeSpan() < LongestSleep ? wait.ToTimeSpan() + TimeSpan.FromMilliseconds(1) : LongestSleep;
        await bell.WaitAsync(sleep < ShortestSleep ? ShortestSleep : sleep, ct);
    }

    private async Task<TResult> WithAsync<TAct, TResult>(Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }
}

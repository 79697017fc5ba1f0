using NodaTime;
using Npgsql;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>Fires due timers on this instance. Sleeps until the next one falls due, woken early when a commit arms an earlier one; any number of instances may do the same.</summary>
public sealed class TimerWorker(FireDueTimers fire, IServiceScopeFactory scopes, IConfiguration configuration, ILogger<TimerWorker> log) : BackgroundService
{
    private const int Batch = 50;
    private const int Parallel = 4;
    private static readonly TimeSpan BeforeTryingAgain = TimeSpan.FromSeconds(5);

    // a wake-up can be lost with its connection; nothing is later than this because of it
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    private readonly Guid worker = Guid.NewGuid();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                log.LogError(e, "The timer worker lost its footing; trying again");
                await Task.Delay(BeforeTryingAgain, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(WebHost.ConnectionName)) { Pooling = false, KeepAlive = 30 };
        await using var wake = new NpgsqlConnection(settings.ConnectionString);
        await wake.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand("listen workflow_timers", wake)) { await listen.ExecuteNonQueryAsync(ct); }
        while (true)
        {
            while (await fire.RunAsync(worker, Batch, Parallel, ct) == Batch) { }
            var sleep = await SleepAsync(ct);
            // what was armed since the last look has already been notified and ends the wait at once
            if (sleep > TimeSpan.Zero) { await wake.WaitAsync(sleep, ct); }
        }
    }

    private async Task<TimeSpan> SleepAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var next = await scope.ServiceProvider.GetRequiredService<ClaimDueTimers>().UntilNextAsync(ct);
        // the clock ticks in microseconds, the wait in milliseconds: a little late rather than a round too early
        return next is { } until && until < Duration.FromTimeSpan(LongestSleep) ? until.ToTimeSpan() + TimeSpan.FromMilliseconds(until > Duration.Zero ? 1 : 0) : LongestSleep;
    }
}

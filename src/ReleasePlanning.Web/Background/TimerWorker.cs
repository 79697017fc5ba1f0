using Npgsql;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Background;

/// <summary>Fires due timers and brings signals to other plans on this instance: as many rounds as there is something due, then sleeps until the next moment the database knows of, or until
/// a commit that armed an earlier one wakes it. Any number of instances do the same beside each other; each timer is claimed by one.</summary>
public sealed class TimerWorker(IConfiguration configuration, IServiceScopeFactory scopes, FireDueTimers fire, DeliverSignals signals, ILogger<TimerWorker> log) : BackgroundService
{
    /// <summary>How many timers a round claims: enough that claiming costs little, few enough that another instance finds some too.</summary>
    public const int MostAtOnce = 100;
    /// <summary>How many transactions of a round run at the same time.</summary>
    public const int Parallel = 4;

    // only what falls due within two minutes makes the database call (Safeguards.WakeForWhatIsNear), so a worker must look twice as often
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    // a timer being claimed elsewhere may still look due for a moment
    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    private readonly Guid worker = Guid.CreateVersion7();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // the host goes on starting meanwhile
        await Task.Yield();
        log.LogInformation("Timer worker {Worker} started", worker);
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(() => pause = FirstPause, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            // whatever it is, an instance that stops firing timers is worse than one that tries again
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                log.LogWarning(e, "The timer worker lost the database or failed; trying again in {Pause}", pause);
                await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
        log.LogInformation("Timer worker {Worker} stopped", worker);
    }

    private async Task WorkAsync(Action goesWell, CancellationToken ct)
    {
        // its own connection: a pooled one would be reset and stop listening; the keep-alive notices a server that went away
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(WebHost.ConnectionName)) { Pooling = false, KeepAlive = 30 };
        await using var bell = new NpgsqlConnection(settings.ConnectionString);
        await bell.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand("listen workflow_timers", bell)) { await listen.ExecuteNonQueryAsync(ct); }
        while (true)
        {
            int fired;
            do
            {
                fired = await fire.RunAsync(worker, MostAtOnce, Parallel, ct);
                if (fired > 0) { log.LogInformation("Fired {Count} due timers", fired); }
                fired += await signals.RunAsync(MostAtOnce, ct);
            }
            while (fired > 0);
            goesWell();
            // what was armed while this round ran is waiting on this connection and ends the sleep at once
            await bell.WaitAsync(await UntilNextAsync(ct), ct);
        }
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var next = await scope.ServiceProvider.GetRequiredService<ClaimDueTimers>().UntilNextAsync(ct);
        if (await signals.UntilNextAsync(ct) is { } signal && (next is null || signal < next)) { next = signal; }
        // a sleep ends to the millisecond; a little more, so that it never ends just before the moment and has to begin again
        var sleep = next is { } wait && wait.ToTimeSpan() < LongestSleep ? wait.ToTimeSpan() + TimeSpan.FromMilliseconds(1) : LongestSleep;
        return sleep < ShortestSleep ? ShortestSleep : sleep;
    }
}

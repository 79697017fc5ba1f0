using Npgsql;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Background;

/// <summary>Re-dates plans after changes of calendars, beside the work of the site: woken when one is made or resumed, and looking now and then for
/// what another instance left when it went away.</summary>
public sealed class RedatingWorker(IConfiguration configuration, RunRedatings run, ILogger<RedatingWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // the host goes on starting meanwhile
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            // what was not committed waits; nothing is half done
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                log.LogWarning(e, "The re-dating worker lost the database or failed; trying again in {Pause}", Pause);
                await Task.Delay(Pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WorkAsync(CancellationToken ct)
    {
        // its own connection: a pooled one would be reset and stop listening
        var settings = new NpgsqlConnectionStringBuilder(configuration.GetConnectionString(WebHost.ConnectionName)) { Pooling = false, KeepAlive = 30 };
        await using var bell = new NpgsqlConnection(settings.ConnectionString);
        await bell.OpenAsync(ct);
        await using (var listen = new NpgsqlCommand("listen plan_redatings", bell)) { await listen.ExecuteNonQueryAsync(ct); }
        while (true)
        {
            while (await run.RunAsync(null, ct) is > 0 and var done) { log.LogInformation("Looked at {Count} plans after changes of calendars", done); }
            await bell.WaitAsync(LongestSleep, ct);
        }
    }
}

using Npgsql;

namespace ReleasePlanning.Web.Background;

/// <summary>Work beside the site that rows of the database ask for: done until there is none, woken by the database when some comes, and looking now and then for
/// what another instance left when it went away.</summary>
public abstract class BellWorker(IConfiguration configuration, string channel, ILogger log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>How much was done; zero when there is nothing.</summary>
    protected abstract Task<int> RoundAsync(CancellationToken ct);

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
                log.LogWarning(e, "The worker of {Channel} lost the database or failed; trying again in {Pause}", channel, Pause);
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
        await using (var listen = new NpgsqlCommand("listen " + channel, bell)) { await listen.ExecuteNonQueryAsync(ct); }
        while (true)
        {
            while (await RoundAsync(ct) is > 0 and var done) { log.LogInformation("Did {Count} of {Channel}", done, channel); }
            await bell.WaitAsync(LongestSleep, ct);
        }
    }
}

using Npgsql;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Background;

/// <summary>Does the migrations that administrators decided, beside the work of the site: woken when one is started or resumed, and looking now and then for
/// what another instance left when it went away.</summary>
public sealed class MigrationWorker(IConfiguration configuration, RunMigrations run, ILogger<MigrationWorker> log) : BackgroundService
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
                log.LogWarning(e, "The migration worker lost the database or failed; trying again in {Pause}", Pause);
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
        await using (var listen = new NpgsqlCommand("listen workflow_migrations", bell)) { await listen.ExecuteNonQueryAsync(ct); }
        while (true)
        {
            while (await run.RunAsync(null, ct) is > 0 and var done) { log.LogInformation("Dealt with {Count} instances of migrations", done); }
            await bell.WaitAsync(LongestSleep, ct);
        }
    }
}

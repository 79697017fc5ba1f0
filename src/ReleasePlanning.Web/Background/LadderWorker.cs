using ReleasePlanning.Escalations;
using ReleasePlanning.Web.Escalations;

namespace ReleasePlanning.Web.Background;

/// <summary>Brings open steps to ladders published for them too: at once when this instance published one, and once a minute for what another published or left undone.</summary>
public sealed class LadderWorker(ApplyLadders apply, LadderBell bell, ILogger<LadderWorker> log) : BackgroundService
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // the host goes on starting meanwhile
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await apply.RunAsync(stoppingToken) is > 0 and var done) { log.LogInformation("Brought {Count} open steps to a newer ladder", done); }
                await bell.WaitAsync(LongestSleep, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            // each plan was brought over wholly or not at all; the rest waits
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                log.LogWarning(e, "The ladder worker lost the database or failed; trying again in {Pause}", LongestSleep);
                await Task.Delay(LongestSleep, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

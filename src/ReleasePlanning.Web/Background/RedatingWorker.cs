using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Background;

/// <summary>Re-dates plans after changes of calendars.</summary>
public sealed class RedatingWorker(IConfiguration configuration, RunRedatings run, ILogger<RedatingWorker> log) : BellWorker(configuration, "plan_redatings", log)
{
    protected override Task<int> RoundAsync(CancellationToken ct) => run.RunAsync(null, ct);
}

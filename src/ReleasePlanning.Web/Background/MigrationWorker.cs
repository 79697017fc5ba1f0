using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Background;

/// <summary>Does the migrations that administrators decided.</summary>
public sealed class MigrationWorker(IConfiguration configuration, RunMigrations run, ILogger<MigrationWorker> log) : BellWorker(configuration, "workflow_migrations", log)
{
    protected override Task<int> RoundAsync(CancellationToken ct) => run.RunAsync(null, ct);
}

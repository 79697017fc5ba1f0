using Microsoft.Extensions.Diagnostics.HealthChecks;
using ReleasePlanning.Database;

namespace ReleasePlanning.Web;

/// <summary>An instance that cannot reach the database can do nothing for anybody: a load balancer sends its readers elsewhere.</summary>
public sealed class DatabaseAnswers(ReleasePlanningDb db) : IHealthCheck
{
    public const string Path = "/health";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await db.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
}

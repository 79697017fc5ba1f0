using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Benchmarks.Driving;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Web.Background;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Durable;

/// <param name="Transactions">From arming to done, for one timer.</param>
public sealed record Firings(double PerSecond, double Transactions);

/// <summary>Timers of as many plans, one each: armed in the transaction that starts the process, then fired with the worker's own claims and parallelism,
/// each firing a step of its process in a transaction of its own.</summary>
public sealed class FireTimers(RunDatabase database, PlainPlans plans)
{
    public async Task<Firings> MeasureAsync(int count)
    {
        var before = await Commits.CountAsync(database);
        await plans.StartAsync(Diagrams.OneTimer, count);
        database.Clock.Now += Duration.FromDays(2);
        var (fire, worker, fired, watch) = (database.Services.GetRequiredService<FireDueTimers>(), Guid.CreateVersion7(), 0, Stopwatch.StartNew());
        while (await fire.RunAsync(worker, TimerWorker.MostAtOnce, TimerWorker.Parallel, CancellationToken.None) is > 0 and var n) { fired += n; }
        watch.Stop();
        var commits = await Commits.CountAsync(database) - before;
        return new Firings(fired / watch.Elapsed.TotalSeconds, commits / (double)count);
    }
}

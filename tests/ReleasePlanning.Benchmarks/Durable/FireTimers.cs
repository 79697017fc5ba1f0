using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Benchmarks.Driving;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Web.Background;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Durable;

/// <param name="Processor">Milliseconds of processor time each, of the service and of PostgreSQL together.</param>
/// <param name="Transactions">From arming to done, for one timer.</param>
public sealed record Firings(double PerSecond, double Processor, double Transactions);

/// <summary>Timers of as many plans, one each: armed in the transaction that starts the process, then fired with the worker's own rounds, each a step of
/// its process.</summary>
public sealed class FireTimers(RunDatabase database, PlainPlans plans)
{
    public async Task<Firings> MeasureAsync(int count)
    {
        var commitsBefore = await Commits.CountAsync(database);
        await plans.StartAsync(Diagrams.OneTimer, count);
        database.Clock.Now += Duration.FromDays(2);
        var before = await ProcessorTime.NowAsync(database);
        var (fire, worker, fired, watch) = (database.Services.GetRequiredService<FireDueTimers>(), Guid.CreateVersion7(), 0, Stopwatch.StartNew());
        while (await fire.RunAsync(worker, TimerWorker.MostAtOnce, TimerWorker.Parallel, CancellationToken.None) is > 0 and var n) { fired += n; }
        watch.Stop();
        var processor = (await ProcessorTime.NowAsync(database)).Each(before, count);
        var commits = await Commits.CountAsync(database) - commitsBefore;
        return new Firings(fired / watch.Elapsed.TotalSeconds, processor, commits / (double)count);
    }
}

using Npgsql;
using ReleasePlanning.Benchmarks.Driving;
using ReleasePlanning.Benchmarks.Peers;
using ReleasePlanning.Benchmarks.Reporting;
using ReleasePlanning.Benchmarks.Serving;

namespace ReleasePlanning.Benchmarks.Durable;

/// <summary>The engine on a durable PostgreSQL beside Quartz.NET, pg-boss and the machine's own limit, turn by turn on one server.</summary>
public static class MeasureDurable
{
    private const double ShareOfLimit = 10;
    private const double TimesQuartz = 3;
    private const double MostTransactions = 3;
    private const int LoopingPlans = 40;
    private static readonly TimeSpan During = TimeSpan.FromSeconds(4);

    public static async Task<FiguresReport> RunAsync(int rounds, int timers, int fourTaskPlans, Action<string> progress)
    {
        var loadBefore = Machine.Load;
        await using var database = await RunDatabase.StartAsync();
        // a timer armed for tomorrow is far away for the database's clock too, as in service
        database.Clock.Now = MicrosecondClock.Truncate(NodaTime.SystemClock.Instance.GetCurrentInstant());
        await using var boss = await NodeProgram.StartAsync("pg-boss.mjs");
        var to = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        await boss.AskAsync(new { to.Host, to.Port, User = to.Username, to.Database });
        progress("preparing plans");
        var plans = await PlainPlans.PrepareAsync(database, LoopingPlans + (rounds + 1) * (timers + fourTaskPlans));
        foreach (var diagram in (string[])[Diagrams.OfFourTasks, Diagrams.OfOneAfterAnother, Diagrams.OfOneTimer]) { await plans.PublishAsync(diagram); }
        await plans.StartAsync(Diagrams.OneAfterAnother, LoopingPlans);
        var (limit, flush, complete, fire) = (new CommitLimit(database), new DiskFlush(database.Folder), new CompleteWorkItems(database, plans), new FireTimers(database, plans));
        await limit.PrepareAsync();

        var (flushes, commits, quartz, jobs) = (Series(), Series(), Series(), Series());
        var (four, looping, fired) = (new List<Completions>(), new List<Completions>(), new List<Firings>());
        for (var round = 0; round <= rounds; round++)
        {
            await plans.StartAsync(Diagrams.FourTasks, fourTaskPlans);
            var flushTime = flush.Probe();
            var committed = await limit.MeasureAsync(During);
            var completed = await complete.MeasureAsync(Diagrams.FourTasks, CommitLimit.Clients, During);
            var again = await complete.MeasureAsync(Diagrams.OneAfterAnother, CommitLimit.Clients, During);
            var firings = await fire.MeasureAsync(timers);
            var triggers = await QuartzTriggers.MeasureAsync(database.ConnectionString, database.Source, timers);
            var job = await boss.AskAsync(new { Jobs = timers });
            var done = job.GetProperty("jobs").GetDouble() / job.GetProperty("seconds").GetDouble();
            progress($"round {round} of {rounds}{(round == 0 ? " (warming up, not counted)" : "")}: flush {flushTime:F2} ms, limit {committed:F0}, completed {completed.PerSecond:F0} and {again.PerSecond:F0}, timers {firings.PerSecond:F0} with {firings.Transactions:F2} transactions, Quartz.NET {triggers:F0}, pg-boss {done:F0}");
            if (round == 0) { continue; }
            flushes.Add(flushTime); commits.Add(committed); four.Add(completed); looping.Add(again); fired.Add(firings); quartz.Add(triggers); jobs.Add(done);
        }
        var commitLimit = new Figure("pgbench, one row a transaction, 4 clients", "commits/s", commits);
        var completing = new Figure("work items completed, each opening the next", "/s", [.. looping.Select(c => c.PerSecond)]);
        var firing = new Figure("timers fired, each a step of its process", "/s", [.. fired.Select(f => f.PerSecond)]);
        var quartzFiring = new Figure("Quartz.NET, triggers fired", "/s", quartz);
        return new FiguresReport("durable",
            [
                new("disk flush beside the cluster", "ms", flushes), commitLimit, completing, new("  processor time each", "ms", [.. looping.Select(c => c.Processor)]),
                new("work items completed, four side by side and a join", "/s", [.. four.Select(c => c.PerSecond)]), new("  processor time each", "ms", [.. four.Select(c => c.Processor)]),
                firing, new("  processor time each", "ms", [.. fired.Select(f => f.Processor)]), quartzFiring, new("pg-boss, jobs fetched by fifties and done", "/s", jobs), new("transactions for a timer, from arming to done", "", [.. fired.Select(f => f.Transactions)]),
            ],
            [
                new("completed work items, share of the commit limit", completing.Over(commitLimit) * 100, ShareOfLimit, "%"), new("timers fired, times Quartz.NET", firing.Over(quartzFiring), TimesQuartz),
                new("transactions for a timer", Figure.Middle([.. fired.Select(f => f.Transactions)]), MostTransactions, AtMost: true),
            ], ["Transactions: xact_commit of pg_stat_database, read before the timers are armed and after the last has fired, divided by the timers.",
                "Processor time: of the service and of PostgreSQL together."], loadBefore, Machine.Load);
    }

    private static List<double> Series() => [];
}

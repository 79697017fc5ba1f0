using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Benchmarks.Driving;
using ReleasePlanning.Benchmarks.Durable;
using ReleasePlanning.Benchmarks.Reporting;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Database;
using ReleasePlanning.Web;
using ReleasePlanning.Web.Background;

namespace ReleasePlanning.Benchmarks.Lateness;

/// <summary>How late timers fire while the service has nothing else to do: from the moment a timer is due to the moment its step is committed, with the
/// worker and the clock of service, and many more timers pending.</summary>
public static class MeasureLateness
{
    private const double LatestP99 = 50;
    private const int PendingPlans = 100;
    // a service in use has fired timers before; these are not counted
    private const int WarmUp = 30;
    private static readonly Duration Lead = Duration.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(200);

    public static async Task<FiguresReport> RunAsync(int timers, int seconds, int pending, Action<string> progress)
    {
        var loadBefore = Machine.Load;
        await using var database = await RunDatabase.StartAsync();
        database.Clock.Now = MicrosecondClock.Truncate(SystemClock.Instance.GetCurrentInstant());
        progress($"arming {timers} timers beside {pending}");
        var plans = await PlainPlans.PrepareAsync(database, WarmUp + timers + PendingPlans);
        await plans.PublishAsync(Diagrams.OfOneTimer);
        await plans.StartAsync(Diagrams.OneTimer, PendingPlans);
        await database.ReadAsync("""
            insert into workflow_timers (id, plan_id, purpose, instance_id, token_id, element_id, due_at, repeat_fired, attempts, parked)
            select gen_random_uuid(), t.plan_id, t.purpose, t.instance_id, t.token_id, 'pending-' || i, t.due_at + i * interval '1 minute', 0, 0, false
            from workflow_timers t cross join generate_series(1, $1) i
            """, _ => 0, pending / PendingPlans);
        await plans.StartAsync(Diagrams.OneTimer, WarmUp + timers);
        await database.ReadAsync("vacuum analyze workflow_timers", _ => 0);

        var commits = new WatchCommits();
        await using var services = Services(database.ConnectionString, commits);
        using var worker = ActivatorUtilities.CreateInstance<TimerWorker>(services);
        await worker.StartAsync(default);
        var first = SystemClock.Instance.GetCurrentInstant() + Lead;
        var due = await SpreadAsync(database, first, timers, seconds);
        progress($"firing over {seconds} s");
        using var tooLong = new CancellationTokenSource(Patience + TimeSpan.FromSeconds(seconds));
        while (commits.Count < due.Count) { await Task.Delay(Glance, tooLong.Token); }
        await worker.StopAsync(default);

        double[] late = [.. due.Where(d => d.At >= first).Select(d => (commits.Of(d.Instance)!.Value - d.At).TotalMilliseconds).Order()];
        double At(double share) => late[(int)Math.Ceiling(share * late.Length) - 1];
        return new FiguresReport("lateness",
            [
                new("disk flush beside the cluster", "ms", [new DiskFlush(database.Folder).Probe()]), new("timers fired", "", [late.Length]),
                new("timers pending meanwhile", "", [await database.ReadOneAsync<long>("select count(*) from workflow_timers")]), new("lateness, all", "ms", late),
                new("lateness, p50", "ms", [At(0.50)]), new("lateness, p95", "ms", [At(0.95)]), new("lateness, p99", "ms", [At(0.99)]),
            ],
            [new("lateness, p99", At(0.99), LatestP99, "ms", AtMost: true), new("fired early", late.Count(l => l < 0), 0, AtMost: true)],
            ["Late by: from the due instant to the commit of the step, on the clock of this machine."], loadBefore, Machine.Load);
    }

    private static ServiceProvider Services(string connectionString, WatchCommits commits) => new ServiceCollection().AddLogging()
        .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new($"ConnectionStrings:{WebHost.ConnectionName}", connectionString)]).Build())
        .AddReleasePlanning(connectionString).ConfigureDbContext<ReleasePlanningDb>(o => o.AddInterceptors(commits)).BuildServiceProvider();

    /// <summary>Brings the armed timers forward, each to a moment of its own: the worker is told by the database.</summary>
    private static Task<List<(WorkflowInstanceId Instance, Instant At)>> SpreadAsync(RunDatabase database, Instant first, int timers, int seconds)
    {
        // any moments would do; always the same ones make runs comparable
        var random = new Random(timers);
        DateTime Between(Instant from, Duration length) => MicrosecondClock.Truncate(from + length * random.NextDouble()).ToDateTimeUtc();
        DateTime[] moments =
        [
            .. Enumerable.Range(0, WarmUp).Select(_ => Between(first - Lead / 2, Lead / 2 - Duration.FromMilliseconds(1))),
            .. Enumerable.Range(0, timers).Select(_ => Between(first, Duration.FromSeconds(seconds))),
        ];
        return database.ReadAsync("""
            update workflow_timers t set due_at = m.due_at
            from (select id, row_number() over () as nr from workflow_timers w where element_id = 'wait'
                and not exists (select from workflow_timers p where p.instance_id = w.instance_id and p.element_id = 'pending-1')) w
            join unnest($1) with ordinality m(due_at, nr) on m.nr = w.nr
            where t.id = w.id returning t.instance_id, t.due_at
            """, r => (new WorkflowInstanceId(r.GetGuid(0)), Instant.FromDateTimeUtc(r.GetDateTime(1))), (object)moments);
    }
}

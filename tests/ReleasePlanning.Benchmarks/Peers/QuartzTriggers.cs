using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Quartz;

namespace ReleasePlanning.Benchmarks.Peers;

/// <summary>Quartz.NET with its PostgreSQL store, clustered, ten threads that take ten triggers at a time: one trigger per firing, each of which
/// updates one row.</summary>
public static class QuartzTriggers
{
    private const int Threads = 10;
    private static readonly JobKey Key = new("update-a-row");

    /// <summary>Firings a second, from the first to the last of as many triggers that are all due when the scheduler starts.</summary>
    public static async Task<double> MeasureAsync(string connectionString, NpgsqlDataSource source, int count)
    {
        await using var services = Configure(connectionString).AddSingleton(new Fired(source, count)).BuildServiceProvider();
        var fired = services.GetRequiredService<Fired>();
        var scheduler = await services.GetRequiredService<ISchedulerFactory>().GetScheduler();
        var job = JobBuilder.Create<UpdateRow>().WithIdentity(Key).StoreDurably().Build();
        var due = DateTimeOffset.UtcNow;
        await scheduler.ScheduleJobs(new Dictionary<IJobDetail, IReadOnlyCollection<ITrigger>>
        {
            [job] = [.. Enumerable.Range(0, count).Select(i => TriggerBuilder.Create().WithIdentity($"t{i}").ForJob(Key).StartAt(due).Build())],
        }, new ScheduleJobOptions { Replace = true });
        await scheduler.Start();
        var perSecond = await fired.PerSecondAsync();
        await scheduler.Shutdown();
        return perSecond;
    }

    private static IServiceCollection Configure(string connectionString) => new ServiceCollection().AddLogging().AddQuartz(q =>
    {
        q.ConfigureScheduler(o =>
        {
            (o.InstanceName, o.InstanceId) = ("peer", "one");
            (o.IdleWaitTime, o.MaxBatchSize) = (TimeSpan.FromSeconds(1), Threads);
        });
        q.UseDefaultThreadPool(Threads);
        q.UsePersistentStore(p =>
        {
            p.UsePostgres(connectionString);
            p.UseSystemTextJsonSerializer();
            p.ProvisionSchema();
            p.UseClustering();
        });
    });

    /// <summary>Counts the firings of one round.</summary>
    private sealed class Fired(NpgsqlDataSource source, int count)
    {
        private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

        private readonly TaskCompletionSource<double> all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long first;
        private int done;

        public async Task UpdateAsync()
        {
            Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
            await using var update = source.CreateCommand("update limit_rows set n = n + 1 where id = $1");
            var turn = Interlocked.Increment(ref done);
            update.Parameters.AddWithValue(turn);
            await update.ExecuteNonQueryAsync();
            if (turn == count) { all.SetResult(count / Stopwatch.GetElapsedTime(first).TotalSeconds); }
        }

        public Task<double> PerSecondAsync() => all.Task.WaitAsync(Patience);
    }

    private sealed class UpdateRow(Fired fired) : IJob
    {
        public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await fired.UpdateAsync();
    }
}

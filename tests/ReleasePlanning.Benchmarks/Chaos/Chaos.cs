using System.Diagnostics;
using NodaTime;

namespace ReleasePlanning.Benchmarks.Chaos;

/// <param name="Days">Over how many days the deadlines are spread.</param>
/// <param name="Jump">By how much the clock is put forward at a time.</param>
/// <param name="Killed">How often a process is killed.</param>
/// <param name="Crashes">How often PostgreSQL is.</param>
public sealed record ChaosOptions(int Deadlines, int Processes, int Days, Duration Jump, int Killed, int Crashes, int Seed);

/// <summary>How a run went.</summary>
public sealed record ChaosResult(ChaosOptions Options, int Steps, int Started, int Killed, int Crashes, double OpeningSeconds, double Seconds, Reconciliation Found);

/// <summary>A simulated week of deadlines: the service in several processes on one PostgreSQL, processes killed and PostgreSQL stopped at random moments.
/// What counts is only what stands in the database at the end.</summary>
public static class Chaos
{
    private static readonly Instant Start = Instant.FromUtc(2027, 1, 4, 13, 0);
    // the last rung of the last step comes half a day after the last deadline
    private static readonly Duration After = Duration.FromHours(13);
    // the longest the clock stands still for those at work: then time goes on, as it does
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly Duration Lease = Duration.FromMinutes(3);

    public static async Task<ChaosResult> RunAsync(ChaosOptions options, Action<string> progress)
    {
        var random = new Random(options.Seed);
        await using var cluster = await ChaosCluster.StartAsync(Start);
        var watch = Stopwatch.StartNew();
        var steps = await Deadlines.OpenAsync(cluster.ConnectionString, options.Deadlines, options.Days, Start, options.Seed);
        var opening = watch.Elapsed.TotalSeconds;
        progress($"{steps} steps opened in {opening:F0} s; starting {options.Processes} processes");
        await using var processes = new ServiceProcesses(() => cluster.ConnectionString, options.Processes);
        for (var i = 0; i < options.Processes; i++) { processes.Start(i); }

        watch.Restart();
        var jumps = (int)((Duration.FromDays(options.Days) + After) / options.Jump) + 1;
        var kills = Enumerable.Range(0, options.Killed).Select(_ => random.Next(2, jumps)).ToLookup(j => j);
        var crashes = Enumerable.Range(0, options.Crashes).Select(i => (i + 1) * jumps / (options.Crashes + 1)).ToHashSet();
        for (var jump = 1; jump <= jumps; jump++)
        {
            await cluster.JumpAsync(options.Jump);
            // in the middle of what the jump made due
            if (kills[jump].Any() || crashes.Contains(jump)) { await Task.Delay(random.Next(50, 1500)); }
            foreach (var _ in kills[jump]) { await processes.KillAsync(random.Next(options.Processes)); }
            if (crashes.Contains(jump))
            {
                progress($"{watch.Elapsed.TotalSeconds:F0} s: PostgreSQL stops");
                await cluster.CrashAsync();
            }
            // the first is worked off whole, however long the processes take to start: from then on rungs come one by one
            await WorkedOffAsync(cluster, jump == 1 ? Patience : Grace);
            for (var i = 0; i < options.Processes; i++)
            {
                if (!processes.IsRunning(i)) { await processes.KillAsync(i); processes.Start(i); }
            }
            if (jump % Math.Max(1, jumps / 10) == 0) { progress($"{watch.Elapsed.TotalSeconds:F0} s: {await cluster.NowAsync()}, {await RaisedAsync(cluster)} escalations, {processes.Killed} killed"); }
        }
        // what a killed process held comes free when its lease ends
        var ending = Stopwatch.StartNew();
        while (await DueAsync(cluster) > 0 && ending.Elapsed < Patience)
        {
            await cluster.JumpAsync(Lease);
            await WorkedOffAsync(cluster, Grace);
        }
        return new ChaosResult(options, steps, processes.Started, processes.Killed, cluster.Crashes, opening, watch.Elapsed.TotalSeconds, await Reconciliation.ReadAsync(cluster));
    }

    private static async Task WorkedOffAsync(ChaosCluster cluster, TimeSpan patience)
    {
        for (var watch = Stopwatch.StartNew(); watch.Elapsed < patience && await DueAsync(cluster) > 0;) { await Task.Delay(50); }
    }

    private static Task<long> DueAsync(ChaosCluster cluster) => cluster.OneAsync("select count(*) from workflow_timers where not parked and due_at <= clock_timestamp()", r => r.GetInt64(0));

    private static Task<long> RaisedAsync(ChaosCluster cluster) => cluster.OneAsync("select count(*) from escalations", r => r.GetInt64(0));
}

using System.Diagnostics;
using ReleasePlanning.Benchmarks.Driving;
using ReleasePlanning.Benchmarks.Reporting;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Benchmarks;

/// <summary>Plans launched and driven to their end through the API.</summary>
public static class LoadPlans
{
    public static async Task<PlansReport> RunAsync(int count, int parallel, IReadOnlyList<ReleaseType> types, Action<string> progress)
    {
        var loadBefore = Machine.Load;
        await using var database = await RunDatabase.StartAsync();
        var institutions = await database.ReadAsync("select code from sites where kind = $1 order by code", r => r.GetString(0), nameof(SiteKind.Institution));
        var (people, extract) = FictionalPeople.Make(count, types, institutions, SettableClock.Start.InUtc().Date);
        await database.ImportAsync(extract);
        var before = await Rows.CountAsync(database);
        await using var host = await HostProcess.StartAsync(database.ConnectionString);
        var times = new CallTimes();
        using var staff = new Staff(host.Address, times);

        progress($"launching {count} plans");
        var watch = Stopwatch.StartNew();
        var notLaunched = await new LaunchPlans(database, staff).RunAsync(people, parallel);
        var launching = watch.Elapsed.TotalSeconds;
        progress($"launched in {launching:F1} s; driving");

        watch.Restart();
        var drive = new DrivePlans(database, host, staff);
        await drive.RunAsync(parallel, progress);
        var driving = watch.Elapsed.TotalSeconds;

        var scanned = await Rows.ScannedAsync(database);
        var (after, left) = (await Rows.CountAsync(database), await Rows.LeftoversAsync(database));
        return new PlansReport(count, parallel, launching, driving, count / launching, count / driving, times.Total, times.Total / (launching + driving), times.Kinds(),
            drive.Days, drive.Completed, host.Fired, host.Fired / host.Firing.TotalSeconds, Rows.Grown(before, after), scanned, host.PeakWorkingSet, notLaunched, drive.Refused, left, loadBefore, Machine.Load);
    }
}

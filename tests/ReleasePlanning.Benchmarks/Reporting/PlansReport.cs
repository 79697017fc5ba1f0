using System.Globalization;
using System.Text.Json;

namespace ReleasePlanning.Benchmarks.Reporting;

/// <summary>The figures of one run.</summary>
public sealed record PlansReport(
    int Plans, int Parallel, double LaunchSeconds, double DriveSeconds, double LaunchedPerSecond, double DrivenPerSecond, int Calls, double CallsPerSecond, IReadOnlyList<CallKind> CallKinds,
    int DaysOfWork, int StepsCompleted, int TimersFired, double TimersPerSecond, IReadOnlyList<TableSize> Grown, IReadOnlyList<TableScan> Scanned, long PeakHostBytes, IReadOnlyDictionary<string, int> NotLaunched,
    IReadOnlyDictionary<string, int> Refused, Leftovers Left, string LoadBefore, string LoadAfter)
{
    private static readonly JsonSerializerOptions Indented = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>An answer refused with a reason is the service doing its work; anything else is not.</summary>
    public bool IsClean => !Left.Any && NotLaunched.Count == 0 && !Refused.Keys.Any(r => r.Contains(" 500 ", StringComparison.Ordinal));

    public string ToJson() => JsonSerializer.Serialize(this, Indented);

    public void Write(TextWriter to)
    {
        void Line(FormattableString text) => to.WriteLine(text.ToString(CultureInfo.InvariantCulture));
        Line($"{Plans} plans, {Parallel} callers at a time; before: {LoadBefore}; after: {LoadAfter}");
        Line($"launched      {LaunchedPerSecond,10:F1} plans/s   ({LaunchSeconds:F1} s)");
        Line($"driven to end {DrivenPerSecond,10:F1} plans/s   ({DriveSeconds:F1} s, {DaysOfWork} days, {StepsCompleted} steps)");
        Line($"calls         {CallsPerSecond,10:F1} /s        ({Calls} calls)");
        Line($"timers        {TimersPerSecond,10:F1} /s        ({TimersFired} fired)");
        Line($"peak memory of the host {PeakHostBytes / 1048576.0:F0} MiB");
        Line($"");
        Line($"{"call",-12}{"calls",9}{"p50 ms",9}{"p95 ms",9}{"p99 ms",9}{"longest",9}");
        foreach (var c in CallKinds) { Line($"{c.Kind,-12}{c.Calls,9}{c.P50,9:F1}{c.P95,9:F1}{c.P99,9:F1}{c.Longest,9:F0}"); }
        Line($"");
        Line($"{"table",-24}{"rows/plan",11}{"bytes/plan",12}");
        foreach (var t in Grown) { Line($"{t.Table,-24}{t.Rows / (double)Plans,11:F1}{t.Bytes / Plans,12}"); }
        Line($"{"all",-24}{Grown.Sum(t => t.Rows) / (double)Plans,11:F1}{Grown.Sum(t => t.Bytes) / Plans,12}");
        Line($"");
        Line($"{"read without an index",-24}{"scans",11}{"rows/scan",12}");
        foreach (var t in Scanned) { Line($"{t.Table,-24}{t.Scans,11}{t.RowsRead / Math.Max(1.0, t.Scans),12:F0}"); }
        Line($"");
        foreach (var (why, n) in NotLaunched.OrderByDescending(r => r.Value)) { Line($"not launched {n,6}  {why}"); }
        foreach (var (why, n) in Refused.OrderByDescending(r => r.Value)) { Line($"answered again {n,6}  {why}"); }
        Line($"left: {Left.OpenPlans} open plans, {Left.OpenSteps} open steps, {Left.Timers} timers, {Left.Subscriptions} subscriptions, {Left.RunningInstances} running instances, {Left.Incidents} incidents, {Left.BrokenAuditLines} broken audit lines");
        Line($"{(IsClean ? "clean" : "NOT CLEAN")}");
    }
}

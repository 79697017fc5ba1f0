namespace ReleasePlanning.Benchmarks.Reporting;

/// <summary>What else the machine was doing: figures without it mean little.</summary>
public static class Machine
{
    /// <summary>Processors, and the load average of the last 1, 5 and 15 minutes.</summary>
    public static string Load => File.Exists("/proc/loadavg")
        ? $"{Environment.ProcessorCount} processors, load {string.Join(" ", File.ReadAllText("/proc/loadavg").Split(' ').Take(3))}"
        : $"{Environment.ProcessorCount} processors";
}

using System.Diagnostics;
using System.Globalization;
using ReleasePlanning.Benchmarks.Serving;

namespace ReleasePlanning.Benchmarks.Durable;

/// <summary>Processor time used so far by this process and by the database server. Unlike a rate it hardly changes with what else the machine does:
/// two processors can do no more than two seconds of it in a second.</summary>
public sealed record ProcessorTime(TimeSpan Service, TimeSpan Server)
{
    private const int TicksASecond = 100;

    public static async Task<ProcessorTime> NowAsync(RunDatabase database)
    {
        var server = await database.ReadAsync("select pid from pg_stat_activity", r => r.GetInt32(0));
        return new(Process.GetCurrentProcess().TotalProcessorTime, TimeSpan.FromSeconds(server.Sum(TicksOf) / (double)TicksASecond));
    }

    /// <summary>Milliseconds of both together for one of so many.</summary>
    public double Each(ProcessorTime since, double count) => (Service - since.Service + Server - since.Server).TotalMilliseconds / count;

    // the fields after the name, which may itself hold blanks and brackets: user and system time are the 12th and 13th of them
    private static long TicksOf(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        }
        // it has ended since the server named it
        catch (FileNotFoundException) { return 0; }
        catch (DirectoryNotFoundException) { return 0; }
    }
}

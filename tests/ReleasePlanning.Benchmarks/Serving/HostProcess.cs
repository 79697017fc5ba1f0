using System.Diagnostics;
using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.Benchmarks.Serving;

/// <summary>The site in a process of its own, so that its memory is its own and not that of the people using it.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    private readonly Process process;

    private HostProcess(Process process, Uri address) => (this.process, Address) = (process, address);

    public Uri Address { get; }
    public Instant Now { get; private set; } = SettableClock.Start;
    public int Fired { get; private set; }
    public TimeSpan Firing { get; private set; }

    public static async Task<HostProcess> StartAsync(string connectionString)
    {
        // started from its own folder: what the site serves lies beside it
        var start = new ProcessStartInfo("dotnet", [typeof(HostProcess).Assembly.Location, "serve", connectionString])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = AppContext.BaseDirectory,
        };
        var process = Process.Start(start)!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The site did not start.");
        return new HostProcess(process, new Uri(address));
    }

    public async Task SetNowAsync(Instant now)
    {
        await AskAsync("now " + InstantPattern.ExtendedIso.Format(now));
        Now = now;
    }

    /// <summary>Fires whatever is due until nothing is.</summary>
    public async Task<int> FireAsync()
    {
        var words = (await AskAsync("fire")).Split(' ');
        var fired = int.Parse(words[0], CultureInfo.InvariantCulture);
        Fired += fired;
        if (fired > 0) { Firing += TimeSpan.FromMilliseconds(double.Parse(words[1], CultureInfo.InvariantCulture)); }
        return fired;
    }

    /// <summary>The most memory it ever had.</summary>
    public long PeakWorkingSet
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    private async Task<string> AskAsync(string line)
    {
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        return await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The site has ended.");
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}

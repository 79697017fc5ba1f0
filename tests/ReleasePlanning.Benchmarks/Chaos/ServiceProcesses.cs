using System.Diagnostics;

namespace ReleasePlanning.Benchmarks.Chaos;

/// <summary>The service itself, unchanged, in processes of its own that can be killed without a word. None outlives this.</summary>
public sealed class ServiceProcesses(Func<string> connectionString, int count) : IAsyncDisposable
{
    private readonly Process?[] running = new Process?[count];

    public int Started { get; private set; }
    public int Killed { get; private set; }
    public int Count => running.Length;

    public bool IsRunning(int number) => running[number] is { HasExited: false };

    public void Start(int number)
    {
        // started from its own folder: what the site serves lies beside it
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "ReleasePlanning.Web.dll"), "--urls=http://127.0.0.1:0", "--environment=Production", "--Logging:LogLevel:Default=Critical",
            $"--ConnectionStrings:ReleasePlanning={connectionString()};Maximum Pool Size=20",
        ])
        { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = AppContext.BaseDirectory };
        start.Environment["DOTNET_gcServer"] = "0";
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        running[number] = process;
        Started++;
    }

    /// <summary>As the kernel does when memory runs out: at once, in the middle of whatever it was doing.</summary>
    public async Task KillAsync(int number)
    {
        if (running[number] is not { } process) { return; }
        if (!process.HasExited)
        {
            process.Kill();
            Killed++;
        }
        await process.WaitForExitAsync();
        process.Dispose();
        running[number] = null;
    }

    public async ValueTask DisposeAsync()
    {
        for (var number = 0; number < running.Length; number++)
        {
            if (running[number] is { HasExited: false } process) { process.Kill(); }
            if (running[number] is { } ended) { await ended.WaitForExitAsync(); ended.Dispose(); }
            running[number] = null;
        }
    }
}

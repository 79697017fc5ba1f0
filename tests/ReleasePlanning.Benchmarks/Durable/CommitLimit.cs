using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Database;

namespace ReleasePlanning.Benchmarks.Durable;

/// <summary>The most this machine commits: pgbench, one row updated by its key per transaction, prepared, four clients.</summary>
public sealed class CommitLimit(RunDatabase database)
{
    public const int Clients = 4;
    private const int Rows = 10_000;

    private readonly string script = Path.Combine(database.Folder, "one-row.sql");

    public async Task PrepareAsync()
    {
        await database.ReadAsync($"create table limit_rows (id int primary key, n int not null)", _ => 0);
        await database.ReadAsync("insert into limit_rows select i, 0 from generate_series(1, $1) i", _ => 0, Rows);
        await File.WriteAllTextAsync(script, $"\\set id random(1, {Rows})\nupdate limit_rows set n = n + 1 where id = :id;\n");
    }

    public async Task<double> MeasureAsync(TimeSpan during)
    {
        var to = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var start = new ProcessStartInfo(Pgbench(), ["-n", "-M", "prepared", "-c", $"{Clients}", "-j", "1", "-T", $"{during.TotalSeconds:F0}", "-f", script, "-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, to.Database!])
        {
            RedirectStandardOutput = true,
        };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var tps = said.Split('\n').FirstOrDefault(l => l.StartsWith("tps = ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"pgbench ended with {process.ExitCode}: {said}");
        return double.Parse(tps.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    // it comes with PostgreSQL's own packages, but not with every folder of programs
    private static string Pgbench() =>
        PostgresBinaries.Find(Path.GetTempPath()) is { } folder && File.Exists(Path.Combine(folder, "pgbench")) ? Path.Combine(folder, "pgbench") : "pgbench";
}

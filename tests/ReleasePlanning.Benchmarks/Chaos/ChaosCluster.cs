using System.Diagnostics;
using System.Globalization;
using NodaTime;
using Npgsql;
using ReleasePlanning.Database;

namespace ReleasePlanning.Benchmarks.Chaos;

/// <summary>A PostgreSQL that can be stopped in the middle of everything and whose clock can be put forward. Gone afterwards.</summary>
/// <remarks>
/// The service asks the database for the time timers are due by, with <c>clock_timestamp()</c>. Here its sessions find a function of that name before
/// the one of pg_catalog, by the search path of their connection string and by nothing else: the same program, the same statements, the same triggers.
/// Between two moves the simulated clock runs as the real one does.
/// </remarks>
public sealed class ChaosCluster : IAsyncDisposable
{
    private const int Patience = 300;

    private readonly string folder;
    private readonly LocalPostgresOptions options;
    private LocalPostgres server;

    private ChaosCluster(string folder, LocalPostgresOptions options, LocalPostgres server) => (this.folder, this.options, this.server) = (folder, options, server);

    public int Crashes { get; private set; }

    /// <summary>For the service: simulated time.</summary>
    public string ConnectionString => new NpgsqlConnectionStringBuilder(server.ConnectionStringFor("chaos")) { SearchPath = "public,simulated,pg_catalog" }.ConnectionString;

    public static async Task<ChaosCluster> StartAsync(Instant shown)
    {
        var folder = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"release-planning-chaos-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}"));
        var options = new LocalPostgresOptions { Root = folder, FetchTo = Path.Combine(Path.GetTempPath(), "release-planning-pg"), Durable = true };
        var cluster = new ChaosCluster(folder, options, await LocalPostgres.StartAsync(options));
        await cluster.server.EnsureDatabaseAsync("chaos");
        await DatabaseSetup.MigrateAsync(cluster.server.ConnectionStringFor("chaos"));
        await cluster.DoAsync($"""
            create schema simulated;
            create table simulated.clock (since timestamptz not null, shown timestamptz not null);
            insert into simulated.clock values (pg_catalog.clock_timestamp(), '{NodaTime.Text.InstantPattern.ExtendedIso.Format(shown)}');
            create function simulated.clock_timestamp() returns timestamptz language sql volatile as
                'select shown + (pg_catalog.clock_timestamp() - since) from simulated.clock';
            """);
        return cluster;
    }

    /// <summary>Puts the clock forward, and wakes who sleeps: a sleep of minutes would be one of hours.</summary>
    public Task JumpAsync(Duration by) => DoAsync(string.Create(CultureInfo.InvariantCulture,
        $"update simulated.clock set shown = shown + interval '{by.TotalSeconds} seconds'; notify workflow_timers"));

    public Task<Instant> NowAsync() => OneAsync("select clock_timestamp()", r => Instant.FromDateTimeUtc(r.GetDateTime(0)));

    /// <summary>Stops the server as if it had been killed (an immediate shutdown: every session is cut, nothing is written any more), and starts it again.</summary>
    public async Task CrashAsync()
    {
        var file = Directory.GetFiles(folder, "postmaster.pid", SearchOption.AllDirectories).Single();
        var pid = int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture);
        using (var kill = Process.Start("kill", ["-QUIT", pid.ToString(CultureInfo.InvariantCulture)])) { await kill.WaitForExitAsync(); }
        for (var look = 0; look < Patience && File.Exists(file); look++) { await Task.Delay(50); }
        NpgsqlConnection.ClearAllPools();
        var old = server;
        server = await LocalPostgres.StartAsync(options);
        await old.DisposeAsync();
        Crashes++;
    }

    public Task DoAsync(string sql) => TryAsync(async command =>
    {
        await command.ExecuteNonQueryAsync();
        return true;
    }, sql);

    public Task<T> OneAsync<T>(string sql, Func<NpgsqlDataReader, T> read) => TryAsync(async command =>
    {
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ReadAsync() ? read(reader) : throw new InvalidOperationException("No row: " + sql);
    }, sql);

    // while the server comes back, whoever asks waits
    private async Task<T> TryAsync<T>(Func<NpgsqlCommand, Task<T>> run, string sql)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false;Command Timeout=300");
                await connection.OpenAsync();
                await using var command = new NpgsqlCommand(sql, connection);
                return await run(command);
            }
            catch (NpgsqlException e) when (attempt < Patience && e is not PostgresException { SqlState: not ("57P01" or "57P02" or "57P03") })
            {
                await Task.Delay(100);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }
}

using Npgsql;
using ReleasePlanning.Database;

[assembly: AssemblyFixture(typeof(ReleasePlanning.Tests.PostgresFixture))]

namespace ReleasePlanning.Tests;

/// <summary>
/// One server for the test process, in memory where there is a memory file system; one migrated template database;
/// one cheap copy of it for each test class or test that asks.
/// </summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private const string FolderPrefix = "release-planning-test-";

    // nothing is awaited before a run's folder is locked, so an old folder without a lock belongs to nobody
    private static readonly TimeSpan SurelyLocked = TimeSpan.FromMinutes(5);

    private const string Memory = "/dev/shm";

    // a container often has 64 MB there, which three databases fill
    private const long EnoughMemory = 1L << 30;

    /// <summary>In memory where there is enough of it.</summary>
    internal static string FastFolder { get; } =
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > EnoughMemory ? Memory : Path.GetTempPath();

    private const string Loaded = "loaded";

    private readonly SemaphoreSlim loading = new(1, 1);
    private LocalPostgres? server;
    private bool isLoaded;
    private string root = "";
    private int copies;

    public async ValueTask InitializeAsync()
    {
        root = Path.Combine(FastFolder, FolderPrefix + Environment.ProcessId);
        await SweepAsync();
        server = await LocalPostgres.StartAsync(Options(root));
        await MigrateTemplateAsync(await server.EnsureDatabaseAsync("template"));
    }

    /// <summary>A database of its own, migrated and otherwise empty.</summary>
    public Task<string> NewDatabaseAsync(CancellationToken ct = default) => CopyAsync("template", $"test_{Interlocked.Increment(ref copies)}", ct);

    /// <summary>A database of its own with what is loaded into the first one: that is done once for all who ask, who must ask for the same.</summary>
    public async Task<string> NewLoadedDatabaseAsync(Func<string, Task> load, CancellationToken ct = default)
    {
        await loading.WaitAsync(ct);
        try
        {
            if (!isLoaded)
            {
                await load(await CopyAsync("template", Loaded, ct));
                // a copy can only be made while nobody is connected to the original
                await RunAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{Loaded}'", ct);
                isLoaded = true;
            }
        }
        finally
        {
            loading.Release();
        }
        return await CopyAsync(Loaded, $"test_{Interlocked.Increment(ref copies)}", ct);
    }

    private async Task<string> CopyAsync(string from, string name, CancellationToken ct)
    {
        // file_copy is twice as fast as the default where the files are in memory
        await RunAsync($"create database {name} template {from} strategy file_copy", ct);
        // a class is done in seconds: its connections are given back long before the server has none left for the classes after it
        return server!.ConnectionStringFor(name) + ";Maximum Pool Size=10;Connection Idle Lifetime=4;Connection Pruning Interval=2;Include Error Detail=true";
    }

    private async Task RunAsync(string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(server!.ConnectionString);
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync()
    {
        loading.Dispose();
        if (server is null)
        {
            return;
        }

        NpgsqlConnection.ClearAllPools();
        await server.DisposeAsync();
        Directory.Delete(root, recursive: true);
    }

    internal static LocalPostgresOptions Options(string root) => new()
    {
        Root = root,
        FetchTo = Path.Combine(RepositoryRoot(), ".data", "pg"),
        Durable = false,
    };

    // a copy can only be made while nobody is connected to the original, hence no pool
    private static Task MigrateTemplateAsync(string connectionString) => DatabaseSetup.MigrateAsync(connectionString + ";Pooling=false");

    private static async Task SweepAsync()
    {
        foreach (var folder in new DirectoryInfo(FastFolder).GetDirectories(FolderPrefix + "*"))
        {
            if (DateTime.UtcNow - folder.CreationTimeUtc > SurelyLocked)
            {
                await LocalPostgres.RemoveAbandonedAsync(Options(folder.FullName));
            }
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ReleasePlanning.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }
}

using Npgsql;

namespace ReleasePlanning.Database;

/// <summary>
/// A private PostgreSQL for one checkout: found or fetched, started on a unix socket, adopted when it survived a kill.
/// Several processes may hold it; the last one to let go stops it.
/// It is for demonstration, development and tests. A real installation names its server in <c>ConnectionStrings:ReleasePlanning</c>.
/// </summary>
public sealed class LocalPostgres : IAsyncDisposable
{
    private readonly ClusterFolders folders;
    private readonly PostgresPrograms programs;
    private FileStream? hold;

    private LocalPostgres(ClusterFolders folders, PostgresPrograms programs, FileStream hold, bool adopted, int maxConnections)
    {
        (this.folders, this.programs, this.hold, WasAdopted) = (folders, programs, hold, adopted);
        ConnectionString = new NpgsqlConnectionStringBuilder
        {
            Host = folders.Socket,
            Port = 5432,
            Username = "rp",
            Database = "postgres",
            MaxPoolSize = maxConnections,
        }.ConnectionString;
    }

    /// <summary>Whether the server was already running when we came.</summary>
    public bool WasAdopted { get; }

    /// <summary>The maintenance database, as the cluster's owner.</summary>
    public string ConnectionString { get; }

    /// <summary>The same server, another database.</summary>
    public string ConnectionStringFor(string database) =>
        new NpgsqlConnectionStringBuilder(ConnectionString) { Database = database }.ConnectionString;

    /// <summary>Creates the database unless it is there, and returns how to reach it.</summary>
    public async Task<string> EnsureDatabaseAsync(string database, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var find = new NpgsqlCommand("select count(*) from pg_database where datname = $1", connection);
        find.Parameters.Add(new() { Value = database });
        if ((long)(await find.ExecuteScalarAsync(ct))! == 0)
        {
            await using var create = new NpgsqlCommand($"create database \"{database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
            await create.ExecuteNonQueryAsync(ct);
        }

        return ConnectionStringFor(database);
    }

    /// <summary>Starts or adopts the cluster below <see cref="LocalPostgresOptions.Root"/>.</summary>
    /// <exception cref="InvalidOperationException">No PostgreSQL could be found or fetched, or it did not start. The message says what to do.</exception>
    public static async Task<LocalPostgres> StartAsync(LocalPostgresOptions options, CancellationToken ct = default)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new InvalidOperationException("The built-in PostgreSQL runs on Linux only. Set ConnectionStrings__ReleasePlanning to a PostgreSQL server.");
        }

        var user = UnprivilegedUser.ForServer();
        var fetchTo = ClusterFolders.Reachable(options.FetchTo, user);
        var binaries = options.Binaries ?? PostgresBinaries.Find(fetchTo) ?? await PostgresBinaries.FetchAsync(fetchTo, ct);
        PostgresBinaries.LinkLibraries(binaries);
        var programs = new PostgresPrograms(binaries, user);
        var folders = ClusterFolders.For(options.Root, await programs.MajorVersionAsync(ct), user);

        using var gate = await ExclusiveLock.TakeAsync(folders.Gate, ct);
        var hold = new FileStream(folders.Held, FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
        try
        {
            folders.Prepare(user);
            await InitialiseAsync(folders, programs, options.Durable, ct);
            var adopted = await Postmaster.LookAsync(folders.Data, ct) == PostmasterState.Running;
            if (!adopted)
            {
                await LaunchAsync(folders, programs, options, ct);
            }

            var server = new LocalPostgres(folders, programs, hold, adopted, options.MaxPoolSize);
            await server.AnswersAsync(ct);
            return server;
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops and deletes a cluster whose processes are all gone, such as one a killed test run left behind.</summary>
    /// <returns>False when somebody still holds it.</returns>
    public static async Task<bool> RemoveAbandonedAsync(LocalPostgresOptions options, CancellationToken ct = default)
    {
        var gate = ExclusiveLock.TryTake(Path.Combine(options.Root, ClusterFolders.GateName));
        var held = gate is null ? null : ExclusiveLock.TryTake(Path.Combine(options.Root, ClusterFolders.HeldName));
        using (gate)
        using (held)
        {
            if (held is null)
            {
                return false;
            }

            foreach (var data in Directory.GetDirectories(options.Root, ClusterFolders.DataPrefix + "*"))
            {
                await Postmaster.KillAsync(data, ct);
            }

            Directory.Delete(options.Root, recursive: true);
            return true;
        }
    }

    /// <summary>Lets go; stops the server when nobody else holds it.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref hold, null) is not { } mine)
        {
            return;
        }

        using var gate = await ExclusiveLock.TakeAsync(folders.Gate, CancellationToken.None);
        await mine.DisposeAsync();
        using var last = ExclusiveLock.TryTake(folders.Held);
        if (last is not null)
        {
            await programs.RunAsync("pg_ctl", ["-D", folders.Data, "-m", "fast", "-w", "-t", "30", "stop"], CancellationToken.None);
        }
    }

    private static async Task InitialiseAsync(ClusterFolders folders, PostgresPrograms programs, bool durable, CancellationToken ct)
    {
        if (File.Exists(folders.Initialised) && File.Exists(Path.Combine(folders.Data, "PG_VERSION")))
        {
            return;
        }

        // initdb was killed half way: what it left cannot be started and initdb refuses a folder that is not empty
        foreach (var leftover in new DirectoryInfo(folders.Data).GetFileSystemInfos())
        {
            if (leftover is DirectoryInfo folder) { folder.Delete(recursive: true); } else { leftover.Delete(); }
        }

        string[] speed = durable ? [] : ["--no-sync"];
        await programs.MustRunAsync("initdb", ["-D", folders.Data, "-U", "rp", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust", .. speed], null, ct);
        await File.WriteAllTextAsync(folders.Initialised, "", ct);
    }

    private static async Task LaunchAsync(ClusterFolders folders, PostgresPrograms programs, LocalPostgresOptions options, CancellationToken ct)
    {
        Postmaster.ForgetStale(folders.Data, folders.Socket);
        var settings = $"-c listen_addresses='' -c port=5432 -c unix_socket_directories='{folders.Socket}' -c unix_socket_permissions=0700"
            + " -c timezone=UTC -c max_connections=300 -c shared_buffers=128MB"
            // the memory parallel queries share: as files of the cluster, a killed test run leaves nothing outside its folder
            + (options.Durable ? "" : " -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c dynamic_shared_memory_type=mmap");
        await programs.MustRunAsync("pg_ctl", ["-D", folders.Data, "-l", folders.Log, "-w", "-t", "60", "-o", settings, "start"], folders.Log, ct);
    }

    // the process that started it may have been killed while PostgreSQL was still recovering
    private async Task AnswersAsync(CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync(ct);
                return;
            }
            catch (NpgsqlException e) when (attempt < 300 && (e.SqlState == PostgresErrorCodes.CannotConnectNow || e is not PostgresException))
            {
                await Task.Delay(100, ct);
            }
        }
    }
}

using Npgsql;
using ReleasePlanning.Database;

namespace ReleasePlanning.Cli;

/// <summary>How the database was named makes no sense, or there is none to start.</summary>
public sealed class ConnectionException(string message) : Exception(message);

/// <summary>The database a command works on: the one named, else the one of the environment, else the private one of this checkout.</summary>
public sealed class ChosenDatabase : IAsyncDisposable
{
    public const string Variable = "ConnectionStrings__ReleasePlanning";

    private readonly LocalPostgres? own;

    private ChosenDatabase(string connectionString, LocalPostgres? own) => (ConnectionString, this.own) = (connectionString, own);

    public string ConnectionString { get; }

    public static async Task<ChosenDatabase> OpenAsync(string? named, CancellationToken ct)
    {
        if ((named ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } connection)
        {
            return new ChosenDatabase(Checked(connection), null);
        }
        // the same folder as ./run, whose server is shared while both are working
        var data = Environment.GetEnvironmentVariable("Data") ?? Path.Combine(Checkout(), ".data");
        try
        {
            var own = await LocalPostgres.StartAsync(new() { Root = Path.Combine(data, "cluster"), FetchTo = Path.Combine(data, "pg") }, ct);
            return new ChosenDatabase(await own.EnsureDatabaseAsync("release_planning", ct), own);
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new ConnectionException(e.Message);
        }
    }

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static string Checked(string connection)
    {
        try
        {
            var read = new NpgsqlConnectionStringBuilder(connection);
            return string.IsNullOrEmpty(read.Host) || string.IsNullOrEmpty(read.Database)
                ? throw new ConnectionException("Host=…;Database=…")
                : read.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ConnectionException(e.Message);
        }
    }

    private static string Checkout()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ReleasePlanning.sln"))) { return folder.FullName; }
        }
        return Environment.CurrentDirectory;
    }
}

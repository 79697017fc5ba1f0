using ReleasePlanning.Database;

namespace ReleasePlanning.Web;

/// <summary>The PostgreSQL that ./run brings along, for a machine whose configuration names no server.</summary>
public sealed class OwnDatabase : IAsyncDisposable
{
    private readonly LocalPostgres server;
    private readonly string connectionString;

    private OwnDatabase(LocalPostgres server, string connectionString) => (this.server, this.connectionString) = (server, connectionString);

    /// <summary>Null when ConnectionStrings:ReleasePlanning names a server.</summary>
    public static async Task<OwnDatabase?> StartUnlessNamedAsync(string[] args)
    {
        var configuration = WebApplication.CreateBuilder(args).Configuration;
        if (configuration.GetConnectionString(WebHost.ConnectionName) is { Length: > 0 }) { return null; }
        var folder = Path.GetFullPath(configuration["Data"] ?? ".data");
        var server = await LocalPostgres.StartAsync(new() { Root = Path.Combine(folder, "cluster"), FetchTo = Path.Combine(folder, "pg") });
        return new OwnDatabase(server, await server.EnsureDatabaseAsync("release_planning"));
    }

    /// <summary>What the site's configuration must say to use it.</summary>
    public string[] Arguments => [$"--ConnectionStrings:{WebHost.ConnectionName}={connectionString}"];

    public ValueTask DisposeAsync() => server.DisposeAsync();
}

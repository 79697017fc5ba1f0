using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using Npgsql;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Benchmarks.Serving;

/// <summary>A server of the run's own that is as careful as one in service, with the sites and staff of the demo region; gone afterwards.</summary>
public sealed class RunDatabase : IAsyncDisposable
{
    private readonly LocalPostgres server;

    private RunDatabase(LocalPostgres server, string folder, string connectionString)
    {
        (this.server, Folder, ConnectionString) = (server, folder, connectionString);
        Source = NpgsqlDataSource.Create(connectionString);
        Services = new ServiceCollection().AddReleasePlanning(connectionString)
            .Replace(ServiceDescriptor.Singleton<IClock>(Clock)).Replace(ServiceDescriptor.Singleton<IDatabaseTime>(Clock)).BuildServiceProvider();
    }

    public string ConnectionString { get; }
    /// <summary>Holds the cluster; on its disk.</summary>
    public string Folder { get; }
    public NpgsqlDataSource Source { get; }
    public SettableClock Clock { get; } = new(SettableClock.Start);
    /// <summary>The domain in this process: to prepare a run, not to drive it.</summary>
    public ServiceProvider Services { get; }

    public static async Task<RunDatabase> StartAsync()
    {
        var folder = Path.Combine(Path.GetTempPath(), "release-planning-load-" + Environment.ProcessId);
        var server = await LocalPostgres.StartAsync(new LocalPostgresOptions { Root = folder, FetchTo = Path.Combine(Path.GetTempPath(), "release-planning-pg"), Durable = true });
        var connectionString = await server.EnsureDatabaseAsync("load");
        await DatabaseSetup.MigrateAsync(connectionString);
        var database = new RunDatabase(server, folder, connectionString);
        await database.WithAsync<DemoRegion, bool>(d => d.RunAsync(default));
        await database.WithAsync<ShippedWorkflows, bool>(async w => { await w.RunAsync(default); return true; });
        return database;
    }

    /// <summary>Takes in people as an administrator would, through the import.</summary>
    public async Task ImportAsync(string extract)
    {
        using var file = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(extract));
        var outcome = await WithAsync<ImportExtract, Outcome<Import>>(i => i.RunAsync(file, "load.csv", null, default));
        var refused = outcome.Problems.Select(p => p.Reason.Code).Concat(outcome.Value?.Problems.Where(p => !p.IsWarning).Select(p => $"{p.Line} {p.Field} {p.Reason.Code}") ?? []).Take(5).ToList();
        if (refused.Count > 0) { throw new InvalidOperationException("The extract was refused: " + string.Join(", ", refused)); }
    }

    public async Task<TResult> WithAsync<TAct, TResult>(Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = Services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }

    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params object[] values)
    {
        await using var command = Source.CreateCommand(sql);
        foreach (var value in values) { command.Parameters.AddWithValue(value); }
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) { rows.Add(read(reader)); }
        return rows;
    }

    public async Task<T> ReadOneAsync<T>(string sql, params object[] values) => (await ReadAsync(sql, r => r.GetFieldValue<T>(0), values))[0];

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        await Source.DisposeAsync();
        NpgsqlConnection.ClearAllPools();
        await server.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

using Npgsql;
using ReleasePlanning.Benchmarks.Serving;

namespace ReleasePlanning.Benchmarks.Durable;

/// <summary>How many transactions the database has committed. Each session adds its own count when it ends or rests, so all are closed first.</summary>
public static class Commits
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public static async Task<long> CountAsync(RunDatabase database)
    {
        NpgsqlConnection.ClearAllPools();
        database.Source.Clear();
        // asked from another database: the question is not counted
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "postgres", Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var sessions = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = $1 and backend_type = 'client backend'", connection);
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database!;
        sessions.Parameters.AddWithValue(name);
        using var tooLong = new CancellationTokenSource(Patience);
        while ((long)(await sessions.ExecuteScalarAsync(tooLong.Token))! > 0) { await Task.Delay(20, tooLong.Token); }
        await using var commits = new NpgsqlCommand("select xact_commit from pg_stat_database where datname = $1", connection);
        commits.Parameters.AddWithValue(name);
        return (long)(await commits.ExecuteScalarAsync())!;
    }
}

using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ReleasePlanning.Database;

/// <summary>Brings a database to the schema of this version. Several starters at once take turns.</summary>
public static class DatabaseSetup
{
    public static DbContextOptions<ReleasePlanningDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<ReleasePlanningDb>().UseNpgsql(connectionString).Options;

    /// <summary>Creates the database when it is missing, then applies what is not applied yet.</summary>
    public static async Task MigrateAsync(string connectionString, CancellationToken ct = default)
    {
        await CreateIfMissingAsync(connectionString, ct);
        // EF's own lock is taken for each migration after it has listed what is missing: two starters would apply the later ones twice
        await using var gate = new NpgsqlConnection(connectionString);
        await gate.OpenAsync(ct);
        await using var wait = new NpgsqlCommand("select pg_advisory_lock(41, 2)", gate) { CommandTimeout = 0 };
        await wait.ExecuteNonQueryAsync(ct);
        await using var db = new ReleasePlanningDb(Options(connectionString));
        await db.Database.MigrateAsync(ct);
        await using var done = new NpgsqlCommand("select pg_advisory_unlock(41, 2)", gate);
        await done.ExecuteNonQueryAsync(ct);
    }

    private static async Task CreateIfMissingAsync(string connectionString, CancellationToken ct)
    {
        var wanted = new NpgsqlConnectionStringBuilder(connectionString);
        var name = wanted.Database ?? throw new ArgumentException("The connection string names no database.", nameof(connectionString));
        wanted.Database = "postgres";
        wanted.Pooling = false;
        await using var connection = new NpgsqlConnection(wanted.ConnectionString);
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await exists.ExecuteScalarAsync(ct) is not null) { return; }
        await using var create = new NpgsqlCommand($"create database \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection);
        try { await create.ExecuteNonQueryAsync(ct); }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation) { /* another starter was first */ }
    }
}

using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ReleasePlanning.Database;

/// <summary>Brings a database to the schema of this version. Several starters at once are safe: EF takes a lock.</summary>
public static class DatabaseSetup
{
    public static DbContextOptions<ReleasePlanningDb> Options(string connectionString) =>
        new DbContextOptionsBuilder<ReleasePlanningDb>().UseNpgsql(connectionString).Options;

    /// <summary>Creates the database when it is missing, then applies what is not applied yet.</summary>
    public static async Task MigrateAsync(string connectionString, CancellationToken ct = default)
    {
        await CreateIfMissingAsync(connectionString, ct);
        await using var db = new ReleasePlanningDb(Options(connectionString));
        await db.Database.MigrateAsync(ct);
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

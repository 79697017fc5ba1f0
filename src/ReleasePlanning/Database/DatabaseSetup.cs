using Npgsql;

namespace ReleasePlanning.Database;

/// <summary>Brings a database up to what this version of the program needs.</summary>
public static class DatabaseSetup
{
    public static async Task MigrateAsync(string connectionString, CancellationToken ct = default)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        await using var create = new NpgsqlCommand("create extension if not exists btree_gist", connection);
        await create.ExecuteNonQueryAsync(ct);
    }
}

using Npgsql;

namespace ReleasePlanning.Tests.Database;

public sealed class AuditChainTests(PostgresFixture postgres)
{
    private const string Insert = """
        insert into audit_entries (stream, at, actor_name, act, detail, hash) values ('staff:one', now(), 'somebody', 'plan.read', '{}', '')
        """;

    [Fact]
    public async Task A_writer_that_waits_for_another_of_the_same_stream_does_not_break_the_chain()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.NewDatabaseAsync());
        await using var first = await source.OpenConnectionAsync();
        await using var transaction = await first.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended('staff:one', 7))", first)) { await hold.ExecuteNonQueryAsync(); }

        await using var waiting = source.CreateCommand(Insert);
        var second = waiting.ExecuteNonQueryAsync();
        while (await CountAsync(source, "pg_locks where locktype = 'advisory' and not granted") == 0) { await Task.Yield(); }
        await using (var insert = new NpgsqlCommand(Insert, first)) { await insert.ExecuteNonQueryAsync(); }
        await transaction.CommitAsync();
        await second;

        (await CountAsync(source, "audit_entries")).ShouldBe(2);
        (await CountAsync(source, "broken_audit_lines()")).ShouldBe(0);
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string from)
    {
        await using var count = source.CreateCommand("select count(*) from " + from);
        return (long)(await count.ExecuteScalarAsync())!;
    }
}

using System.Diagnostics;
using System.Globalization;
using Npgsql;
using ReleasePlanning.Database;

namespace ReleasePlanning.Tests.Database;

public sealed class LocalPostgresTests : IDisposable
{
    private readonly string root = Path.Combine(PostgresFixture.FastFolder, "rp-cluster-" + Guid.NewGuid().ToString("N")[..8]);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_fresh_folder_becomes_a_server_that_is_gone_after_the_last_holder_leaves()
    {
        var server = await StartAsync();

        (await AskAsync(server, "select 1")).ShouldBe(1);
        server.WasAdopted.ShouldBeFalse();

        await server.DisposeAsync();
        await Should.ThrowAsync<NpgsqlException>(() => AskAsync(server, "select 1"));
    }

    [Fact]
    public async Task Nobody_can_reach_it_over_the_network()
    {
        await using var server = await StartAsync();

        (await AskAsync(server, "select count(*)::int from pg_settings where name = 'listen_addresses' and setting = ''")).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_restart()
    {
        await using (var first = await StartAsync())
        {
            var database = await first.EnsureDatabaseAsync("plans", Ct);
            await RunAsync(database, "create table kept(n int); insert into kept values (7)");
        }

        await using var second = await StartAsync();
        (await AskAsync(await second.EnsureDatabaseAsync("plans", Ct), "select n from kept")).ShouldBe(7);
    }

    [Fact]
    public async Task A_second_holder_adopts_the_running_server_and_keeps_it_when_the_first_leaves()
    {
        var first = await StartAsync();
        await using var second = await StartAsync();

        await first.DisposeAsync();

        second.WasAdopted.ShouldBeTrue();
        (await AskAsync(second, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Two_starters_at_once_share_one_server()
    {
        var both = await Task.WhenAll(StartAsync(), StartAsync());

        both.Count(server => server.WasAdopted).ShouldBe(1);
        var postmasters = await Task.WhenAll(both.Select(server => AskAsync(server, "select pg_backend_pid() * 0 + extract(epoch from pg_postmaster_start_time())::int")));
        postmasters[0].ShouldBe(postmasters[1]);
        foreach (var server in both)
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_server_killed_together_with_its_host_recovers_what_was_committed()
    {
        var durable = Options() with { Durable = true };
        var killed = await LocalPostgres.StartAsync(durable, Ct);
        await RunAsync(killed.ConnectionString, "create table kept(n int); insert into kept values (7)");
        using (var postmaster = Process.GetProcessById(PidIn(PidFile())))
        {
            postmaster.Kill(entireProcessTree: true);
        }

        await using var again = await LocalPostgres.StartAsync(durable, Ct);
        (await AskAsync(again, "select n from kept")).ShouldBe(7);
        await killed.DisposeAsync();
    }

    [Theory]
    [InlineData("init", "the number of a process of another user")]
    [InlineData("self", "the number of a living process that is not PostgreSQL")]
    [InlineData("none", "a number no process has")]
    public async Task A_process_number_left_behind_does_not_stop_it(string whose, string reason)
    {
        await (await StartAsync()).DisposeAsync();
        var number = whose switch { "init" => 1, "self" => Environment.ProcessId, _ => 4_194_000 };
        await File.WriteAllTextAsync(PidFile(), number.ToString(CultureInfo.InvariantCulture) + "\n", Ct);

        await using var server = await StartAsync();

        (await AskAsync(server, "select 1")).ShouldBe(1, reason);
        server.WasAdopted.ShouldBeFalse(reason);
    }

    [Fact]
    public async Task A_half_finished_initialisation_is_cleared_away()
    {
        await (await StartAsync()).DisposeAsync();
        var data = Path.GetDirectoryName(PidFile())!;
        File.Delete(data + ".initialised");
        Directory.Delete(Path.Combine(data, "base"), recursive: true);

        await using var server = await StartAsync();
        (await AskAsync(server, "select 1")).ShouldBe(1);
    }

    [Fact]
    public async Task Only_an_abandoned_cluster_is_removed()
    {
        var server = await StartAsync();

        (await LocalPostgres.RemoveAbandonedAsync(Options(), Ct)).ShouldBeFalse();
        (await AskAsync(server, "select 1")).ShouldBe(1);

        await server.DisposeAsync();
        (await LocalPostgres.RemoveAbandonedAsync(Options(), Ct)).ShouldBeTrue();
        Directory.Exists(root).ShouldBeFalse();
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        if (Directory.Exists(root))
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private LocalPostgresOptions Options() => PostgresFixture.Options(root);

    private Task<LocalPostgres> StartAsync() => LocalPostgres.StartAsync(Options(), Ct);

    private string PidFile() => Path.Combine(Directory.GetDirectories(root, "postgres-*").Single(), "postmaster.pid");

    private static int PidIn(string file) => int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture);

    private static Task<int> AskAsync(LocalPostgres server, string sql) => AskAsync(server.ConnectionString, sql);

    private static async Task<int> AskAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return (int)(await command.ExecuteScalarAsync(Ct))!;
    }

    private static async Task RunAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Ct);
    }
}

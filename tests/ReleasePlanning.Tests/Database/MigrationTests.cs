using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.Tests.Database;

public sealed class MigrationTests(PostgresFixture postgres)
{
    [Fact]
    public async Task The_migrations_say_everything_the_model_says()
    {
        await using var db = new ReleasePlanningDb(DatabaseSetup.Options(await postgres.NewDatabaseAsync()));

        db.Database.HasPendingModelChanges().ShouldBeFalse();
        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_starters_migrate_one_database_once()
    {
        var fresh = (await postgres.NewDatabaseAsync()).Replace("Database=test_", "Database=fresh_", StringComparison.Ordinal);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => DatabaseSetup.MigrateAsync(fresh)));

        await using var db = new ReleasePlanningDb(DatabaseSetup.Options(fresh));
        (await db.Database.GetPendingMigrationsAsync()).ShouldBeEmpty();
    }
}

using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.Cli;

/// <summary>rp migrate: brings the database to the schema of this version.</summary>
public static class Migrate
{
    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Rest.Count > 0) { return output.Misused(new Reason("cli.too-many", arguments.Rest[0])); }
        await using var database = await ChosenDatabase.OpenAsync(arguments.Connection, ct);
        await DatabaseSetup.MigrateAsync(database.ConnectionString, ct);
        await using var db = new ReleasePlanningDb(DatabaseSetup.Options(database.ConnectionString));
        var applied = (await db.Database.GetAppliedMigrationsAsync(ct)).ToList();
        if (output.IsJson) { output.Json(new { database = db.Database.GetDbConnection().Database, migrations = applied }); }
        else { output.Line("cli.migrate.done", db.Database.GetDbConnection().Database, applied[^1]); }
        return Rp.Fine;
    }
}

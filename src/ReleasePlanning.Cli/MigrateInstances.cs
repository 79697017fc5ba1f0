using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Cli;

/// <summary>rp migrate-instances: brings the running instances of one version of a process to another, or says what would become of each.</summary>
public static class MigrateInstances
{
    private const int Page = 500;

    // another worker may be busy with the last ones
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Rest.Count > 0) { return output.Misused(new Reason("cli.too-many", arguments.Rest[0])); }
        if (arguments.Process is not { } process || arguments.From is not { } from || arguments.To is not { } to)
        {
            return output.Misused(new Reason("cli.migrate-instances.needs-versions"));
        }
        if (!arguments.DryRun && string.IsNullOrWhiteSpace(arguments.Why)) { return output.Misused(new Reason("cli.migrate-instances.needs-reason")); }
        var asked = MigrationRequest.Between(process, from, to) with { Changes = arguments.Map, Timers = arguments.Timers };

        await using var database = await ChosenDatabase.OpenAsync(arguments.Connection, ct);
        await using var services = new ServiceCollection().AddReleasePlanning(database.ConnectionString).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        return arguments.DryRun
            ? await TryAsync(scope.ServiceProvider, asked, output, ct)
            : await MigrateAsync(scope.ServiceProvider, asked, arguments.Why!, output, ct);
    }

    private static async Task<int> TryAsync(IServiceProvider services, MigrationRequest asked, Output output, CancellationToken ct)
    {
        var outcome = await services.GetRequiredService<TryMigration>().RunAsync(asked, Actor.Service, ct);
        if (!outcome.IsDone) { return Refused(outcome, output); }
        var tried = outcome.Value!;
        if (output.IsJson)
        {
            output.Json(new { dryRun = true, instances = tried.Select(t => new { instance = t.InstanceId.Value, plan = t.PlanNumber, result = t.WouldMigrate ? "would-migrate" : "refused", reasons = t.Problems.Select(p => Say(p, output)) }) });
        }
        else
        {
            foreach (var one in tried)
            {
                output.Line("cli.migrate-instances.line", one.PlanNumber, output.Say(one.WouldMigrate ? "cli.migrate-instances.would" : "cli.migrate-instances.would-not"), string.Join(" ", one.Problems.Select(p => Say(p, output))));
            }
            output.Line("cli.migrate-instances.tried", tried.Count(t => t.WouldMigrate), tried.Count);
        }
        return tried.All(t => t.WouldMigrate) ? Rp.Fine : Rp.Findings;
    }

    private static async Task<int> MigrateAsync(IServiceProvider services, MigrationRequest asked, string reason, Output output, CancellationToken ct)
    {
        var started = await services.GetRequiredService<StartMigration>().RunAsync(asked, reason, Actor.Service, ct);
        if (!started.IsDone) { return Refused(started, output); }
        var queries = services.GetRequiredService<MigrationQueries>();
        var id = started.Value!.Id;
        MigrationRow row;
        try
        {
            while ((row = (await queries.FindAsync(id, ct))!).Migration.State == MigrationState.Running)
            {
                if (await services.GetRequiredService<RunMigrations>().RunAsync(id, ct) == 0) { await Task.Delay(Pause, ct); }
            }
        }
        catch (OperationCanceledException)
        {
            // what has been migrated stays so; the rest waits until somebody resumes it
            await services.GetRequiredService<StopMigration>().RunAsync(id, Actor.Service, CancellationToken.None);
            throw;
        }

        var results = new List<MigratedRow>();
        for (var page = 1; results.Count < row.Total; page++) { results.AddRange((await queries.ResultsAsync(id, null, page, Page, ct)).Items); }
        if (output.IsJson)
        {
            output.Json(new
            {
                migration = id,
                instances = results.Select(r => new { instance = r.Instance.InstanceId.Value, plan = r.PlanNumber, result = r.Instance.Result.ToString().ToLowerInvariant(), reason = ReasonOf(r.Instance, output) }),
            });
        }
        else
        {
            foreach (var one in results) { output.Line("cli.migrate-instances.line", one.PlanNumber, output.Say("migration-result." + one.Instance.Result), ReasonOf(one.Instance, output) ?? ""); }
            output.Line("cli.migrate-instances.done", row.Count(MigrationResult.Migrated), row.Total);
        }
        return row.Count(MigrationResult.Refused) + row.Count(MigrationResult.Waiting) == 0 ? Rp.Fine : Rp.Findings;
    }

    private static int Refused<T>(Outcome<T> outcome, Output output)
    {
        var problems = outcome.Problems.Select(p => new { field = p.Field, code = p.Reason.Code, reason = output.Say(p.Reason) }).ToList();
        if (output.IsJson) { output.Json(new { problems }); }
        else
        {
            foreach (var problem in problems) { output.Line("cli.migrate-instances.refused", problem.field, problem.reason); }
        }
        return Rp.Findings;
    }

    private static bool IsFrench(Output output) => output.Language.TwoLetterISOLanguageName == "fr";

    private static string Say(MigrationProblem problem, Output output) => IsFrench(output) ? problem.French : problem.English;

    private static string? ReasonOf(MigratedInstance instance, Output output) => IsFrench(output) ? instance.ReasonFr : instance.ReasonEn;
}

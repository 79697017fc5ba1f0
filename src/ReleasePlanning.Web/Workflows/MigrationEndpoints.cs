using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>Migrations of running plans for programs: the suggested mapping, a dry run, starting, how far it has come, and what became of each.</summary>
public static class MigrationEndpoints
{
    public static void MapMigrations(this IEndpointRouteBuilder api)
    {
        var ofProcess = api.MapGroup("/workflows/{processId}/migrations").WithTags("Migrations");
        ofProcess.MapGet("", ListAsync).RequireAuthorization(Policies.Administer).Reads<IReadOnlyList<MigrationSummary>>("The migrations of a process, newest first.");
        ofProcess.MapGet("/plan", PlanAsync).RequireAuthorization(Policies.Administer).Reads<SuggestedPlan>("What would be mapped from version from to version to, and why the rest would not.", 422);
        ofProcess.MapPost("/try", TryAsync).RequireAuthorization(Policies.Administer).Changes<IReadOnlyList<Tried>>("A dry run over every running instance. Changes nothing.");
        ofProcess.MapPost("", StartAsync).RequireAuthorization(Policies.Administer).Changes<MigrationSummary>("Starts a migration; read how far it has come at its address.", StatusCodes.Status201Created);
        var migrations = api.MapGroup("/migrations").WithTags("Migrations");
        migrations.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.Administer).Reads<MigrationSummary>("One migration and how far it has come.", 404);
        migrations.MapGet("/{id:guid}/results", ResultsAsync).RequireAuthorization(Policies.Administer).Reads<Paged<Result>>("What became of each instance: result, page.");
        migrations.MapPost("/{id:guid}/stop", StopAsync).RequireAuthorization(Policies.Administer).Changes<MigrationSummary>("Stops between two instances; what is migrated stays so.");
        migrations.MapPost("/{id:guid}/resume", ResumeAsync).RequireAuthorization(Policies.Administer).Changes<MigrationSummary>("Goes on with the instances that wait.");
    }

    /// <param name="Changes">Element ids of the old version with those of the new one, laid over what is suggested; an empty text takes a mapping away.</param>
    public sealed record Asking(int From, int To, TimerChoice Timers = TimerChoice.Keep, IReadOnlyDictionary<string, string>? Changes = null, IReadOnlyDictionary<string, TimerChoice>? TimersByEvent = null, string? Reason = null);
    public sealed record SuggestedPlan(string ProcessId, int From, int To, IReadOnlyDictionary<string, string> Mappings, IReadOnlyList<NotMapped> NotMapped);
    public sealed record NotMapped(string ElementId, string Code, string Message);
    public sealed record Tried(Guid InstanceId, ReleasePlanId PlanId, string PlanNumber, bool WouldMigrate, IReadOnlyList<NotMapped> Reasons);
    public sealed record MigrationSummary(Guid Id, string ProcessId, int From, int To, string Reason, MigrationState State, Instant AskedAt, string? AskedBy, Instant? EndedAt, int Waiting, int Migrated, int Refused, int Gone);
    public sealed record Result(Guid InstanceId, ReleasePlanId PlanId, string PlanNumber, MigrationResult Outcome, string? ElementId, string? Message, Instant? At);

    private static bool French => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr";

    private static async Task<IReadOnlyList<MigrationSummary>> ListAsync(string processId, MigrationQueries migrations, CancellationToken ct) =>
        [.. (await migrations.OfProcessAsync(processId, 100, ct)).Select(Summary)];

    private static async Task<IResult> PlanAsync(string processId, int from, int to, HttpContext http, PlanMigration plan, CancellationToken ct) =>
        (await plan.RunAsync(MigrationRequest.Between(processId, from, to), SignedIn.From(http.User)!.Actor, ct))
            .ToResult(p => Results.Ok(new SuggestedPlan(processId, from, to, p.Plan.Mappings, Told(p.Suggestion.Unmapped))));

    private static async Task<IResult> TryAsync(string processId, Asking asked, HttpContext http, TryMigration tryMigration, CancellationToken ct) =>
        (await tryMigration.RunAsync(Request(processId, asked), SignedIn.From(http.User)!.Actor, ct))
            .ToResult(tried => Results.Ok(tried.Select(t => new Tried(t.InstanceId.Value, t.PlanId, t.PlanNumber, t.WouldMigrate, Told(t.Problems))).ToList()));

    private static async Task<IResult> StartAsync(string processId, Asking asked, HttpContext http, StartMigration start, MigrationQueries migrations, CancellationToken ct)
    {
        var started = await start.RunAsync(Request(processId, asked), asked.Reason ?? "", SignedIn.From(http.User)!.Actor, ct);
        if (!started.IsDone) { return Problems.Of(started.Kind, started.Problems); }
        return Results.Created($"/api/v1/migrations/{started.Value!.Id}", Summary((await migrations.FindAsync(started.Value.Id, ct))!));
    }

    private static async Task<IResult> GetAsync(Guid id, MigrationQueries migrations, CancellationToken ct) =>
        await migrations.FindAsync(id, ct) is { } row ? Results.Ok(Summary(row)) : Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]);

    private static async Task<Paged<Result>> ResultsAsync(Guid id, MigrationResult? result, HttpContext http, MigrationQueries migrations, CancellationToken ct)
    {
        var found = await migrations.ResultsAsync(id, result, new PageAddress(http.Request).PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(r => new Result(r.Instance.InstanceId.Value, r.Instance.PlanId, r.PlanNumber, r.Instance.Result, r.Instance.ElementId,
            French ? r.Instance.ReasonFr : r.Instance.ReasonEn, r.Instance.At))], found.Total);
    }

    private static async Task<IResult> StopAsync(Guid id, HttpContext http, StopMigration stop, MigrationQueries migrations, CancellationToken ct) =>
        await ChangedAsync(await stop.RunAsync(id, SignedIn.From(http.User)!.Actor, ct), migrations, ct);

    private static async Task<IResult> ResumeAsync(Guid id, HttpContext http, StopMigration stop, MigrationQueries migrations, CancellationToken ct) =>
        await ChangedAsync(await stop.ResumeAsync(id, SignedIn.From(http.User)!.Actor, ct), migrations, ct);

    private static async Task<IResult> ChangedAsync(Outcome<WorkflowMigration> changed, MigrationQueries migrations, CancellationToken ct) => changed.IsDone
        ? Results.Ok(Summary((await migrations.FindAsync(changed.Value!.Id, ct))!))
        : Problems.Of(changed.Kind, changed.Problems);

    private static MigrationRequest Request(string processId, Asking asked) => new(processId, asked.From, asked.To,
        asked.Changes ?? ImmutableDictionary<string, string>.Empty, asked.Timers, asked.TimersByEvent ?? ImmutableDictionary<string, TimerChoice>.Empty);

    private static List<NotMapped> Told(IEnumerable<MigrationProblem> problems) => [.. problems.Select(p => new NotMapped(p.ElementId, p.Code, French ? p.French : p.English))];

    private static MigrationSummary Summary(MigrationRow r) => new(r.Migration.Id, r.Migration.ProcessId, r.From, r.To, r.Migration.Reason, r.Migration.State, r.Migration.AskedAt, r.AskedBy, r.Migration.EndedAt,
        r.Count(MigrationResult.Waiting), r.Count(MigrationResult.Migrated), r.Count(MigrationResult.Refused), r.Count(MigrationResult.Gone));
}

using System.Globalization;
using System.Text.Json;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>One run of a process for whoever repairs it: where it stands, and the acts that change that. Each takes a reason, and as "seen" the tag of the
/// state it was decided on: when the run has moved on since, the act is refused.</summary>
public static class RunEndpoints
{
    public static void MapRuns(this IEndpointRouteBuilder api)
    {
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.Administer).Reads<RunDetail>("One run: tokens, variables, open incidents, the runs it called. The reading is written down.", 404);
        runs.MapGet("/{id:guid}/tokens/{token:long}/targets", TargetsAsync).RequireAuthorization(Policies.Administer).Reads<IReadOnlyList<Target>>("The elements a token could be moved to.", 404);
        runs.MapPost("/{id:guid}/move-preview", PreviewAsync).RequireAuthorization(Policies.Administer).Changes<Moved>("What moving a token would close and open. Changes nothing.");
        runs.MapPost("/{id:guid}/move", MoveAsync).RequireAuthorization(Policies.Administer).Changes<Moved>("Moves a token to another element: what it had open is closed and it enters anew.");
        runs.MapPost("/{id:guid}/variables", ChangeAsync).RequireAuthorization(Policies.Administer).Changes<ChangedVariable>("Sets a variable of the process to a JSON value; answers with the value before and after.");
        runs.MapPost("/{id:guid}/cancel", CancelAsync).RequireAuthorization(Policies.Administer).Changes<Cancelled>("Ends the run and everything under it; its caller, if it has one, is left an incident.");
    }

    /// <param name="Seen">The tag of the state, for the acts.</param>
    public sealed record RunDetail(
        WorkflowInstanceId Id, string Seen, ReleasePlanId PlanId, string PlanNumber, string ProcessId, int Version, string Name, InstanceStatus Status, Instant StartedAt, Instant? EndedAt,
        IReadOnlyList<Standing> Tokens, IReadOnlyDictionary<string, JsonElement> Variables, IReadOnlyList<Stuck> Incidents, Related? Caller, IReadOnlyList<Related> Called);
    public sealed record Standing(long Id, string ElementId, string Name, StuckAt? Stuck, IReadOnlyList<Awaited> Waits, int? Number);
    public sealed record Awaited(WaitKind Kind, string ElementId);
    public sealed record Stuck(Guid Id, string ElementId, long? TokenId, IncidentCause Cause, string Message, Instant RaisedAt);
    public sealed record Related(WorkflowInstanceId Id, string ProcessId, string Name, InstanceStatus Status);
    public sealed record Target(string ElementId, string Name);
    public sealed record Previewing(long TokenId, string To);
    public sealed record Moving(long TokenId, string To, string Reason, string? Seen = null);
    public sealed record Moved(long TokenId, string From, string To, IReadOnlyList<Consequence> Consequences);
    public sealed record Consequence(string What, string ElementId, string Name);
    public sealed record Changing(string Name, JsonElement Value, string Reason, string? Seen = null);
    public sealed record Cancelling(string Reason, string? Seen = null);
    public sealed record Cancelled(WorkflowInstanceId Id, InstanceStatus Status, Instant? EndedAt);

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, RunQueries runs, CancellationToken ct) =>
        (await runs.GetAsync(new(id), SignedIn.From(http.User)!.Actor, ct)).ToResult(v => Results.Ok(new RunDetail(
            v.Run.Id, v.Tag, v.Run.PlanId, v.PlanNumber, v.Run.ProcessId, v.Version, v.Names.In(Language) ?? v.Run.ProcessId, v.Run.Status, v.Run.StartedAt, v.Run.EndedAt,
            [.. v.Tokens.Select(t => new Standing(t.Id, t.ElementId, t.Name(Language), t.Stuck, [.. t.Waits.Select(w => new Awaited(w.Kind, w.ElementId))], t.Number))],
            v.Variables.ToDictionary(x => x.Name, x => JsonDocument.Parse(x.Json).RootElement),
            [.. v.Incidents.Select(i => new Stuck(i.Id, i.ElementId, i.TokenId, i.Cause, i.Message(Language), i.RaisedAt))],
            v.Caller is { } caller ? Said(caller) : null, [.. v.Called.Select(Said)])));

    private static async Task<IResult> TargetsAsync(Guid id, long token, HttpContext http, RunQueries runs, CancellationToken ct)
    {
        var run = await runs.GetAsync(new(id), SignedIn.From(http.User)!.Actor, ct);
        return run.IsDone
            ? Results.Ok((await runs.TargetsAsync(run.Value!.Run, token, ct)).Select(t => new Target(t.ElementId, t.Name(Language))))
            : Problems.Of(run.Kind, run.Problems);
    }

    private static async Task<IResult> PreviewAsync(Guid id, Previewing asked, MoveToken move, WorkflowCatalogue catalogue, CancellationToken ct) =>
        Answer(await move.PreviewAsync(new(id), asked.TokenId, asked.To, catalogue, ct));

    private static async Task<IResult> MoveAsync(Guid id, Moving asked, HttpContext http, MoveToken move, CancellationToken ct) =>
        Answer(await move.RunAsync(new(id), asked.TokenId, asked.To, asked.Reason, asked.Seen, SignedIn.From(http.User)!.Actor, ct));

    private static async Task<IResult> ChangeAsync(Guid id, Changing asked, HttpContext http, ChangeVariable change, CancellationToken ct) =>
        (await change.RunAsync(new(id), asked.Name, asked.Value.GetRawText(), asked.Reason, asked.Seen, SignedIn.From(http.User)!.Actor, ct)).ToResult(Results.Ok);

    private static async Task<IResult> CancelAsync(Guid id, Cancelling asked, HttpContext http, CancelRun cancel, CancellationToken ct) =>
        (await cancel.RunAsync(new(id), asked.Reason, asked.Seen, SignedIn.From(http.User)!.Actor, ct)).ToResult(i => Results.Ok(new Cancelled(i.Id, i.Status, i.EndedAt)));

    private static IResult Answer(Outcome<TokenMove> outcome) => outcome.ToResult(m => Results.Ok(new Moved(
        m.TokenId, m.From, m.To, [.. m.Consequences.Select(c => new Consequence(c.What, c.ElementId, c.Names.In(Language) ?? c.ElementId))])));

    private static Related Said(RelatedRun run) => new(run.Id, run.ProcessId, run.Names.In(Language) ?? run.ProcessId, run.Status);
}

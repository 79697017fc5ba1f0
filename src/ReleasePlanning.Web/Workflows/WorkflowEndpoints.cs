using System.Globalization;
using System.Text;
using NodaTime;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>Workflows for programs: versions and their files, checking and publishing a design.</summary>
public static class WorkflowEndpoints
{
    public static void MapWorkflows(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/workflows/{processId}/{version:int}.bpmn", FileAsync).RequireAuthorization(Policies.ReadWorkflows).ExcludeFromDescription();
        var workflows = api.MapGroup("/workflows").WithTags("Workflows");
        workflows.MapGet("", ListAsync).RequireAuthorization(Policies.ReadWorkflows).Reads<IReadOnlyList<VersionSummary>>("Every version of every process, newest first, with the plans running on it.");
        workflows.MapGet("/{processId}", GetAsync).RequireAuthorization(Policies.ReadWorkflows).Reads<ProcessDetail>("One process: its versions, and the human steps of the newest.", 404);
        workflows.MapGet("/{processId}/{version:int}.bpmn", FileAsync).RequireAuthorization(Policies.ReadWorkflows)
            .WithSummary("The BPMN file of a version; language=fr for French names.").Produces<string>(200, "application/xml").ProducesProblem(404);
        workflows.MapPost("/check", CheckAsync).RequireAuthorization(Policies.Administer).Accepts<string>(Xml, OldXml).Changes<Checked>("Checks a BPMN file and says element by element what is wrong. Changes nothing.");
        workflows.MapPost("", PublishAsync).RequireAuthorization(Policies.Administer).Accepts<string>(Xml, OldXml)
            .Changes<VersionSummary>("Publishes a BPMN file as the next version of its process; say what changed in changeNote.", StatusCodes.Status201Created);
    }

    // a design is sent as the file it is, not wrapped in JSON
    private const string Xml = "application/xml", OldXml = "text/xml";

    public sealed record VersionSummary(string ProcessId, int Version, string Name, string ChangeNote, Instant PublishedAt, string? PublishedBy, string Sha256, int RunningPlans);
    public sealed record ProcessDetail(string ProcessId, IReadOnlyList<VersionSummary> Versions, IReadOnlyList<DesignedStep> Steps);
    public sealed record DesignedStep(string ElementId, string Title, string Role, string Site, string? Due, BasisKind Basis, string BasisSource, string Form, IReadOnlyList<string> Outcomes, string Ladder, bool Skippable, bool HardGate);
    public sealed record Checked(bool IsRunnable, IReadOnlyList<FoundWrong> Findings);
    public sealed record FoundWrong(string ElementId, FindingSeverity Severity, string Code, string Message, int? Line);

    private static string Language => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName;

    private static async Task<IReadOnlyList<VersionSummary>> ListAsync(WorkflowQueries workflows, CancellationToken ct) => [.. (await workflows.VersionsAsync(null, ct)).Select(Summary)];

    private static async Task<IResult> GetAsync(string processId, WorkflowQueries workflows, CancellationToken ct)
    {
        var versions = await workflows.VersionsAsync(processId, ct);
        if (versions.Count == 0) { return Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]); }
        var steps = await workflows.StepsAsync(versions[0].Id, ct);
        var french = Language == "fr";
        return Results.Ok(new ProcessDetail(processId, [.. versions.Select(Summary)], [.. steps.Select(s => new DesignedStep(
            s.ElementId, french ? s.Binding.TitleFr : s.Binding.TitleEn, s.Binding.Role, s.Binding.Site, s.Binding.Due, s.Binding.Basis, french ? s.Binding.BasisFr : s.Binding.BasisEn,
            s.Binding.Form, s.Binding.Outcomes, s.Binding.Ladder, s.Binding.Skippable, s.Binding.HardGate))]));
    }

    private static async Task<IResult> FileAsync(string processId, int version, bool? download, string? language, HttpContext http, WorkflowQueries workflows, CancellationToken ct)
    {
        if (await workflows.XmlAsync(processId, version, ct) is not { } xml)
        {
            return http.Request.IsApi() ? Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]) : Results.NotFound();
        }
        // what is kept or given to another engine is the file as published; what is shown speaks the reader's language
        var shown = download == true && language is null ? xml : DiagramNames.In(xml, language ?? (http.Request.IsApi() ? "en" : Language));
        return Results.File(Encoding.UTF8.GetBytes(shown), "application/xml", download == true ? $"{processId}-{version}.bpmn" : null);
    }

    private static async Task<IResult> CheckAsync(HttpContext http, CheckDesign check, CancellationToken ct)
    {
        var read = await check.RunAsync(await BodyAsync(http, ct), ct);
        return Results.Ok(new Checked(read.IsRunnable, [.. read.Findings.Select(f => new FoundWrong(f.ElementId, f.Severity, f.Code, f.In(Language), f.Line))]));
    }

    private static async Task<IResult> PublishAsync(string? changeNote, HttpContext http, PublishWorkflow publish, WorkflowQueries workflows, CancellationToken ct)
    {
        var published = await publish.RunAsync(await BodyAsync(http, ct), changeNote ?? "", SignedIn.From(http.User)!.Actor, ct);
        if (published.Value is { Definition: null, Check: var check })
        {
            return Problems.Answer(StatusCodes.Status422UnprocessableEntity,
                [.. check.Findings.Where(f => f.Severity == FindingSeverity.Refused).Select(f => new FieldProblem(f.ElementId, "design." + f.Code, f.In(Language)))]);
        }
        if (!published.IsDone) { return Problems.Of(published.Kind, published.Problems); }
        var definition = published.Value!.Definition!;
        var version = (await workflows.VersionsAsync(definition.ProcessId, ct)).First(v => v.Version == definition.Version);
        return Results.Created($"/api/v1/workflows/{definition.ProcessId}", Summary(version));
    }

    private static async Task<string> BodyAsync(HttpContext http, CancellationToken ct)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync(ct);
    }

    private static VersionSummary Summary(WorkflowVersion v) => new(v.ProcessId, v.Version, v.Name(Language), v.ChangeNote, v.PublishedAt, v.PublishedBy, v.Sha256, v.Running);
}

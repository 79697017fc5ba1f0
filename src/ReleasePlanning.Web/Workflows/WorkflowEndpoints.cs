using System.Globalization;
using System.Text;
using NodaTime;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Web.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>Published diagrams as files, publishing and incidents for programs.</summary>
public static class WorkflowEndpoints
{
    public static void MapWorkflows(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/workflows/{processId}/{version:int}.bpmn", FileAsync).RequireAuthorization(Policies.ReadWorkflows).ExcludeFromDescription();
        var workflows = api.MapGroup("/workflows").WithTags("workflows");
        workflows.MapGet("", (WorkflowQueries queries, CancellationToken ct) => queries.VersionsAsync(null, ct)).RequireAuthorization(Policies.ReadWorkflows)
            .WithSummary("Every published version, newest first.");
        workflows.MapPost("/check", CheckAsync).RequireAuthorization(Policies.Administer).WithSummary("What is wrong with a diagram, element by element.");
        workflows.MapPost("", PublishAsync).RequireAuthorization(Policies.Administer).WithSummary("Publish a diagram as the next version of its process.");
        var incidents = api.MapGroup("/incidents").WithTags("incidents");
        incidents.MapGet("", IncidentsAsync).RequireAuthorization(Policies.Administer).WithSummary("What is stuck.");
        incidents.MapPost("/{id:guid}/retry", RetryAsync).RequireAuthorization(Policies.Administer).WithSummary("Try again, saying what was mended.");
    }

    private static async Task<IResult> FileAsync(string processId, int version, bool? download, WorkflowQueries workflows, CancellationToken ct) =>
        await workflows.XmlAsync(processId, version, ct) is { } xml
            ? Results.File(Encoding.UTF8.GetBytes(xml), "application/xml", download == true ? $"{processId}-{version}.bpmn" : null)
            : Results.NotFound();

    private static async Task<CheckAnswer> CheckAsync(DesignBody body, CheckDesign check, CancellationToken ct) => CheckAnswer.Of(await check.RunAsync(body.Xml, ct));

    private static async Task<IResult> PublishAsync(PublishBody body, HttpContext http, PublishWorkflow publish, CancellationToken ct) =>
        (await publish.RunAsync(body.Xml, body.ChangeNote, SignedIn.From(http.User)!.Actor, ct)).ToResult(p =>
            Results.Created($"/workflows/{p.Definition!.ProcessId}/{p.Definition.Version}.bpmn", new Published(p.Definition.ProcessId, p.Definition.Version, CheckAnswer.Of(p.Check).Findings)));

    private static async Task<Paged<IncidentView>> IncidentsAsync(HttpContext http, WorkflowQueries workflows, CancellationToken ct)
    {
        var found = await workflows.IncidentsAsync(true, new PageAddress(http.Request).PageNumber, PageAddress.PageSize, ct);
        var french = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr";
        return new([.. found.Items.Select(r => new IncidentView(r.Incident.Id, r.Incident.PlanId, r.PlanNumber, r.Incident.ElementId, french ? r.Incident.MessageFr : r.Incident.MessageEn, r.Incident.RaisedAt))], found.Total);
    }

    private static async Task<IResult> RetryAsync(Guid id, ReasonBody body, HttpContext http, RetryIncident retry, CancellationToken ct) =>
        (await retry.RunAsync(id, body.Reason, SignedIn.From(http.User)!.Actor, ct)).ToResult(i => Results.Ok(new { i.Id, i.ResolvedAt }));

    public sealed record DesignBody(string Xml);

    public sealed record PublishBody(string Xml, string ChangeNote);

    public sealed record Published(string ProcessId, int Version, IReadOnlyList<FindingView> Findings);

    public sealed record IncidentView(Guid Id, ReleasePlanId PlanId, string PlanNumber, string ElementId, string Message, Instant RaisedAt);

    public sealed record FindingView(string ElementId, FindingSeverity Severity, string Code, string Message);

    public sealed record CheckAnswer(bool IsRunnable, IReadOnlyList<FindingView> Findings)
    {
        public static CheckAnswer Of(ReadResult read)
        {
            var french = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr";
            return new(read.IsRunnable, [.. read.Findings.Select(f => new FindingView(f.ElementId, f.Severity, f.Code, french ? f.French : f.English))]);
        }
    }
}

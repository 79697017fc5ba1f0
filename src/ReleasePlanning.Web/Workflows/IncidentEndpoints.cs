using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Workflows;

/// <summary>What got stuck, for programs and spreadsheets: listed, tried again, closed.</summary>
public static class IncidentEndpoints
{
    private const int MostExported = 10_000;

    public static void MapIncidents(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/incidents.csv", ExportAsync).RequireAuthorization(Policies.Administer).ExcludeFromDescription();
        var incidents = api.MapGroup("/incidents").WithTags("Incidents");
        incidents.MapGet("", ListAsync).RequireAuthorization(Policies.Administer)
            .Reads<Paged<IncidentSummary>>("What could not go on by itself: open (true unless false), plan (number), process, cause (task, diagram, timer, message, signal), hours (older than), sort (age, plan, process, cause), page.");
        incidents.MapPost("/{id:guid}/retry", RetryAsync).RequireAuthorization(Policies.Administer).Changes<Resolved>("Tries again after the cause was mended.");
        incidents.MapPost("/{id:guid}/dismiss", DismissAsync).RequireAuthorization(Policies.Administer).Changes<Resolved>("Closes an incident that needs nothing more; refused while something still stands still because of it.");
    }

    public sealed record IncidentSummary(
        Guid Id, ReleasePlanId PlanId, string PlanNumber, WorkflowInstanceId? RunId, string? ProcessId, string ElementId, string ElementName, long? TokenId, IncidentCause Cause, string Message,
        Instant RaisedAt, Instant? ResolvedAt, string? ResolvedBy, string? Resolution)
    {
        public static IncidentSummary Of(IncidentRow r)
        {
            var language = CultureInfo.CurrentUICulture.Name;
            var i = r.Incident;
            return new(i.Id, i.PlanId, r.PlanNumber, i.InstanceId, r.ProcessId, i.ElementId, r.Name(language), i.TokenId, i.Cause, i.Message(language), i.RaisedAt, i.ResolvedAt, r.ResolvedBy, i.Resolution);
        }
    }

    public sealed record Resolving(string Reason);
    public sealed record Resolved(Guid Id, Instant? ResolvedAt);

    private static async Task<Paged<IncidentSummary>> ListAsync(HttpContext http, IncidentQueries incidents, IClock clock, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var found = await incidents.ListAsync(IncidentAddress.Filter(address, clock.GetCurrentInstant()), address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(IncidentSummary.Of)], found.Total);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, IncidentQueries incidents, IClock clock, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var found = await incidents.ListAsync(IncidentAddress.Filter(new(http.Request), clock.GetCurrentInstant()), 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("incidents.csv", found.Items,
            (T("page.plan"), r => r.PlanNumber),
            (T("page.incidents.process"), r => r.ProcessId),
            (T("page.publish.element"), r => r.Name(culture.Name)),
            (T("page.incidents.cause"), r => T("incident-cause." + r.Incident.Cause)),
            (T("page.incidents.what"), r => r.Incident.Message(culture.Name)),
            (T("page.incidents.since"), r => Texts.Moment(r.Incident.RaisedAt, DateTimeZone.Utc, culture)),
            (T("page.incidents.resolved-at"), r => r.Incident.ResolvedAt is { } at ? Texts.Moment(at, DateTimeZone.Utc, culture) : null),
            (T("page.incidents.resolved-by"), r => r.ResolvedBy),
            (T("page.incidents.mended"), r => r.Incident.Resolution));
    }

    private static async Task<IResult> RetryAsync(Guid id, Resolving asked, HttpContext http, RetryIncident retry, CancellationToken ct) =>
        Answer(await retry.RunAsync(id, asked.Reason, SignedIn.From(http.User)!.Actor, ct));

    private static async Task<IResult> DismissAsync(Guid id, Resolving asked, HttpContext http, DismissIncident dismiss, CancellationToken ct) =>
        Answer(await dismiss.RunAsync(id, asked.Reason, SignedIn.From(http.User)!.Actor, ct));

    private static IResult Answer(Outcome<WorkflowIncident> outcome) => outcome.ToResult(i => Results.Ok(new Resolved(i.Id, i.ResolvedAt)));
}

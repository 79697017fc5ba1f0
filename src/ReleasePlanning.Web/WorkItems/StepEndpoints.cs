using System.Globalization;
using NodaTime;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Web.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.WorkItems;

/// <summary>Steps for programs: the inbox, one step with its form, and the acts on it.</summary>
public static class StepEndpoints
{
    private const int MostExported = 10_000;

    public static void MapSteps(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        var steps = api.MapGroup("/steps").WithTags("steps");
        api.MapGet("/inbox", InboxAsync).WithTags("steps").RequireAuthorization(Policies.SignedInStaff).WithSummary("Open steps: whose (Mine, MyRoles, MySites), q, late, page.");
        steps.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.SignedInStaff).WithSummary("One step with its form. Its ETag is what an answer must send as If-Match.");
        steps.MapPost("/{id:guid}/complete", CompleteAsync).RequireAuthorization(Policies.SignedInStaff).WithMetadata(new NeedsIfMatch()).WithSummary("Answer the step: an outcome and the answers by field name.");
        steps.MapPost("/{id:guid}/skip", SkipAsync).RequireAuthorization(Policies.SignedInStaff).WithMetadata(new NeedsIfMatch()).WithSummary("Skip the step with a reason.");
        steps.MapPost("/{id:guid}/reassign", ReassignAsync).RequireAuthorization(Policies.SignedInStaff).WithMetadata(new NeedsIfMatch()).WithSummary("Give the step to somebody else.");
        steps.MapPost("/{id:guid}/notes", NoteAsync).RequireAuthorization(Policies.SignedInStaff).WithSummary("Add a note.");
    }

    private static Actor Caller(HttpContext http) => SignedIn.From(http.User)!.Actor;

    private static async Task<Paged<StepSummary>> InboxAsync(HttpContext http, InboxQueries inbox, IClock clock, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var scope = Enum.TryParse<InboxScope>(address["whose"], out var asked) && Enum.IsDefined(asked) ? asked : InboxScope.Mine;
        var (found, _) = await inbox.InboxAsync(new(scope, null, null, address["late"] == "true", address["q"] ?? ""), Caller(http), address.PageNumber, PageAddress.PageSize, ct);
        return Summaries(found, clock);
    }

    private static Paged<StepSummary> Summaries(Paged<StepRow> found, IClock clock) =>
        new([.. found.Items.Select(r => StepSummary.Of(r, CultureInfo.CurrentUICulture.Name, clock.GetCurrentInstant()))], found.Total);

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, StepQueries steps, CancellationToken ct) =>
        (await steps.GetAsync(WorkItemId.From(id), Caller(http), ct)).ToResult(view =>
        {
            http.Response.SetEntityTag(view.Item.Version);
            return Results.Ok(StepDetail.Of(view));
        });

    private static async Task<IResult> CompleteAsync(Guid id, CompleteBody body, HttpContext http, CompleteWorkItem complete, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? PlanEndpoints.Unchanged(await complete.RunAsync(WorkItemId.From(id), body.Outcome, body.Answers ?? [], version, Caller(http), ct), Done);
    }

    private static async Task<IResult> SkipAsync(Guid id, ReasonBody body, HttpContext http, SkipWorkItem skip, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? PlanEndpoints.Unchanged(await skip.RunAsync(WorkItemId.From(id), body.Reason, version, Caller(http), ct), Done);
    }

    private static async Task<IResult> ReassignAsync(Guid id, ReassignBody body, HttpContext http, ReassignWorkItem reassign, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? PlanEndpoints.Unchanged(await reassign.RunAsync(WorkItemId.From(id), body.To, body.Reason ?? "", version, Caller(http), ct), Done);
    }

    private static async Task<IResult> NoteAsync(Guid id, NoteBody body, HttpContext http, AddNote note, CancellationToken ct) =>
        (await note.RunAsync(WorkItemId.From(id), body.Text, Caller(http), ct)).ToResult(n => Results.Created($"/api/v1/steps/{id}", new { n.Id, n.WrittenAt }));

    private static IResult Done(WorkItem item) => Results.Ok(new ClosedStep(item.Id, item.PlanId, item.State, item.Outcome, item.OwnerId));
}

using System.Globalization;
using System.Text.Json;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.WorkItems;

/// <summary>Steps for programs: the inbox, one step with its form, answering, skipping, handing on, noting.</summary>
public static class WorkItemEndpoints
{
    public static void MapWorkItems(this IEndpointRouteBuilder api)
    {
        var items = api.MapGroup("/work-items").WithTags("Work items");
        items.MapGet("", InboxAsync).RequireAuthorization(Policies.SignedInStaff)
            .Reads<Inbox>("Open steps: whose (Mine, Covered, MyRoles, MySites), owner (none), role, step (form or element), at (site code), within (days to release), late (true), q, sort, page.");
        items.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.SignedInStaff).Reads<StepDetail>("One step with its form, as it is filled in now. The reading is written down.", 404);
        items.MapPost("/{id:guid}/complete", CompleteAsync).RequireAuthorization(Policies.SignedInStaff).Updates<Closed>("Answers the step with one of its outcomes.");
        items.MapPost("/{id:guid}/skip", SkipAsync).RequireAuthorization(Policies.SignedInStaff).Updates<Closed>("Goes past the step, with a reason. Hard gates are never skipped.");
        items.MapPost("/{id:guid}/reassign", ReassignAsync).RequireAuthorization(Policies.SignedInStaff).Updates<Closed>("Gives the step to another person, with a reason.");
        items.MapPost("/{id:guid}/due", SetDueAsync).RequireAuthorization(Policies.SignedInStaff).Updates<Closed>("Sets its due date by hand, with a reason: never later than a limit of the law.");
        items.MapPost("/{id:guid}/due-restore", RestoreDueAsync).RequireAuthorization(Policies.SignedInStaff).Updates<Closed>("Gives its due date back to its rule.");
        items.MapPost("/{id:guid}/problem", ProblemAsync).RequireAuthorization(Policies.SignedInStaff).Updates<Closed>("Reports a problem the diagram has an answer for: an error ends the step, an escalation leaves it open.");
        items.MapPost("/{id:guid}/notes", NoteAsync).RequireAuthorization(Policies.SignedInStaff).Changes<StepDetail.Written>("Writes a note on the step.", StatusCodes.Status201Created);
    }

    public sealed record Inbox(IReadOnlyList<StepSummary> Items, int Total, InboxCounts Counts);
    /// <param name="Answers">By field name: texts, numbers, true or false; days as 2026-12-03, local moments as 2026-12-03T09:30.</param>
    public sealed record Completion(string Outcome, IReadOnlyDictionary<string, JsonElement>? Answers = null);
    public sealed record Skipping(string Reason);
    public sealed record Reassignment(StaffId To, string Reason);
    /// <param name="Code">One of the step's problems.</param>
    public sealed record Reporting(string Code, string Description);
    /// <param name="At">The local time at the step's place; the end of business where it is not given.</param>
    public sealed record DueSetting(LocalDate On, string Reason, LocalTime? At = null);
    public sealed record DueRestoring(string Reason);
    public sealed record Noting(string Text);
    public sealed record Closed(WorkItemId Id, uint Version, WorkItemState State, string? Outcome, StaffId? OwnerId, Instant? ClosedAt);

    private static async Task<Inbox> InboxAsync(HttpContext http, InboxQueries inbox, SiteQueries sites, IClock clock, CancellationToken ct)
    {
        var (address, now) = (new PageAddress(http.Request), clock.GetCurrentInstant());
        var at = address["at"] is { } code ? (await sites.AllAsync(ct)).Values.FirstOrDefault(s => s.Code == code)?.Id ?? SiteId.From(Guid.Empty) : (SiteId?)null;
        var filter = new InboxFilter(
            Enum.TryParse<InboxScope>(address["whose"], true, out var scope) && Enum.IsDefined(scope) ? scope : InboxScope.Mine, address["role"],
            int.TryParse(address["within"], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= 3660 ? now.InUtc().Date.PlusDays(days) : null,
            address["late"] == "true", address["q"] ?? "", address["step"], at, address["sort"] ?? "", address["owner"] == "none");
        var (steps, counts) = await inbox.InboxAsync(filter, SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        return new([.. steps.Items.Select(s => StepSummary.Of(s, now))], steps.Total, counts);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, StepQueries steps, IClock clock, CancellationToken ct) =>
        (await steps.GetAsync(WorkItemId.From(id), SignedIn.From(http.User)!.Actor, ct)).ToResult(step =>
        {
            http.Response.SetEntityTag(step.Item.Version);
            return Results.Ok(StepDetail.Of(step, clock.GetCurrentInstant()));
        });

    private static Task<IResult> CompleteAsync(Guid id, Completion asked, HttpContext http, CompleteWorkItem complete, CancellationToken ct)
    {
        var (answers, problems) = StepAnswers.Read(asked.Answers);
        return problems.Count > 0
            ? Task.FromResult(Problems.Of(OutcomeKind.Refused, problems))
            : ChangeAsync(http, version => complete.RunAsync(WorkItemId.From(id), asked.Outcome, answers, version, SignedIn.From(http.User)!.Actor, ct));
    }

    private static Task<IResult> SkipAsync(Guid id, Skipping asked, HttpContext http, SkipWorkItem skip, CancellationToken ct) =>
        ChangeAsync(http, version => skip.RunAsync(WorkItemId.From(id), asked.Reason, version, SignedIn.From(http.User)!.Actor, ct));

    private static Task<IResult> ReassignAsync(Guid id, Reassignment asked, HttpContext http, ReassignWorkItem reassign, CancellationToken ct) =>
        ChangeAsync(http, version => reassign.RunAsync(WorkItemId.From(id), asked.To, asked.Reason, version, SignedIn.From(http.User)!.Actor, ct));

    private static Task<IResult> SetDueAsync(Guid id, DueSetting asked, HttpContext http, SetDueDate set, CancellationToken ct) =>
        ChangeAsync(http, version => set.RunAsync(WorkItemId.From(id), asked.On, asked.At, asked.Reason, version, SignedIn.From(http.User)!.Actor, ct));

    private static Task<IResult> RestoreDueAsync(Guid id, DueRestoring asked, HttpContext http, SetDueDate set, CancellationToken ct) =>
        ChangeAsync(http, version => set.RestoreAsync(WorkItemId.From(id), asked.Reason, version, SignedIn.From(http.User)!.Actor, ct));

    private static Task<IResult> ProblemAsync(Guid id, Reporting asked, HttpContext http, ReportProblem report, CancellationToken ct) =>
        ChangeAsync(http, version => report.RunAsync(WorkItemId.From(id), asked.Code, asked.Description, version, SignedIn.From(http.User)!.Actor, ct));

    private static async Task<IResult> ChangeAsync(HttpContext http, Func<uint, Task<Outcome<WorkItem>>> act)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? (await act(version)).ToResult(item =>
        {
            http.Response.SetEntityTag(item.Version);
            return Results.Ok(new Closed(item.Id, item.Version, item.State, item.Outcome, item.OwnerId, item.ClosedAt));
        });
    }

    private static async Task<IResult> NoteAsync(Guid id, Noting asked, HttpContext http, AddNote note, CancellationToken ct)
    {
        var me = SignedIn.From(http.User)!;
        return (await note.RunAsync(WorkItemId.From(id), asked.Text, me.Actor, ct)).ToResult(written =>
            Results.Created($"/api/v1/work-items/{id}", new StepDetail.Written(me.Name, written.WrittenAt, written.Text)));
    }
}

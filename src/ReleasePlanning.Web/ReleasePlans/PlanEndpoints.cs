using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.ReleasePlans;

/// <summary>Release plans for programs: the same acts as the pages.</summary>
public static class PlanEndpoints
{
    private const int MostExported = 10_000;

    public static void MapPlans(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/plans.csv", ExportAsync).RequireAuthorization(Policies.ReadPlans).ExcludeFromDescription();
        var plans = api.MapGroup("/plans").WithTags("plans");
        plans.MapGet("", ListAsync).RequireAuthorization(Policies.ReadPlans).WithSummary("Plans you may see: q, status, type (code), within (days), sort, page.");
        plans.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.SignedInStaff).WithSummary("One plan with its steps and what blocks its release. Its ETag is what a change must send as If-Match.");
        plans.MapPost("", LaunchAsync).RequireAuthorization(Policies.Launch).WithSummary("Launch a release plan.");
        plans.MapPost("/preview", PreviewAsync).RequireAuthorization(Policies.Launch).WithSummary("What launching would give, without launching.");
        plans.MapPost("/{id:guid}/move/preview", PreviewMoveAsync).RequireAuthorization(Policies.ChangePlan).WithSummary("What moving the release day would change.");
        plans.MapPost("/{id:guid}/move", MoveAsync).RequireAuthorization(Policies.ChangePlan).WithMetadata(new NeedsIfMatch()).WithSummary("Move the release day and recompute every open due date.");
        plans.MapPost("/{id:guid}/withdraw", WithdrawAsync).RequireAuthorization(Policies.ChangePlan).WithMetadata(new NeedsIfMatch()).WithSummary("Withdraw the plan; everything it opened is closed.");
    }

    private static Actor Caller(HttpContext http) => SignedIn.From(http.User)!.Actor;

    private static async Task<Paged<PlanSummary>> ListAsync(HttpContext http, PlanQueries plans, IClock clock, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var found = await plans.ListAsync(PlansAddress.Filter(address, clock), Caller(http), address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(r => PlanSummary.Of(r.Plan, r.Person, r.Open, r.Overdue))], found.Total);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, PlanQueries plans, IClock clock, CancellationToken ct) =>
        (await plans.GetAsync(ReleasePlanId.From(id), Caller(http), ct)).ToResult(view =>
        {
            http.Response.SetEntityTag(view.Plan.Version);
            return Results.Ok(PlanDetail.Of(view, clock.GetCurrentInstant()));
        });

    private static async Task<IResult> LaunchAsync(LaunchRequest request, HttpContext http, LaunchReleasePlan launch, CancellationToken ct) =>
        (await launch.RunAsync(request, Caller(http), ct)).ToResult(plan =>
        {
            http.Response.SetEntityTag(plan.Version);
            return Results.Created($"/api/v1/plans/{plan.Id}", PlanSummary.Of(plan));
        });

    private static async Task<IResult> PreviewAsync(LaunchRequest request, HttpContext http, LaunchReleasePlan launch, CancellationToken ct) =>
        (await launch.PreviewAsync(request, Caller(http), ct)).ToResult(p =>
            Results.Ok(new LaunchAnswer(p.Dates.EntitlementOn, p.Dates.ReleaseOn, Texts.Of(p.Dates.Why, CultureInfo.CurrentUICulture), p.Institution.Code, p.ParoleOffice.Code, p.WorkflowVersion)));

    private static async Task<IResult> PreviewMoveAsync(Guid id, MoveRequest request, HttpContext http, MoveReleaseDate move, CancellationToken ct) =>
        (await move.PreviewAsync(ReleasePlanId.From(id), request, Caller(http), ct)).ToResult(p => Results.Ok(MoveAnswer.Of(p)));

    private static async Task<IResult> MoveAsync(Guid id, MoveBody body, HttpContext http, MoveReleaseDate move, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        if (answer is not null) { return answer; }
        var request = new MoveRequest(body.ReleaseOn, body.EntitlementOn, body.EarlyApproval, body.Reason);
        return Unchanged(await move.RunAsync(ReleasePlanId.From(id), request, body.Past ?? PastDue.Grace, version, Caller(http), ct), p => Results.Ok(MoveAnswer.Of(p)));
    }

    private static async Task<IResult> WithdrawAsync(Guid id, ReasonBody body, HttpContext http, WithdrawReleasePlan withdraw, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? Unchanged(await withdraw.RunAsync(ReleasePlanId.From(id), body.Reason, version, Caller(http), ct), plan => Results.Ok(PlanSummary.Of(plan)));
    }

    /// <summary>A version that is no longer the newest is what If-Match is for: 412, not one conflict among others.</summary>
    public static IResult Unchanged<T>(Outcome<T> outcome, Func<T, IResult> done) =>
        outcome.Kind == OutcomeKind.Conflict && outcome.Problems.Any(p => p.Reason.Code == "changed-meanwhile") ? EntityTag.Changed() : outcome.ToResult(done);

    private static async Task<IResult> ExportAsync(HttpContext http, PlanQueries plans, IClock clock, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        string T(string key) => Texts.Of(key, culture);
        var rows = await plans.ListAsync(PlansAddress.Filter(new(http.Request), clock), Caller(http), 1, MostExported, ct);
        return CsvAnswer.Of("plans.csv", rows.Items,
            (T("page.plan"), r => r.Plan.Number),
            (T("page.person"), r => r.Person.FamilyName + ", " + r.Person.GivenNames),
            (T("page.launch.type"), r => T("release-type." + r.Plan.ReleaseType)),
            (T("page.launch.from"), r => r.From.Name(culture.Name)),
            (T("page.launch.destination"), r => r.Plan.DestinationCommunity),
            (T("page.inbox.release"), r => r.Plan.ReleaseOn.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            (T("page.plans.status"), r => T("plan-status." + r.Plan.Status)),
            (T("page.nav.overdue"), r => r.Overdue.ToString(CultureInfo.InvariantCulture)));
    }
}

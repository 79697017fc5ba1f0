using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Web.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.ReleasePlans;

/// <summary>Release plans for programs: what launching would give, launching, reading, moving, withdrawing.</summary>
public static class ReleasePlanEndpoints
{
    private const int MostExported = 10_000;

    public static void MapReleasePlans(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/plans.csv", ExportAsync).RequireAuthorization(Policies.ReadPlans).ExcludeFromDescription();
        var plans = api.MapGroup("/plans").WithTags("Release plans");
        plans.MapPost("/preview", PreviewAsync).RequireAuthorization(Policies.Launch)
            .Changes<LaunchPreviewed>("What launching would give: dates with their reason, and the first steps with owners and due dates. Changes nothing.");
        plans.MapPost("", LaunchAsync).RequireAuthorization(Policies.Launch).Changes<PlanLaunched>("Launches a release plan.", StatusCodes.Status201Created);
        plans.MapGet("", ListAsync).RequireAuthorization(Policies.ReadPlans)
            .Reads<Paged<PlanSummary>>("Plans you may know of: q, status (Active, Released, Closed, Withdrawn), type (SR, DP, …), within (days), at (site code), sort, page.");
        plans.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.SignedInStaff).Reads<PlanDetail>("One plan, as much of it as you need to know. The reading is written down.", 404);
        plans.MapGet("/{id:guid}/history", HistoryAsync).RequireAuthorization(Policies.ReadPlans)
            .Reads<Paged<HistoryLine>>("Who read and changed the plan, newest first: page.", 404);
        plans.MapPost("/{id:guid}/move-preview", PreviewMoveAsync).RequireAuthorization(Policies.ChangePlan)
            .Changes<MovePreviewed>("The plan with another release day: every open due date, old and new. Changes nothing.");
        plans.MapPost("/{id:guid}/move", MoveAsync).RequireAuthorization(Policies.ChangePlan).Updates<MovePreviewed>("Moves the release day.");
        plans.MapPost("/{id:guid}/withdraw", WithdrawAsync).RequireAuthorization(Policies.ChangePlan).Updates<PlanLaunched>("Withdraws the plan; everything it opened is closed.");
    }

    public sealed record LaunchPreviewed(PersonId PersonId, string Person, string Institution, string ParoleOffice, LocalDate EntitlementOn, LocalDate ReleaseOn, SaidReason WhyReleaseOn, int WorkflowVersion, IReadOnlyList<OpenedStep> FirstSteps, Nearby Near);
    /// <param name="NormallyAt">When it would be due in a plan that is not expedited.</param>
    public sealed record OpenedStep(string Title, string Role, StaffId? OwnerId, Instant? DueAt, Instant? NormallyAt, SaidReason? WhyDue);
    /// <param name="NeedsNotPracticable">The reason "notPracticable" must be given (CCRA s.26(1.1)).</param>
    public sealed record Nearby(bool Expedited, decimal WorkingHoursLeft, bool NeedsNotPracticable, IReadOnlyList<Minimum> Minimums)
    {
        public static Nearby Of(Nearness near) => new(near.IsExpedited, near.HoursLeft, near.NeedsReason,
            [.. near.Minimums.Select(m => new Minimum(m.Code, m.Standing, SaidReason.Of(m.Clause), SaidReason.Of(m.Why), m.LastOn))]);
    }

    public sealed record Minimum(string Code, MinimumStanding Standing, SaidReason Clause, SaidReason Why, LocalDate? LastOn);
    public sealed record PlanLaunched(ReleasePlanId Id, string Number, PlanStatus Status, LocalDate ReleaseOn, uint Version);
    public sealed record HistoryLine(long Id, Instant At, string Who, string Act, SaidReason Detail, WorkItemId? WorkItemId, string Hash);
    public sealed record Moving(LocalDate ReleaseOn, string Reason, LocalDate? EntitlementOn = null, string? EarlyApproval = null, string? NotPracticable = null);
    public sealed record Move(LocalDate ReleaseOn, string Reason, PastDue PastDue, LocalDate? EntitlementOn = null, string? EarlyApproval = null, string? NotPracticable = null);
    public sealed record Withdrawal(string Reason);
    public sealed record MovePreviewed(ReleasePlanId Id, uint Version, LocalDate EntitlementOn, LocalDate ReleaseOn, SaidReason WhyReleaseOn, IReadOnlyList<MovedDate> Dates, Nearby Near)
    {
        /// <summary>What becomes of the bed and the journey.</summary>
        public IReadOnlyList<SaidReason> Linked { get; init; } = [];
    }

    public sealed record MovedDate(string Title, WorkItemId? WorkItemId, string? Rule, Instant? OldAt, Instant? NewAt, SaidReason? Why, bool IsPast, bool SetByHand);

    private static async Task<IResult> PreviewAsync(LaunchRequest request, HttpContext http, LaunchReleasePlan launch, SiteQueries sites, CancellationToken ct)
    {
        var actor = SignedIn.From(http.User)!.Actor;
        var preview = await launch.PreviewAsync(request, actor, ct);
        if (!preview.IsDone) { return Problems.Of(preview.Kind, preview.Problems); }
        var p = preview.Value!;
        var culture = CultureInfo.CurrentUICulture;
        var places = await sites.AllAsync(ct);
        return (await launch.RehearseAsync(request, actor, ct)).ToResult(steps => Results.Ok(new LaunchPreviewed(
            p.Person.Id, p.Person.DisplayName, p.Institution.Code, p.ParoleOffice.Code, p.Dates.EntitlementOn, p.Dates.ReleaseOn, SaidReason.Of(p.Dates.Why), p.WorkflowVersion,
            [.. steps.Select(s => new OpenedStep(s.Item.Title(culture.Name), s.Item.Role, s.Item.OwnerId, s.Item.DueAt, s.NormallyAt, SaidDue.Of(s.Item, places[s.Item.SiteId])))], Nearby.Of(p.Near))));
    }

    private static async Task<IResult> LaunchAsync(LaunchRequest request, HttpContext http, LaunchReleasePlan launch, CancellationToken ct) =>
        (await launch.RunAsync(request, SignedIn.From(http.User)!.Actor, ct)).ToResult(plan =>
        {
            http.Response.SetEntityTag(plan.Version);
            return Results.Created($"/api/v1/plans/{plan.Id}", Launched(plan));
        });

    private static async Task<Paged<PlanSummary>> ListAsync(HttpContext http, PlanQueries plans, SiteQueries sites, IClock clock, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var filter = PlansAddress.Filter(address, clock);
        if (address["at"] is { } code) { filter = filter with { SiteId = (await sites.AllAsync(ct)).Values.FirstOrDefault(s => s.Code == code)?.Id ?? SiteId.From(Guid.Empty) }; }
        var found = await plans.ListAsync(filter, SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(PlanSummary.Of)], found.Total);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, PlanQueries plans, IClock clock, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var filter = PlansAddress.Filter(new(http.Request), clock);
        var rows = await plans.ListAsync(filter, SignedIn.From(http.User)!.Actor, 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("plans.csv", rows.Items,
            (T("page.plan"), r => r.Plan.Number),
            (T("page.person"), r => r.Person.FamilyName + ", " + r.Person.GivenNames),
            (T("page.fps"), r => r.Person.Fps),
            (T("page.launch.type"), r => T("release-type." + r.Plan.ReleaseType)),
            (T("page.launch.release-day"), r => r.Plan.ReleaseOn.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            (T("page.institution"), r => r.From.Name(culture.Name)),
            (T("page.launch.office"), r => r.To.Name(culture.Name)),
            (T("page.csv.status"), r => T("plan-status." + r.Plan.Status)),
            (T("page.csv.open"), r => r.Open.ToString(CultureInfo.InvariantCulture)),
            (T("page.csv.overdue"), r => r.Overdue.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, PlanQueries plans, IClock clock, CancellationToken ct) =>
        (await plans.GetAsync(ReleasePlanId.From(id), SignedIn.From(http.User)!.Actor, ct)).ToResult(page =>
        {
            http.Response.SetEntityTag(page.Plan.Version);
            return Results.Ok(PlanDetail.Of(page, clock.GetCurrentInstant()));
        });

    private static async Task<IResult> HistoryAsync(Guid id, HttpContext http, PlanQueries plans, CancellationToken ct) =>
        (await plans.HistoryAsync(ReleasePlanId.From(id), SignedIn.From(http.User)!.Actor, new PageAddress(http.Request).PageNumber, PageAddress.PageSize, ct)).ToResult(lines =>
            Results.Ok(new Paged<HistoryLine>([.. lines.Items.Select(l => new HistoryLine(l.Id, l.At, l.ActorName, l.Act, SaidReason.Of(l.Detail), l.WorkItemId, l.Hash))], lines.Total)));

    private static async Task<IResult> PreviewMoveAsync(Guid id, Moving asked, HttpContext http, MoveReleaseDate move, CancellationToken ct) =>
        (await move.PreviewAsync(ReleasePlanId.From(id), new(asked.ReleaseOn, asked.EntitlementOn, asked.EarlyApproval, asked.Reason, asked.NotPracticable), SignedIn.From(http.User)!.Actor, ct))
            .ToResult(preview => Results.Ok(Previewed(preview)));

    private static async Task<IResult> MoveAsync(Guid id, Move asked, HttpContext http, MoveReleaseDate move, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        if (answer is not null) { return answer; }
        var request = new MoveRequest(asked.ReleaseOn, asked.EntitlementOn, asked.EarlyApproval, asked.Reason, asked.NotPracticable);
        return (await move.RunAsync(ReleasePlanId.From(id), request, asked.PastDue, version, SignedIn.From(http.User)!.Actor, ct)).ToResult(moved =>
        {
            http.Response.SetEntityTag(moved.Plan.Version);
            return Results.Ok(Previewed(moved));
        });
    }

    private static async Task<IResult> WithdrawAsync(Guid id, Withdrawal asked, HttpContext http, WithdrawReleasePlan withdraw, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? (await withdraw.RunAsync(ReleasePlanId.From(id), asked.Reason, version, SignedIn.From(http.User)!.Actor, ct)).ToResult(plan =>
        {
            http.Response.SetEntityTag(plan.Version);
            return Results.Ok(Launched(plan));
        });
    }

    private static PlanLaunched Launched(ReleasePlan plan) => new(plan.Id, plan.Number, plan.Status, plan.ReleaseOn, plan.Version);

    private static MovePreviewed Previewed(MovePreview move)
    {
        var french = CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "fr";
        return new(move.Plan.Id, move.Plan.Version, move.Dates.EntitlementOn, move.Dates.ReleaseOn, SaidReason.Of(move.Dates.Why),
            [.. move.Moves.Select(m => new MovedDate(french ? m.TitleFr : m.TitleEn, m.WorkItemId, m.Rule, m.OldAt, m.NewAt, SaidReason.OfAny(m.Why), m.IsPast, m.Kept))], Nearby.Of(move.Near)) { Linked = [.. move.Linked.Select(SaidReason.Of)] };
    }
}

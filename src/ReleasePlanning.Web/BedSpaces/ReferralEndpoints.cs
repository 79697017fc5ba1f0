using System.Globalization;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>Bed referrals for programs: the intake's list, one referral with its thread, writing, taking back. Answering is answering the step it names.</summary>
public static class ReferralEndpoints
{
    private const int MostExported = 10_000;

    public static void MapReferrals(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/referrals.csv", ExportAsync).RequireAuthorization(Policies.AnswerReferrals).ExcludeFromDescription();
        var referrals = api.MapGroup("/referrals").WithTags("Bed referrals");
        referrals.MapGet("", ListAsync).RequireAuthorization(Policies.AnswerReferrals).Reads<Paged<ReferralSummary>>("Referrals sent to your houses, what waits for an answer first: state, q, sort, page.");
        referrals.MapGet("/waiting", WaitingAsync).RequireAuthorization(Policies.AnswerReferrals).Reads<IReadOnlyList<WaitingSummary>>("Who waits for a bed of your houses, in the order of the line; before them whoever has an offer that stands.");
        referrals.MapPost("/{id:guid}/strike-off", StrikeOffAsync).RequireAuthorization(Policies.AnswerReferrals).Updates<ReferralFile.Withdrawn>("Takes the person off the waiting list of your house, with a coded reason: code, note.");
        referrals.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.SignedInStaff).Reads<ReferralFile>("One referral: what the house is told, questions and answers, beds free. The reading is written down.", 404);
        referrals.MapPost("/{id:guid}/messages", WriteAsync).RequireAuthorization(Policies.SignedInStaff).Changes<ReferralFile.Line>("Asks or answers a question; the other side is told.", StatusCodes.Status201Created);
        referrals.MapPost("/{id:guid}/withdraw", WithdrawAsync).RequireAuthorization(Policies.ChangePlan).Updates<ReferralFile.Withdrawn>("Takes the referral back.");
        referrals.MapPost("/{id:guid}/move", MoveAsync).RequireAuthorization(Policies.ChangePlan).Updates<ReferralFile.Ordered>("Puts a house that was not asked yet at another place, from 1, among those still to be asked.");
        api.MapPost("/plans/{id:guid}/referrals", AddAsync).RequireAuthorization(Policies.ChangePlan).WithTags("Bed referrals")
            .Changes<ReferralFile.Ordered>("Adds a house at the end of the list that is being asked. One that does not suit needs a reason.", StatusCodes.Status201Created);
        api.MapGet("/plans/{id:guid}/referrals", OfPlanAsync).RequireAuthorization(Policies.ReadPlans).WithTags("Bed referrals").Reads<IReadOnlyList<ReferralFile>>("The referrals of a plan, newest round first. The reading is written down.", 404);
    }

    public sealed record Writing(string Text);
    public sealed record Naming(SiteId House, string? Reason = null);
    public sealed record Placing(int Place);

    public sealed record StrikingOff(string Code, string? Note);

    /// <param name="Place">From 1; null for somebody who has an offer.</param>
    public sealed record WaitingSummary(
        Guid ReferralId, string Plan, string Person, string House, int? Place, WaitlistState State, LocalDate ArriveOn, IReadOnlyList<string> Needs, Instant JoinedAt, Instant? OfferedAt, Instant? OfferExpiresAt)
    {
        public static WaitingSummary Of(WaitlistRow row) => new(row.Entry.ReferralId, row.Plan.Number, row.Person.DisplayName, row.House.Code, row.Place, row.Entry.State, row.Night, row.Entry.Needs,
            row.Entry.JoinedAt, row.Entry.OfferedAt, row.Entry.OfferExpiresAt);
    }

    /// <param name="StepId">The step to complete with an answer; null when none waits.</param>
    public sealed record ReferralSummary(
        Guid Id, string Plan, string Person, string House, ReferralState State, LocalDate ReleaseOn, Instant? SentAt, Instant? AnswerDueAt, WorkItemId? StepId, bool Asked)
    {
        public static ReferralSummary Of(ReferralRow row) => new(row.Referral.Id, row.Plan.Number, row.Person.DisplayName, row.House.Code, row.Referral.State, row.Plan.ReleaseOn,
            row.Referral.SentAt, row.Referral.AnswerDueAt, row.StepId, row.Asked);
    }

    public sealed record ReferralFile(
        ReferralSummary Referral, uint Version, int Round, int Rank, bool Together, bool Backup, string? DeclineCode, string Conditions, string Note, string? Reason, ReferralPackage? Package,
        IReadOnlyList<ReferralFile.Line> Messages, int FreeBeds, LocalDate ArriveOn, LocalDate DepartOn, WaitlistState? Waiting, int? Place)
    {
        public sealed record Line(Guid Id, Instant At, string? By, bool FromHouse, string Text);
        public sealed record Ordered(Guid Id, int Round, int Rank, string Reason, uint Version);
        public sealed record Withdrawn(Guid Id, ReferralState State, uint Version);

        public static ReferralFile Of(ReferralDetail d) => new(
            ReferralSummary.Of(d.Row), d.Row.Referral.Version, d.Row.Referral.Round, d.Row.Referral.Rank, d.Row.Referral.Together, d.Row.Referral.Backup, d.Row.Referral.DeclineCode,
            d.Row.Referral.Conditions, d.Row.Referral.Note, d.OfHouse ? null : d.Row.Referral.Reason, d.Package, [.. d.Messages.Select(m => new Line(m.Message.Id, m.Message.At, m.By, m.Message.FromHouse, m.Message.Text))],
            d.FreeBeds, d.Nights.ArriveOn, d.Nights.DepartOn, d.Waiting?.State, d.Place);
    }

    internal static ReferralFilter Filter(PageAddress address) =>
        new(Enum.TryParse<ReferralState>(address["state"], true, out var state) && Enum.IsDefined(state) ? state : null, address["q"] ?? "", address["sort"] ?? "");

    private static async Task<Paged<ReferralSummary>> ListAsync(HttpContext http, ReferralQueries referrals, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var found = await referrals.InboxAsync(Filter(address), SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(ReferralSummary.Of)], found.Total);
    }

    private static async Task<IReadOnlyList<WaitingSummary>> WaitingAsync(HttpContext http, ReferralQueries referrals, CancellationToken ct) =>
        [.. (await referrals.WaitingAsync(SignedIn.From(http.User)!.Actor, MostExported, ct)).Select(WaitingSummary.Of)];

    private static async Task<IResult> StrikeOffAsync(Guid id, StrikingOff asked, HttpContext http, StrikeOffWaiting strikeOff, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? (await strikeOff.RunAsync(id, asked.Code ?? "", asked.Note ?? "", version, SignedIn.From(http.User)!.Actor, ct)).ToResult(r =>
        {
            http.Response.SetEntityTag(r.Version);
            return Results.Ok(new ReferralFile.Withdrawn(r.Id, r.State, r.Version));
        });
    }

    private static async Task<IResult> ExportAsync(HttpContext http, ReferralQueries referrals, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var rows = await referrals.InboxAsync(Filter(new(http.Request)), SignedIn.From(http.User)!.Actor, 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("referrals.csv", rows.Items,
            (T("page.plan"), r => r.Plan.Number),
            (T("page.person"), r => r.Person.DisplayName),
            (T("page.referrals.house"), r => r.House.Name(culture.Name)),
            (T("page.referrals.state"), r => T("referral-state." + r.Referral.State)),
            (T("page.launch.release-day"), r => r.Plan.ReleaseOn.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            (T("page.referrals.due"), r => r.Referral.AnswerDueAt?.ToString() ?? ""));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, ReferralQueries referrals, CancellationToken ct) =>
        (await referrals.GetAsync(id, SignedIn.From(http.User)!.Actor, ct)).ToResult(detail =>
        {
            http.Response.SetEntityTag(detail.Row.Referral.Version);
            return Results.Ok(ReferralFile.Of(detail));
        });

    private static async Task<IResult> OfPlanAsync(Guid id, HttpContext http, ReferralQueries referrals, CancellationToken ct) =>
        (await referrals.OfPlanAsync(ReleasePlanId.From(id), SignedIn.From(http.User)!.Actor, ct)).ToResult(all => Results.Ok(all.Select(ReferralFile.Of).ToList()));

    private static async Task<IResult> WriteAsync(Guid id, Writing asked, HttpContext http, WriteReferralMessage write, CancellationToken ct)
    {
        var me = SignedIn.From(http.User)!;
        return (await write.RunAsync(id, asked.Text, me.Actor, ct)).ToResult(m => Results.Created($"/api/v1/referrals/{id}", new ReferralFile.Line(m.Id, m.At, me.Name, m.FromHouse, m.Text)));
    }

    private static async Task<IResult> WithdrawAsync(Guid id, HttpContext http, WithdrawReferral withdraw, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? (await withdraw.RunAsync(id, version, SignedIn.From(http.User)!.Actor, ct)).ToResult(r =>
        {
            http.Response.SetEntityTag(r.Version);
            return Results.Ok(new ReferralFile.Withdrawn(r.Id, r.State, r.Version));
        });
    }

    private static async Task<IResult> AddAsync(Guid id, Naming asked, HttpContext http, AddReferral add, CancellationToken ct) =>
        (await add.RunAsync(ReleasePlanId.From(id), asked.House, asked.Reason, SignedIn.From(http.User)!.Actor, ct)).ToResult(r => Ordered(http, r, created: true));

    private static async Task<IResult> MoveAsync(Guid id, Placing asked, HttpContext http, MoveReferral move, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        return answer ?? (await move.RunAsync(id, asked.Place, version, SignedIn.From(http.User)!.Actor, ct)).ToResult(r => Ordered(http, r, created: false));
    }

    private static IResult Ordered(HttpContext http, BedReferral r, bool created)
    {
        http.Response.SetEntityTag(r.Version);
        var body = new ReferralFile.Ordered(r.Id, r.Round, r.Rank, r.Reason, r.Version);
        return created ? Results.Created($"/api/v1/referrals/{r.Id}", body) : Results.Ok(body);
    }
}

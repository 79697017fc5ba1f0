using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.People;

/// <summary>The staff for programs: who works where, who left; a caseload with a proposal, moving it, recording a departure.</summary>
public static class StaffEndpoints
{
    private const int MostExported = 10_000;

    public static void MapStaff(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/staff.csv", ExportAsync).RequireAuthorization(Policies.MoveCaseload).ExcludeFromDescription();
        var staff = api.MapGroup("/staff").WithTags("Staff");
        staff.MapGet("", ListAsync).RequireAuthorization(Policies.MoveCaseload).Reads<Paged<StaffSummary>>("Who works here: q, at (site code), role, here (yes, no, all), sort, page.");
        staff.MapGet("/{id:guid}/caseload", CaseloadAsync).RequireAuthorization(Policies.MoveCaseload).Reads<CaseloadDetail>("What somebody has, with who could take what and a proposal by workload.", 404);
        staff.MapPost("/{id:guid}/caseload/move", MoveAsync).RequireAuthorization(Policies.MoveCaseload)
            .Changes<Moved>("Moves a whole caseload at once, until a day or for good. The id is yours: sent again it is not done again.");
        staff.MapPost("/{id:guid}/departure", DepartAsync).RequireAuthorization(Policies.MoveCaseload).Changes<StaffSummary>("Records that somebody left; takers are needed for every open plan.");
    }

    public sealed record StaffSummary(StaffId Id, string Name, string Language, bool Active, LocalDate? LeftOn, LocalDate? AwayUntil, IReadOnlyList<SiteRole> Roles);
    public sealed record CaseloadDetail(StaffId StaffId, string Name, IReadOnlyList<PlanLine> Plans, IReadOnlyList<TakerLoad> Takers);
    public sealed record PlanLine(ReleasePlanId PlanId, string Number, string Person, string Language, int Steps, int Overdue, Instant? NextDue, int Complexity, IReadOnlyList<StaffId> Able, StaffId? Proposed);
    public sealed record PlanTaker(ReleasePlanId PlanId, StaffId TakerId);
    public sealed record Move(Guid Id, LocalDate? UntilOn, string Reason, IReadOnlyList<PlanTaker> Takers, StaffId? CoverId = null);
    public sealed record Moved(Guid Id, int Plans, int Steps, int Takers, LocalDate? UntilOn);
    public sealed record Departure(LocalDate? LeftOn, string Reason, IReadOnlyList<PlanTaker> Takers);

    private static async Task<Paged<StaffSummary>> ListAsync(HttpContext http, StaffQueries staff, SiteQueries sites, IClock clock, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var found = await staff.ListAsync(Filter(address, (await sites.AllAsync(ct)).Values), clock.GetCurrentInstant().InUtc().Date, address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(r => Summary(r.Member, r.AwayUntil))], found.Total);
    }

    internal static StaffFilter Filter(PageAddress address, IEnumerable<Site> sites) => new(
        address["q"] ?? "", address["at"] is { } code ? sites.FirstOrDefault(s => s.Code == code)?.Id ?? SiteId.From(Guid.Empty) : null, address["role"],
        address["here"] switch { "no" => false, "all" => null, _ => true }, address["sort"] ?? "");

    private static StaffSummary Summary(StaffMember m, LocalDate? away) => new(m.Id, m.Name, m.Language, m.Active, m.LeftOn, away, [.. m.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]);

    private static async Task<IResult> CaseloadAsync(Guid id, HttpContext http, CaseloadQueries caseloads, CancellationToken ct) =>
        (await caseloads.GetAsync(StaffId.From(id), SignedIn.From(http.User)!.Actor, ct)).ToResult(c => Results.Ok(new CaseloadDetail(
            c.Member.Id, c.Member.Name,
            [.. c.Plans.Select(p => new PlanLine(p.Plan.Id, p.Plan.Number, p.Person.DisplayName, p.Person.Language, p.Steps, p.Overdue, p.NextDue, p.Complexity, p.Able, p.Proposed))], c.Takers)));

    private static async Task<IResult> MoveAsync(Guid id, Move asked, HttpContext http, MoveCaseload move, CancellationToken ct) =>
        Takers(asked.Takers) is not { } takers ? Twice()
            : (await move.RunAsync(new(asked.Id, StaffId.From(id), asked.UntilOn, asked.Reason, takers, asked.CoverId), SignedIn.From(http.User)!.Actor, ct))
                .ToResult(m => Results.Ok(new Moved(m.Id, m.Plans, m.Steps, m.Takers, m.UntilOn)));

    private static async Task<IResult> DepartAsync(Guid id, Departure asked, HttpContext http, RecordDeparture depart, CancellationToken ct) =>
        Takers(asked.Takers) is not { } takers ? Twice()
            : (await depart.RunAsync(new(StaffId.From(id), asked.LeftOn, asked.Reason, takers), SignedIn.From(http.User)!.Actor, ct)).ToResult(m => Results.Ok(Summary(m, null)));

    private static Dictionary<ReleasePlanId, StaffId>? Takers(IReadOnlyList<PlanTaker> given) =>
        given.DistinctBy(t => t.PlanId).Count() == given.Count ? given.ToDictionary(t => t.PlanId, t => t.TakerId) : null;

    private static IResult Twice() => Problems.Of(OutcomeKind.Refused, [Problem.With("takers", "caseload.plan-named-twice")]);

    private static async Task<IResult> ExportAsync(HttpContext http, StaffQueries staff, SiteQueries sites, IClock clock, CancellationToken ct)
    {
        var (culture, all) = (CultureInfo.CurrentUICulture, await sites.AllAsync(ct));
        string T(string key) => Texts.Of(key, culture);
        var found = await staff.ListAsync(Filter(new(http.Request), all.Values), clock.GetCurrentInstant().InUtc().Date, 1, MostExported, ct);
        return CsvAnswer.Of("staff.csv", found.Items,
            (T("page.staff.name"), r => r.Member.Name),
            (T("page.staff.roles"), r => string.Join("; ", r.Member.Roles.Select(x => T("role." + x.Role) + ", " + all[x.SiteId].Name(culture.Name)))),
            (T("page.staff.away-until"), r => r.AwayUntil?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            (T("page.staff.left-on"), r => r.Member.LeftOn?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)));
    }
}

using System.Globalization;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.People;

/// <summary>Steps that nobody owns, for programs and spreadsheets; taking one, and after how long the supervisor hears of them.</summary>
public static class UnassignedEndpoints
{
    private const int MostExported = 10_000;

    public static void MapUnassigned(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/unassigned.csv", ExportAsync).RequireAuthorization(Policies.Direct).ExcludeFromDescription();
        api.MapGet("/work-items/unassigned", ListAsync).WithTags("Work items").RequireAuthorization(Policies.Direct)
            .Reads<Paged<UnassignedStep>>("Open steps that nobody owns, or whose owner no longer holds the role, at the places you direct: q, at (site code), role, sort, page.");
        api.MapPost("/work-items/{id:guid}/take", TakeAsync).WithTags("Work items").RequireAuthorization(Policies.SignedInStaff).Updates<Taken>("Takes a step for yourself.");
        api.MapPost("/sites/{code}/unassigned-after", SetAsync).WithTags("Sites").RequireAuthorization(Policies.MoveCaseload)
            .Changes<Threshold>("After how many working hours a step without an owner goes to the supervisor of the site.");
    }

    public sealed record UnassignedStep(
        WorkItemId Id, uint Version, ReleasePlanId PlanId, string PlanNumber, string Person, string Title, string Role, string Site, string? Owner, Instant OpenedAt, Instant? DueAt, Instant? EscalatesAt,
        IReadOnlyList<StaffId> Able);
    public sealed record Taken(WorkItemId Id, uint Version, StaffId? OwnerId);
    public sealed record Threshold(int Hours);

    internal static UnassignedFilter Filter(PageAddress address, IEnumerable<Site> sites) => new(
        address["q"] ?? "", address["at"] is { } code ? sites.FirstOrDefault(s => s.Code == code)?.Id ?? SiteId.From(Guid.Empty) : null, address["role"], address["sort"] ?? "");

    private static async Task<Paged<UnassignedStep>> ListAsync(HttpContext http, UnassignedQueries unassigned, SiteQueries sites, CancellationToken ct)
    {
        var (address, language) = (new PageAddress(http.Request), CultureInfo.CurrentUICulture.Name);
        var found = await unassigned.ListAsync(Filter(address, (await sites.AllAsync(ct)).Values), SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(r => new UnassignedStep(
            r.Item.Id, r.Item.Version, r.Plan.Id, r.Plan.Number, r.Person.DisplayName, r.Item.Title(language), r.Item.Role, r.Site.Code, r.Owner, r.Item.OpenedAt, r.Item.DueAt, r.EscalatesAt,
            [.. r.Able.Select(a => a.Id)]))], found.Total);
    }

    private static async Task<IResult> TakeAsync(Guid id, HttpContext http, ReassignWorkItem reassign, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        var me = SignedIn.From(http.User)!;
        return answer ?? (await reassign.RunAsync(WorkItemId.From(id), me.StaffId, "", version, me.Actor, ct)).ToResult(item =>
        {
            http.Response.SetEntityTag(item.Version);
            return Results.Ok(new Taken(item.Id, item.Version, item.OwnerId));
        });
    }

    private static async Task<IResult> SetAsync(string code, Threshold asked, HttpContext http, SetUnassignedThreshold set, SiteQueries sites, CancellationToken ct) =>
        (await sites.AllAsync(ct)).Values.FirstOrDefault(s => s.Code == code) is { } site
            ? (await set.RunAsync(site.Id, asked.Hours, SignedIn.From(http.User)!.Actor, ct)).ToResult(hours => Results.Ok(new Threshold(hours)))
            : Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]);

    private static async Task<IResult> ExportAsync(HttpContext http, UnassignedQueries unassigned, SiteQueries sites, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        string T(string key) => Texts.Of(key, culture);
        var found = await unassigned.ListAsync(Filter(new(http.Request), (await sites.AllAsync(ct)).Values), SignedIn.From(http.User)!.Actor, 1, MostExported, ct);
        return CsvAnswer.Of("unassigned.csv", found.Items,
            (T("page.step"), r => r.Item.Title(culture.Name)), (T("page.person"), r => r.Person.DisplayName), (T("page.plan"), r => r.Plan.Number),
            (T("page.overdue.role"), r => T("role." + r.Item.Role)), (T("page.overdue.site"), r => r.Site.Name(culture.Name)), (T("page.step.owner"), r => r.Owner),
            (T("page.csv.due"), r => r.Item.DueAt is { } due ? Texts.Moment(due, DateTimeZoneProviders.Tzdb[r.Site.TimeZone], culture) : ""));
    }
}

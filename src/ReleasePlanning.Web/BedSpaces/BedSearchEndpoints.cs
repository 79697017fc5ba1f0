using System.Globalization;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>Which houses take somebody from a day for so many nights, for programs and spreadsheets.</summary>
public static class BedSearchEndpoints
{
    private const string What = "arriveOn, nights, destination, gender, language, releaseType, needs, programmes, region, withinKm, near (degrees or a community), plan";

    public static void MapBedSearch(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/beds/search.csv", ExportAsync).RequireAuthorization(Policies.SearchBeds).ExcludeFromDescription();
        api.MapGet("/beds/search", FindAsync).WithTags("Beds").RequireAuthorization(Policies.SearchBeds)
            .Reads<HousesFound>($"Houses that take somebody, best first, and the others with what failed: {What}. With a plan its person brings most of it, and the reading is written down.", 404, 422);
        api.MapPost("/beds/search", SearchAsync).WithTags("Beds").RequireAuthorization(Policies.SearchBeds)
            .Changes<HousesFound>("The same with the search in the body. Changes nothing.");
    }

    public sealed record SearchBody(
        Guid? PlanId = null, LocalDate? ArriveOn = null, int? Nights = null, string? Destination = null, string? Gender = null, string? Language = null, string? ReleaseType = null,
        IReadOnlyList<string>? Needs = null, IReadOnlyList<string>? Programmes = null, Region? Region = null, int? WithinKm = null, string? Near = null);

    public sealed record HousesFound(LocalDate ArriveOn, LocalDate DepartOn, IReadOnlyList<string> BedFeatures, SaidReason WhyDistance, IReadOnlyList<FoundHouse> Suitable, IReadOnlyList<FoundHouse> Failing);

    /// <param name="Room">Free, AfterRepacking or None.</param>
    public sealed record FoundHouse(
        SiteId Id, string Code, string Name, string City, FacilitySubtype Subtype, MatchVerdict Verdict, RoomKind Room, int FreeBeds, int? Km, decimal? PerDiem, decimal Points,
        IReadOnlyList<SaidReason> For, IReadOnlyList<SaidReason> Against, IReadOnlyList<FoundFactor> Factors, LocalDate? FirstPossibleOn);

    public sealed record FoundFactor(string Key, decimal Points, decimal Most, SaidReason Why);

    private static async Task<IResult> FindAsync(HttpContext http, BedSearchQueries asking, FindBeds find, CancellationToken ct)
    {
        var (asked, problems) = BedSearchAddress.Read(http.Request, null);
        return problems.Count > 0 ? Problems.Of(OutcomeKind.Refused, problems) : await AnswerAsync(asked, http, asking, find, ct);
    }

    private static Task<IResult> SearchAsync(SearchBody body, HttpContext http, BedSearchQueries asking, FindBeds find, CancellationToken ct) => AnswerAsync(
        new(body.PlanId is { } id ? ReleasePlanId.From(id) : null, body.ArriveOn, body.Nights, body.Destination ?? "", body.Gender ?? "", body.Language ?? "", body.ReleaseType ?? "",
            [.. (body.Needs ?? []).OfType<string>()], [.. (body.Programmes ?? []).OfType<string>()], body.Region, body.WithinKm, body.Near ?? ""), http, asking, find, ct);

    private static async Task<IResult> AnswerAsync(BedSearchRequest asked, HttpContext http, BedSearchQueries asking, FindBeds find, CancellationToken ct)
    {
        var search = await asking.AskAsync(asked, SignedIn.From(http.User)!.Actor, ct);
        if (!search.IsDone) { return Problems.Of(search.Kind, search.Problems); }
        var found = await find.RunAsync(search.Value!.Query, ct);
        return Results.Ok(new HousesFound(found.Query.ArriveOn, found.Query.Stay.DepartOn, found.Query.Needs.BedFeatures, SaidReason.Of(found.WhyDistance),
            [.. found.Suitable.Select(House)], [.. found.Failing.Select(House)]));
    }

    private static FoundHouse House(HouseFound h) => new(
        h.Site.Id, h.Site.Code, h.Site.Name(CultureInfo.CurrentUICulture.Name), h.Site.City, h.Facility.Subtype, h.Match.Verdict, h.Room.Kind, h.Room.FreeBeds, h.Km, h.PerDiem, h.Points,
        [.. h.For.Select(SaidReason.Of)], [.. h.Against.Select(SaidReason.Of)], [.. h.Factors.Select(f => new FoundFactor(f.Key, f.Points, f.Most, SaidReason.Of(f.Why)))], h.FirstPossibleOn);

    private static async Task<IResult> ExportAsync(HttpContext http, BedSearchQueries asking, FindBeds find, CancellationToken ct)
    {
        var (asked, problems) = BedSearchAddress.Read(http.Request, null);
        if (problems.Count > 0) { return Problems.Of(OutcomeKind.Refused, problems); }
        var search = await asking.AskAsync(asked, SignedIn.From(http.User)!.Actor, ct);
        if (!search.IsDone) { return Problems.Of(search.Kind, search.Problems); }
        var found = await find.RunAsync(search.Value!.Query, ct);
        var culture = CultureInfo.CurrentUICulture;
        string T(string key) => Texts.Of(key, culture);
        string Said(IEnumerable<Reason> reasons) => string.Join(' ', reasons.Select(r => Texts.Of(r, culture)));
        string? Day(LocalDate? day) => day?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
        var rows = BedSearchAddress.Sorted(found.Suitable, http.Request.Query["sort"], culture.Name).Concat(found.Failing);
        return CsvAnswer.Of("beds.csv", rows,
            (T("page.bed-search.house"), h => h.Site.Name(culture.Name)), (T("page.bed-search.city"), h => h.Site.City), (T("page.bed-search.verdict"), h => T(Verdict(h))),
            (T("page.bed-search.points"), h => h.Points.ToString(CultureInfo.InvariantCulture)), (T("page.bed-search.free"), h => h.Room.FreeBeds.ToString(CultureInfo.InvariantCulture)),
            (T("page.bed-search.km"), h => h.Km?.ToString(CultureInfo.InvariantCulture)), (T("page.bed-search.per-diem"), h => h.PerDiem?.ToString(CultureInfo.InvariantCulture)),
            (T("page.bed-search.first"), h => Day(h.FirstPossibleOn)), (T("page.bed-search.for"), h => Said(h.For)), (T("page.bed-search.against"), h => Said(h.Against)));
    }

    /// <summary>In one word how it stands with a house.</summary>
    public static string Verdict(HouseFound house) => house switch
    {
        { Match.Verdict: MatchVerdict.Fails } => "bed-verdict.fails",
        { Room.Has: false } => "bed-verdict.full",
        { Match.Verdict: MatchVerdict.Ask } => "bed-verdict.ask",
        _ => "bed-verdict.fits",
    };
}

using System.Globalization;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>The bed board, occupancy with its forecast, and who was not placed where they wanted; for programs and spreadsheets. Each shows a reader what their pages show.</summary>
public static class BedEndpoints
{
    private const int MostExported = 10_000;

    public static void MapBeds(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/beds.csv", ExportBoardAsync).RequireAuthorization(Policies.ReadBeds).ExcludeFromDescription();
        app.MapGet("/beds/occupancy.csv", ExportOccupancyAsync).RequireAuthorization(Policies.ReadOccupancy).ExcludeFromDescription();
        app.MapGet("/beds/not-placed.csv", ExportNotPlacedAsync).RequireAuthorization(Policies.ReadPlacements).ExcludeFromDescription();
        var beds = api.MapGroup("/beds").WithTags("Beds");
        beds.MapGet("/board", BoardAsync).RequireAuthorization(Policies.ReadBeds)
            .Reads<BoardView>("Houses night by night, as far as you need to know: from (day), days (1 to 90, 28 unless said), region, house (code), subtype, feature (several by comma), free (yes), page.", StatusCodes.Status422UnprocessableEntity);
        beds.MapGet("/occupancy", OccupancyAsync).RequireAuthorization(Policies.ReadOccupancy)
            .Reads<OccupancyView>("Beds by region and week, at the night of each week with the fewest free: region (then by community and kind of house too), weeks (1 to 52, 26 unless said).", StatusCodes.Status422UnprocessableEntity);
        beds.MapGet("/forecast", ForecastAsync).RequireAuthorization(Policies.ReadOccupancy)
            .Reads<ForecastView>("Beds open plans will need by region and week, with the band of eight cases in ten, against what is free; and where each input comes from: region, weeks.", StatusCodes.Status422UnprocessableEntity);
        beds.MapGet("/not-placed", NotPlacedAsync).RequireAuthorization(Policies.ReadPlacements)
            .Reads<NotPlacedView>("People not placed in the community they wanted, with coded reasons; names of plans you may know: region, community, reason, need, type (release type), since, until (release days), sort, page.", StatusCodes.Status422UnprocessableEntity);
    }

    public sealed record BoardView(LocalDate From, int Days, int TotalHouses, IReadOnlyList<NightView> Totals, IReadOnlyList<HouseView> Houses);
    public sealed record NightView(LocalDate On, int Total, int Available, int Booked, int Free, int Overbooked);
    public sealed record HouseView(string Code, string Name, string City, Region Region, FacilitySubtype Subtype, BoardSight Sight, IReadOnlyList<NightView> Nights, IReadOnlyList<BedView> Beds);
    public sealed record BedView(Guid Id, string Label, string? Room, IReadOnlyList<string> Features, LocalDate? OpensOn, LocalDate? ClosesOn, IReadOnlyList<StayView> Stays, IReadOnlyList<BoardSpell> OutOfService);
    public sealed record StayView(Guid? Id, LocalDate ArriveOn, LocalDate DepartOn, LocalDate BedReadyOn, StayState? State, string? Who, string? PlanNumber, Instant? HeldUntil);
    public sealed record OccupancyView(LocalDate Today, IReadOnlyList<OccupancyGroupView> Groups);
    public sealed record OccupancyGroupView(OccupancyGroupKind Kind, string Key, IReadOnlyList<OccupancyWeekView> Weeks);
    public sealed record OccupancyWeekView(LocalDate On, int Total, int OutOfService, int Booked, int Free, int Guaranteed, int Extra);
    public sealed record ForecastView(LocalDate Today, IReadOnlyList<ForecastGroupView> Groups, IReadOnlyList<ForecastInput> Inputs);
    public sealed record ForecastGroupView(OccupancyGroupKind Kind, string Key, IReadOnlyList<ForecastWeekView> Weeks);
    public sealed record ForecastWeekView(LocalDate On, int Free, DemandView Plans, DemandView WithPeopleWithoutPlan, int Short, int ShortAtMost, double ChanceOfRunningShort);
    public sealed record DemandView(double Expected, int Low, int High);
    public sealed record NotPlacedView(
        IReadOnlyList<NotPlacedPerson> Items, int Total, int PlacedAsWanted, IReadOnlyDictionary<string, int> ByReason, IReadOnlyDictionary<string, int> ByCommunity, IReadOnlyDictionary<string, int> ByNeed);
    public sealed record NotPlacedPerson(
        ReleasePlanId? PlanId, string? PlanNumber, string? Person, string PreferredCommunity, string? ActualCommunity, string? Residence, IReadOnlyList<string> Reasons, IReadOnlyList<string> Needs,
        Region Region, string ReleaseType, LocalDate ReleaseOn, Instant RecordedAt);

    public static LocalDate Today(IClock clock) => OccupancyQuery.TodayOf(clock.GetCurrentInstant());

    private static async Task<IResult> BoardAsync(HttpContext http, BoardQueries boards, SiteQueries sites, IClock clock, CancellationToken ct)
    {
        var address = new BoardAddress(new(http.Request));
        var query = address.Board(SignedIn.From(http.User)!.Actor, await sites.AllAsync(ct), Today(clock));
        if (address.Problems.Count > 0) { return Problems.Of(OutcomeKind.Refused, address.Problems); }
        var board = await boards.RunAsync(query, ct);
        var language = CultureInfo.CurrentUICulture.Name;
        return Results.Ok(new BoardView(query.From, query.Days, board.TotalHouses, Nights(board.Totals),
            [.. board.Houses.Select(h => new HouseView(h.Code, h.Name(language), h.City, h.Region, h.Subtype, h.Sight, Nights(h.Nights),
                [.. h.Beds.Select(b => new BedView(b.Id, b.Label, b.Room, b.Features, b.OpensOn, b.ClosesOn,
                    [.. b.Stays.Select(s => new StayView(s.Id, s.Nights.ArriveOn, s.Nights.DepartOn, s.Occupies.DepartOn, s.State, s.Who, s.PlanNumber, s.HeldUntil))], b.Spells))]))]));
    }

    private static NightView[] Nights(IEnumerable<BoardNight> nights) => [.. nights.Select(n => new NightView(n.On, n.Total, n.Available, n.Booked, n.Free, n.Overbooked))];

    private static Task<IResult> OccupancyAsync(HttpContext http, OccupancyQueries occupancy, IClock clock, CancellationToken ct) =>
        OverviewAsync(http, occupancy, clock, o => new OccupancyView(o.Asked.Today, [.. o.Groups.Select(g => new OccupancyGroupView(g.Kind, g.Key,
            [.. g.Weeks.Select(w => new OccupancyWeekView(w.On, w.Total, w.OutOfService, w.Booked, w.Free, w.Guaranteed, w.Extra))]))]), ct);

    private static Task<IResult> ForecastAsync(HttpContext http, OccupancyQueries occupancy, IClock clock, CancellationToken ct) =>
        OverviewAsync(http, occupancy, clock, o => new ForecastView(o.Asked.Today, [.. o.Groups.Where(g => g.Kind != OccupancyGroupKind.Subtype).Select(g => new ForecastGroupView(g.Kind, g.Key,
            [.. g.Weeks.Select(w => new ForecastWeekView(w.On, w.Free, Demand(w.Plans!), Demand(w.WithPeople!), w.Short, w.ShortAtMost, Math.Round(w.Plans!.MoreThan(w.Free), 4)))]))], o.Inputs), ct);

    private static DemandView Demand(BedDemand demand) => new(Math.Round(demand.Expected, 2), demand.Low, demand.High);

    private static async Task<IResult> OverviewAsync(HttpContext http, OccupancyQueries occupancy, IClock clock, Func<Occupancy, object> view, CancellationToken ct)
    {
        var address = new BoardAddress(new(http.Request));
        var query = address.Occupancy(Today(clock));
        return address.Problems.Count > 0 ? Problems.Of(OutcomeKind.Refused, address.Problems) : Results.Ok(view(await occupancy.RunAsync(query, ct)));
    }

    private static async Task<IResult> NotPlacedAsync(HttpContext http, NotPlacedQueries queries, CancellationToken ct)
    {
        var page = new PageAddress(http.Request);
        var address = new BoardAddress(page);
        var filter = address.NotPlaced();
        if (address.Problems.Count > 0) { return Problems.Of(OutcomeKind.Refused, address.Problems); }
        var found = await queries.RunAsync(filter, SignedIn.From(http.User)!.Actor, page.PageNumber, PageAddress.PageSize, ct);
        var language = CultureInfo.CurrentUICulture.Name;
        return Results.Ok(new NotPlacedView(
            [.. found.Rows.Items.Select(r => new NotPlacedPerson(r.PlanId, r.PlanNumber, r.PersonName, r.PreferredCommunity, r.ActualCommunity, r.Residence(language), r.Reasons, r.Needs, r.Region, r.ReleaseType.Code(), r.ReleaseOn, r.RecordedAt))],
            found.Rows.Total, found.Placed, Counts(found.ByReason), Counts(found.ByCommunity), Counts(found.ByNeed)));
    }

    private static Dictionary<string, int> Counts(IReadOnlyList<NotPlacedCount> counts) => counts.ToDictionary(c => c.Key, c => c.Count);

    private static async Task<IResult> ExportBoardAsync(HttpContext http, BoardQueries boards, SiteQueries sites, IClock clock, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var query = new BoardAddress(new(http.Request)).Board(SignedIn.From(http.User)!.Actor, await sites.AllAsync(ct), Today(clock));
        var board = await boards.RunAsync(query with { Page = 1, PageSize = MostExported }, ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("beds.csv", board.Houses.SelectMany(h => h.Nights.Select(n => (House: h, Night: n))),
            (T("beds.house"), r => r.House.Name(culture.Name)),
            (T("beds.community"), r => r.House.City),
            (T("beds.region"), r => T("region." + r.House.Region)),
            (T("beds.night"), r => Iso(r.Night.On)),
            (T("beds.open"), r => Whole(r.Night.Total)),
            (T("beds.out-of-service"), r => Whole(r.Night.Total - r.Night.Available)),
            (T("beds.booked"), r => Whole(r.Night.Booked)),
            (T("beds.free"), r => Whole(r.Night.Free)),
            (T("beds.overbooked"), r => Whole(r.Night.Overbooked)));
    }

    private static async Task<IResult> ExportOccupancyAsync(HttpContext http, OccupancyQueries occupancy, IClock clock, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var found = await occupancy.RunAsync(new BoardAddress(new(http.Request)).Occupancy(Today(clock)), ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("occupancy.csv", found.Groups.SelectMany(g => g.Weeks.Select(w => (Group: g, Week: w))),
            (T("beds.occupancy.kind"), r => T("occupancy-group." + r.Group.Kind)),
            (T("beds.occupancy.group"), r => OccupancyWords.NameOf(r.Group, culture)),
            (T("beds.occupancy.week"), r => Iso(r.Week.On)),
            (T("beds.open"), r => Whole(r.Week.Total)),
            (T("beds.out-of-service"), r => Whole(r.Week.OutOfService)),
            (T("beds.occupancy.guaranteed"), r => Whole(r.Week.Guaranteed)),
            (T("beds.occupancy.extra"), r => Whole(r.Week.Extra)),
            (T("beds.booked"), r => Whole(r.Week.Booked)),
            (T("beds.free"), r => Whole(r.Week.Free)),
            (T("beds.occupancy.expected"), r => r.Week.Plans?.Expected.ToString("0.0", CultureInfo.InvariantCulture)),
            (T("beds.occupancy.low"), r => Whole(r.Week.Plans?.Low)),
            (T("beds.occupancy.high"), r => Whole(r.Week.Plans?.High)),
            (T("beds.occupancy.expected-people"), r => r.Week.WithPeople?.Expected.ToString("0.0", CultureInfo.InvariantCulture)),
            (T("beds.occupancy.high-people"), r => Whole(r.Week.WithPeople?.High)),
            (T("beds.occupancy.short"), r => r.Week.Plans is null ? null : Whole(r.Week.Short)));
    }

    private static async Task<IResult> ExportNotPlacedAsync(HttpContext http, NotPlacedQueries queries, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var filter = new BoardAddress(new(http.Request)).NotPlaced();
        // asked for without names, nobody's are in it; asked for with, only those the reader may know
        var named = http.Request.Query["names"] == "yes";
        var found = await queries.RunAsync(filter, SignedIn.From(http.User)!.Actor, 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        List<(string, Func<NotPlacedRow, string?>)> columns =
        [
            (T("beds.not-placed.preferred"), r => r.PreferredCommunity),
            (T("beds.not-placed.actual"), r => r.ActualCommunity),
            (T("beds.house"), r => r.Residence(culture.Name)),
            (T("beds.not-placed.reasons"), r => string.Join("; ", r.Reasons.Select(c => T("placement." + c)))),
            (T("beds.not-placed.needs"), r => string.Join("; ", r.Needs.Select(c => T(Placement.TextKey(c))))),
            (T("beds.region"), r => T("region." + r.Region)),
            (T("beds.not-placed.type"), r => T("release-type." + r.ReleaseType)),
            (T("page.launch.release-day"), r => Iso(r.ReleaseOn)),
        ];
        if (named) { columns.InsertRange(0, [(T("page.person"), r => r.PersonName), (T("page.plan"), r => r.PlanNumber)]); }
        return CsvAnswer.Of(named ? "not-placed-with-names.csv" : "not-placed.csv", found.Rows.Items, [.. columns]);
    }

    private static string Iso(LocalDate on) => on.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
    private static string? Whole(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}

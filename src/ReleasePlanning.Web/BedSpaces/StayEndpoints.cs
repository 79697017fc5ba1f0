using System.Globalization;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>Stays for programs and spreadsheets: listed, read, and each act on them.</summary>
public static class StayEndpoints
{
    private const int MostExported = 10_000;

    public static void MapStays(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/stays.csv", ExportAsync).RequireAuthorization(Policies.ReadStays).ExcludeFromDescription();
        var stays = api.MapGroup("/stays").WithTags("Stays");
        stays.MapGet("", ListAsync).RequireAuthorization(Policies.ReadStays)
            .Reads<Paged<StaySummary>>("Stays you may know of: list (today, week, there, leaving, overstays, holds, current, past), house (id), state, q, sort (arrive, depart, person, house, state, held), page.");
        stays.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.ReadStays).Reads<StayDetail>("One stay with its history, and each act offered or refused with the reason. The reading is written down.", 404);
        stays.MapPost("", BookAsync).RequireAuthorization(Policies.ChangeStays)
            .Changes<StaySummary>("Holds a bed of a house for a person (person or plan), or confirms it at once. Without a bed the house is booked; stays whose bed nobody named are put on other beds where that makes room.", StatusCodes.Status201Created);
        Act<Nothing>(stays, StayActs.Confirm, _ => new StayAct.Confirm(), "Promises the bed; the person's other holds of the house on those nights go.");
        Act<Until>(stays, StayActs.HoldLonger, b => new StayAct.HoldLonger(b.HeldUntil), "Another moment at which the hold expires.");
        Act<Moment>(stays, StayActs.Arrive, b => new StayAct.Arrive(b.At), "The person arrived.");
        Act<Coded>(stays, StayActs.NotArrived, b => new StayAct.NotArrived(b.Code, b.Note ?? ""), "The person did not come.");
        Act<Left>(stays, StayActs.Depart, b => new StayAct.Depart(b.At, b.Code, b.Note ?? ""), "The person left; nights that are left are free.");
        Act<Day>(stays, StayActs.Extend, b => new StayAct.Extend(b.DepartOn), "A later day of departure.");
        Act<Day>(stays, StayActs.Shorten, b => new StayAct.Shorten(b.DepartOn), "An earlier day of departure.");
        Act<OtherNights>(stays, "move-nights", b => b.DepartOn > b.ArriveOn ? new StayAct.MoveNights(new(b.ArriveOn, b.DepartOn)) : null, "Other nights, before the person arrives.");
        Act<OtherBed>(stays, StayActs.MoveBed, b => new StayAct.MoveBed(b.Bed), "Another bed of the house, by its id.");
        Act<OtherHouse>(stays, StayActs.Transfer, b => new StayAct.Transfer(b.Facility, b.On, b.DepartOn, b.Needs, b.Bed), "To another house: this stay ends on the day and a confirmed one begins there.");
        Act<Coded>(stays, StayActs.Cancel, b => new StayAct.Cancel(b.Code, b.Note ?? ""), "Gives up a stay that has not begun.");
    }

    public sealed record Nothing;
    public sealed record Until(Instant HeldUntil);
    public sealed record Moment(Instant At);
    public sealed record Coded(string Code, string? Note = null);
    public sealed record Left(Instant At, string Code, string? Note = null);
    public sealed record Day(LocalDate DepartOn);
    public sealed record OtherNights(LocalDate ArriveOn, LocalDate DepartOn);
    public sealed record OtherBed(Guid Bed);
    public sealed record OtherHouse(SiteId Facility, LocalDate On, LocalDate DepartOn, IReadOnlyList<string>? Needs = null, Guid? Bed = null);
    /// <param name="Person">Left out where a plan says who it is.</param>
    /// <param name="HeldUntil">Left out: as many working days as the house holds beds.</param>
    public sealed record Booking(SiteId Facility, LocalDate ArriveOn, LocalDate DepartOn, ReleasePlanId? Plan = null, PersonId? Person = null, IReadOnlyList<string>? Needs = null, Guid? Bed = null, bool Confirm = false, Instant? HeldUntil = null);

    public sealed record StaySummary(
        Guid Id, StayState State, SiteId FacilityId, Guid BedId, bool BedNamed, PersonId PersonId, ReleasePlanId? PlanId, LocalDate ArriveOn, LocalDate DepartOn, LocalDate BedFreeOn, IReadOnlyList<string> Needs,
        Instant? HeldUntil, Instant? ArrivedAt, Instant? DepartedAt, string? EndCode, Guid? TransferOf, string? Facility = null, string? Bed = null, string? Person = null, string? PlanNumber = null, bool? Overstays = null)
    {
        public static StaySummary Of(BedStay s) => new(s.Id, s.State, s.ResidenceId, s.BedId, s.BedNamed, s.PersonId, s.PlanId, s.Nights.ArriveOn, s.Nights.DepartOn, s.Occupies.DepartOn, s.Needs,
            s.HeldUntil, s.ArrivedAt, s.DepartedAt, s.EndCode, s.TransferOf);

        public static StaySummary Of(StayListRow r) => Of(r.Stay) with { Facility = r.House.Name(CultureInfo.CurrentUICulture.Name), Bed = r.Bed, Person = r.Person.DisplayName, PlanNumber = r.PlanNumber, Overstays = r.Overstays };
    }

    public sealed record StayDetail(StaySummary Stay, IReadOnlyList<Offered> Acts, IReadOnlyList<Happened> History);
    public sealed record Offered(string Act, bool May, SaidReason? Why);
    public sealed record Happened(Instant At, string Kind, string Text, string? By, StayState State, LocalDate ArriveOn, LocalDate DepartOn, string Bed, string? Code, string Note);

    private static void Act<TBody>(RouteGroupBuilder stays, string act, Func<TBody, StayAct?> read, string summary) =>
        stays.MapPost("/{id:guid}/" + act, async (Guid id, TBody body, HttpContext http, ActOnStay acts, CancellationToken ct) =>
        {
            var (version, answer) = EntityTag.SeenBy(http.Request);
            if (answer is not null) { return answer; }
            if (read(body) is not { } wanted) { return Problems.Of(OutcomeKind.Refused, [Problem.With("departOn", "rule.a_stay_has_nights")]); }
            return (await acts.RunAsync(id, wanted, version, SignedIn.From(http.User)!.Actor, ct)).ToResult(stay =>
            {
                http.Response.SetEntityTag(stay.Version);
                return Results.Ok(StaySummary.Of(stay));
            });
        }).RequireAuthorization(Policies.ChangeStays).Updates<StaySummary>(summary);

    private static async Task<Paged<StaySummary>> ListAsync(HttpContext http, StayQueries stays, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var found = await stays.ListAsync(StayAddress.Filter(address), SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(StaySummary.Of)], found.Total);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, StayQueries stays, CancellationToken ct) =>
        (await stays.GetAsync(id, SignedIn.From(http.User)!.Actor, ct)).ToResult(v =>
        {
            http.Response.SetEntityTag(v.Stay.Version);
            var culture = CultureInfo.CurrentUICulture;
            var row = new StayListRow(v.Stay, v.Person, v.House, v.Bed, v.SeesPlan ? v.Plan?.Number : null, v.Overstays);
            return Results.Ok(new StayDetail(StaySummary.Of(row),
                [.. v.Acts.Select(a => new Offered(a.Act, a.May && v.MayChange.Value, SaidReason.OfAny(v.MayChange.Value ? a.Why : v.MayChange.Why)))],
                [.. v.History.Select(h => new Happened(h.Event.At, h.Event.Kind, Texts.Of("stay-event." + h.Event.Kind, culture), h.By, h.Event.State, h.Event.Nights.ArriveOn, h.Event.Nights.DepartOn, h.Bed, h.Event.ReasonCode, h.Event.Note))]));
        });

    private static async Task<IResult> BookAsync(Booking asked, HttpContext http, BookStay book, CancellationToken ct) =>
        (await book.RunAsync(new(asked.Plan, asked.Person, asked.Facility, asked.ArriveOn, asked.DepartOn, asked.Needs ?? [], asked.Bed, asked.Confirm, asked.HeldUntil), SignedIn.From(http.User)!.Actor, ct)).ToResult(stay =>
        {
            http.Response.SetEntityTag(stay.Version);
            return Results.Created($"/api/v1/stays/{stay.Id}", StaySummary.Of(stay));
        });

    private static async Task<IResult> ExportAsync(HttpContext http, StayQueries stays, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var rows = await stays.ListAsync(StayAddress.Filter(new(http.Request)), SignedIn.From(http.User)!.Actor, 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        string On(LocalDate day) => day.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
        return CsvAnswer.Of("stays.csv", rows.Items,
            (T("page.person"), r => r.Person.FamilyName + ", " + r.Person.GivenNames),
            (T("page.fps"), r => r.Person.Fps),
            (T("stays.page.house"), r => r.House.Name(culture.Name)),
            (T("stays.page.bed"), r => r.Bed),
            (T("stays.page.arrive"), r => On(r.Stay.Nights.ArriveOn)),
            (T("stays.page.depart"), r => On(r.Stay.Nights.DepartOn)),
            (T("stays.page.state"), r => T("stay-state." + r.Stay.State)),
            (T("stays.page.overstay"), r => r.Overstays ? T("stays.page.yes") : ""),
            (T("stays.page.held-until"), r => r.Stay.HeldUntil is { } until ? Texts.Moment(until, ReleasePlanning.Calendar.SiteTime.Zone(r.House.TimeZone), culture) : null),
            (T("page.plan"), r => r.PlanNumber));
    }
}

using System.Globalization;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.Web.ReleasePlans;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>Facilities for programs: the list, one facility, its nights, and every change of it. The version of the facility stands for its beds, spells and contracts too.</summary>
public static class FacilityEndpoints
{
    private const int MostExported = 10_000;

    public static void MapFacilities(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/facilities.csv", ExportAsync).RequireAuthorization(Policies.ReadFacilities).ExcludeFromDescription();
        var all = api.MapGroup("/facilities").WithTags("Facilities");
        all.MapGet("", ListAsync).RequireAuthorization(Policies.ReadFacilities)
            .Reads<Paged<FacilityLine>>("Residences: q, region, subtype, province, city, language, takes, free (yes), sort (name, city, beds, free; - turns it round), page.");
        all.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.ReadFacilities).Reads<FacilityDetail>("A residence with its contracts, rooms, beds and spells out of service.", 404);
        all.MapGet("/{id:guid}/days", DaysAsync).RequireAuthorization(Policies.ReadFacilities).Reads<IReadOnlyList<BedDay>>("Night by night what is booked and what can be: from, days (28).", 404, 422);
        all.MapPut("/{id:guid}", ChangeAsync).RequireAuthorization(Policies.EditFacilities).Updates<FacilityDetail>("Changes what a residence says about itself.");
        all.MapPost("/{id:guid}/contracts", ContractAsync).RequireAuthorization(Policies.Administer).Updates<FacilityDetail>("Enters a contract from a day on; the one in force ends the day before.");
        all.MapPost("/{id:guid}/beds", AddBedAsync).RequireAuthorization(Policies.EditFacilities).Updates<FacilityDetail>("Adds a bed.");
        all.MapPut("/{id:guid}/beds/{bed:guid}", ChangeBedAsync).RequireAuthorization(Policies.EditFacilities).Updates<FacilityDetail>("Changes a bed: label, room, floor, features, opening.");
        all.MapPost("/{id:guid}/beds/{bed:guid}/close", CloseBedAsync).RequireAuthorization(Policies.EditFacilities).Updates<FacilityDetail>("Closes a bed from a day on, or opens it again without one.");
        all.MapPost("/{id:guid}/beds/{bed:guid}/out-of-service", SpellAsync).RequireAuthorization(Policies.EditFacilities).Updates<FacilityDetail>("Takes a bed out of service for some nights.");
        all.MapPost("/{id:guid}/beds/{bed:guid}/out-of-service/preview", LookAsync).RequireAuthorization(Policies.EditFacilities)
            .Changes<SpellPreviewed>("Whom a spell would meet: the bed each stay would go to, or why it is in the way. With spell (id), what a revision of that one would meet. Changes nothing.");
        all.MapPut("/{id:guid}/beds/{bed:guid}/out-of-service/{spell:guid}", ReviseAsync).RequireAuthorization(Policies.EditFacilities).Updates<FacilityDetail>("Says something else about a spell: a further revision.");
        all.MapPost("/{id:guid}/out-of-service/{spell:guid}/cancel", CancelAsync).RequireAuthorization(Policies.EditFacilities).Updates<FacilityDetail>("Cancels a spell; it stays on record.");
    }

    public sealed record FacilityLine(SiteId Id, string Code, string NameEn, string NameFr, FacilitySubtype Subtype, Region Region, string Province, string City, int Usable, int Booked, int Free);
    public sealed record FacilityDetail(
        SiteId Id, string Code, string NameEn, string NameFr, Region Region, string Province, string City, string TimeZone, uint Version, FacilityEdit Data, Instant? CriteriaEnteredAt,
        IReadOnlyList<ContractLine> Contracts, IReadOnlyList<BedLine> Beds, IReadOnlyList<SpellLine> OutOfService);
    /// <param name="PerDiem">Not shown to the house.</param>
    public sealed record ContractLine(LocalDate FromOn, LocalDate? UntilOn, int GuaranteedBeds, int ExtraBeds, decimal? PerDiem);
    public sealed record BedLine(Guid Id, string Label, string? Room, string? Floor, IReadOnlyList<string> Features, LocalDate? OpensOn, LocalDate? ClosesOn);
    public sealed record SpellLine(Guid SpellId, int Revision, Guid BedId, LocalDate FromOn, LocalDate? UntilOn, string ReasonCode, string Note, bool Cancelled, Instant At);
    /// <param name="MakesRoom">Everybody it meets has another bed, so it would be done.</param>
    /// <param name="Moves">Stays that change beds, also those that only make room for others.</param>
    public sealed record SpellPreviewed(bool MakesRoom, IReadOnlyList<StayMet> Met, int Moves);
    /// <param name="To">Null: in the way.</param>
    public sealed record StayMet(Guid Stay, string Person, LocalDate ArriveOn, LocalDate DepartOn, string From, string? To, SaidReason? Why);
    public sealed record Closing(LocalDate? ClosesOn);
    public sealed record Cancelling(string Note);

    private static async Task<Paged<FacilityLine>> ListAsync(HttpContext http, FacilityListQueries facilities, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var found = await facilities.ListAsync(Filter(address), Me(http), address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(r => new FacilityLine(r.Site.Id, r.Site.Code, r.Site.NameEn, r.Site.NameFr, r.Facility.Subtype, r.Site.Region, r.Site.Province, r.Site.City, r.Usable, r.Booked, r.Free))], found.Total);
    }

    /// <summary>What the address of the list asks for; the page, its export and the API read it the same way. What cannot be read is left out.</summary>
    internal static FacilityFilter Filter(PageAddress address) => new(
        address["q"] ?? "", Choice<Region>(address["region"]), Choice<FacilitySubtype>(address["subtype"]), address["province"] ?? "", address["city"] ?? "",
        address["language"] ?? "", address["takes"] ?? "", address["free"] is "yes", address["sort"] ?? "");

    private static T? Choice<T>(string? written) where T : struct, Enum => Enum.TryParse<T>(written, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : null;

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, FacilityListQueries facilities, CancellationToken ct) => await AnswerAsync(id, http, facilities, ct);

    private static async Task<IResult> DaysAsync(Guid id, int? days, HttpContext http, FacilityListQueries facilities, CancellationToken ct)
    {
        var problems = new List<Problem>();
        var from = LaunchForm.Date("from", name => http.Request.Query[name].ToString(), problems);
        if (days is < 1 or > FacilityListQueries.MostDays) { problems.Add(Problem.With("days", "facility.days", 1, FacilityListQueries.MostDays)); }
        if (problems.Count > 0) { return Problems.Of(OutcomeKind.Refused, problems); }
        return await facilities.DaysAsync(SiteId.From(id), from, days ?? FacilityListQueries.DaysAhead, Me(http), ct) is { } counted
            ? Results.Ok(counted) : Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]);
    }

    private static Task<IResult> ChangeAsync(Guid id, FacilityEdit asked, HttpContext http, ChangeFacility change, FacilityListQueries facilities, CancellationToken ct) =>
        UpdateAsync(id, http, facilities, version => change.RunAsync(SiteId.From(id), asked, version, Me(http), ct), ct);

    private static Task<IResult> ContractAsync(Guid id, ContractTerms asked, HttpContext http, SetContract set, FacilityListQueries facilities, CancellationToken ct) =>
        UpdateAsync(id, http, facilities, version => set.RunAsync(SiteId.From(id), asked, version, Me(http), ct), ct);

    private static Task<IResult> AddBedAsync(Guid id, BedEdit asked, HttpContext http, AddBed add, FacilityListQueries facilities, CancellationToken ct) =>
        UpdateAsync(id, http, facilities, version => add.RunAsync(SiteId.From(id), asked, version, Me(http), ct), ct);

    private static Task<IResult> ChangeBedAsync(Guid id, Guid bed, BedEdit asked, HttpContext http, ChangeBed change, FacilityListQueries facilities, CancellationToken ct) =>
        UpdateAsync(id, http, facilities, version => change.RunAsync(SiteId.From(id), bed, asked, version, Me(http), ct), ct);

    private static Task<IResult> CloseBedAsync(Guid id, Guid bed, Closing asked, HttpContext http, CloseBed close, FacilityListQueries facilities, CancellationToken ct) =>
        UpdateAsync(id, http, facilities, version => close.RunAsync(SiteId.From(id), bed, asked.ClosesOn, version, Me(http), ct), ct);

    private static Task<IResult> SpellAsync(Guid id, Guid bed, SpellEdit asked, HttpContext http, SetSpell take, FacilityListQueries facilities, CancellationToken ct) =>
        UpdateAsync(id, http, facilities, version => take.RunAsync(SiteId.From(id), bed, null, asked, version, Me(http), ct), ct);

    private static async Task<IResult> LookAsync(Guid id, Guid bed, Guid? spell, SpellEdit asked, HttpContext http, SetSpell take, FacilityListQueries facilities, IClock clock, CancellationToken ct)
    {
        if (FacilityScope.MayEdit(Me(http), SiteId.From(id)) is { Value: false } no) { return Problems.Of(OutcomeKind.Forbidden, [new("", no.Why)]); }
        if (await facilities.GetAsync(SiteId.From(id), Me(http), ct) is not { } view) { return Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]); }
        var seen = await take.LookAsync(view.Beds, new(view.Facility, view.Site, clock.GetCurrentInstant()), bed, spell, asked, Me(http), ct);
        if (!seen.IsDone) { return Problems.Of(seen.Kind, seen.Problems); }
        var names = await facilities.NamesAsync(seen.Value!.Met.Select(m => m.Stay.PersonId), ct);
        return Results.Ok(new SpellPreviewed(seen.Value.MakesRoom, [.. seen.Value.Met.Select(m => new StayMet(
            m.Stay.Id, names[m.Stay.PersonId], m.Stay.Nights.ArriveOn, m.Stay.Nights.DepartOn, m.From.Label, m.To?.Label, SaidReason.OfAny(m.To is null ? m.Why : null)))], seen.Value.Moves.Count));
    }

    private static Task<IResult> ReviseAsync(Guid id, Guid bed, Guid spell, SpellEdit asked, HttpContext http, SetSpell take, FacilityListQueries facilities, CancellationToken ct) =>
        UpdateAsync(id, http, facilities, version => take.RunAsync(SiteId.From(id), bed, spell, asked, version, Me(http), ct), ct);

    private static Task<IResult> CancelAsync(Guid id, Guid spell, Cancelling asked, HttpContext http, CancelSpell cancel, FacilityListQueries facilities, CancellationToken ct) =>
        UpdateAsync(id, http, facilities, version => cancel.RunAsync(SiteId.From(id), spell, asked.Note, version, Me(http), ct), ct);

    private static async Task<IResult> UpdateAsync<T>(Guid id, HttpContext http, FacilityListQueries facilities, Func<uint, Task<Outcome<T>>> act, CancellationToken ct)
    {
        var (version, answer) = EntityTag.SeenBy(http.Request);
        if (answer is not null) { return answer; }
        var done = await act(version);
        return done.IsDone ? await AnswerAsync(id, http, facilities, ct) : Problems.Of(done.Kind, done.Problems);
    }

    private static async Task<IResult> AnswerAsync(Guid id, HttpContext http, FacilityListQueries facilities, CancellationToken ct)
    {
        if (await facilities.GetAsync(SiteId.From(id), Me(http), ct) is not { } view) { return Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]); }
        http.Response.SetEntityTag(view.Facility.Version);
        var (site, priced) = (view.Site, FacilityScope.SeesAll(Me(http)));
        return Results.Ok(new FacilityDetail(
            site.Id, site.Code, site.NameEn, site.NameFr, site.Region, site.Province, site.City, site.TimeZone, view.Facility.Version, FacilityEdit.Of(view.Facility), view.Facility.CriteriaEnteredAt,
            [.. view.Contracts.Select(c => new ContractLine(c.FromOn, c.UntilOn, c.GuaranteedBeds, c.ExtraBeds, priced ? c.PerDiem : null))],
            [.. view.Beds.Beds.Select(b => (Bed: b, Room: b.RoomId is { } r ? view.Rooms[r] : null)).Select(b => new BedLine(b.Bed.Id, b.Bed.Label, b.Room?.Label, b.Room?.Floor, b.Bed.Features, b.Bed.OpensOn, b.Bed.ClosesOn))],
            [.. view.Spells.Select(s => s.Latest).Select(s => new SpellLine(s.SpellId, s.Revision, s.BedId, s.FromOn, s.UntilOn, s.ReasonCode, s.Note, s.Cancelled, s.At))]));
    }

    private static async Task<IResult> ExportAsync(HttpContext http, FacilityListQueries facilities, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        string T(string key) => Texts.Of(key, culture);
        var found = await facilities.ListAsync(Filter(new(http.Request)), Me(http), 1, MostExported, ct);
        return CsvAnswer.Of("facilities.csv", found.Items,
            (T("page.facility.name"), r => r.Site.Name(culture.Name)),
            (T("page.facility.subtype"), r => T("facility-subtype." + r.Facility.Subtype)),
            (T("page.facility.city"), r => r.Site.City),
            (T("page.facility.province"), r => r.Site.Province),
            (T("page.facility.region"), r => T("region." + r.Site.Region)),
            (T("page.facility.languages"), r => string.Join("; ", r.Facility.Languages.Select(l => FacilityForms.LanguageName(l, culture)))),
            (T("page.facility.takes"), r => string.Join("; ", FacilityCriteria.Of(r.Facility).Select(c => T("facility-takes." + c)))),
            (T("page.facility.usable"), r => r.Usable.ToString(CultureInfo.InvariantCulture)),
            (T("page.facility.booked"), r => r.Booked.ToString(CultureInfo.InvariantCulture)),
            (T("page.facility.free"), r => r.Free.ToString(CultureInfo.InvariantCulture)));
    }

    private static Actor Me(HttpContext http) => SignedIn.From(http.User)!.Actor;
}

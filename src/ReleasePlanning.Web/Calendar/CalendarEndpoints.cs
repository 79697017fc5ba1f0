using System.Globalization;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Language;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Calendar;

/// <summary>Calendars and opening hours for programs: days, entries, a change previewed and made, how far its re-dating has come, and dates set by hand.</summary>
public static class CalendarEndpoints
{
    private const int MostExported = 10_000;
    private const int MostPreviewed = 1_000;

    public static void MapCalendar(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/calendar/by-hand.csv", ExportAsync).RequireAuthorization(Policies.SignedInStaff).ExcludeFromDescription();
        api.MapGet("/due-dates/by-hand", ByHandAsync).WithTags("Due dates").RequireAuthorization(Policies.SignedInStaff).Reads<Paged<ByHand>>("Due dates set by hand in the plans you may know of: site (id), step, basis, sort (due, set), page.");
        var calendar = api.MapGroup("/calendar").WithTags("Calendar");
        calendar.MapGet("/days", DaysAsync).RequireAuthorization(Policies.ReadCalendar).Reads<IReadOnlyList<Off>>("Days off of a year: province, year, kind (Federal, Provincial).", 422);
        calendar.MapGet("/entries", EntriesAsync).RequireAuthorization(Policies.ReadCalendar).Reads<IReadOnlyList<Entry>>("What administrators entered, with its time in force; also what has ended.");
        calendar.MapGet("/hours/{site:guid}", HoursAsync).RequireAuthorization(Policies.ReadCalendar).Reads<IReadOnlyList<Open>>("The opening hours of a site that are in force or will be.");
        calendar.MapPost("/changes/preview", PreviewAsync).RequireAuthorization(Policies.Administer).Changes<Previewed>("What a change would move. Changes nothing.");
        calendar.MapPost("/changes", ChangeAsync).RequireAuthorization(Policies.Administer).Changes<Redating>("Makes a change and re-dates every plan it reaches; read how far that has come at its address.", StatusCodes.Status201Created);
        calendar.MapGet("/changes", ListAsync).RequireAuthorization(Policies.Administer).Reads<Paged<Redating>>("Changes, newest first: page.");
        calendar.MapGet("/changes/{id:guid}", GetAsync).RequireAuthorization(Policies.Administer).Reads<Redating>("One change and how far its re-dating has come.", 404);
        calendar.MapGet("/changes/{id:guid}/plans", PlansAsync).RequireAuthorization(Policies.Administer).Reads<Paged<RedatedOne>>("What became of each plan: result, page.");
        calendar.MapPost("/changes/{id:guid}/stop", StopAsync).RequireAuthorization(Policies.Administer).Changes<Redating>("Stops between two plans; what is re-dated stays so.");
        calendar.MapPost("/changes/{id:guid}/resume", ResumeAsync).RequireAuthorization(Policies.Administer).Changes<Redating>("Goes on with the plans that wait.");
    }

    /// <param name="Yearly">For a day of every year: 06-24, "3 Mon 08", "-1 Mon 05", Easter-2.</param>
    public sealed record Excepting(string Name, LocalDate FromOn, LocalDate? UntilOn = null, CalendarKind Calendar = CalendarKind.Federal, Province? Province = null, SiteId? SiteId = null, string? Yearly = null, bool Rolls = false, bool Closed = true);
    /// <param name="Week">By weekday (Monday …); closed on those that are not given.</param>
    public sealed record Opening(SiteId SiteId, LocalDate FromOn, IReadOnlyDictionary<IsoDayOfWeek, Times> Week, LocalDate? UntilOn = null);
    public sealed record Times(LocalTime Opens, LocalTime Closes);
    public sealed record Ending(Guid EntryId, LocalDate LastOn);
    /// <summary>Exactly one of exception, hours and end.</summary>
    public sealed record Asking(string Why, Excepting? Exception = null, Opening? Hours = null, Ending? End = null, PastDue Past = PastDue.Mark);
    public sealed record Off(string Name, LocalDate On, LocalDate ObservedOn);
    public sealed record Entry(Guid Id, CalendarKind Calendar, string? Province, SiteId? SiteId, LocalDate FromOn, LocalDate? UntilOn, string Yearly, bool Rolls, bool Closed, string Name, bool Withdrawn, Instant EnteredAt);
    public sealed record Open(Guid Id, IsoDayOfWeek Weekday, LocalTime? OpensAt, LocalTime? ClosesAt, LocalDate FromOn, LocalDate? UntilOn, string Reason);
    public sealed record Previewed(SaidReason What, int Plans, int Dates, int Past, int Kept, IReadOnlyList<Moved> Moves, IReadOnlyList<ReleaseDayOff> ReleaseDays);
    public sealed record Moved(ReleasePlanId PlanId, string PlanNumber, string Title, WorkItemId? WorkItemId, string? Rule, Instant? OldAt, Instant? NewAt, bool IsPast, bool SetByHand);
    public sealed record ReleaseDayOff(ReleasePlanId PlanId, string PlanNumber, LocalDate ReleaseOn, LocalDate LawfulOn);
    public sealed record Redating(Guid Id, SaidReason What, string Why, string MadeBy, Instant MadeAt, RedatingState State, Instant? EndedAt, int Waiting, int Plans, int Moved, int Past, int Kept, int ReleaseDays);
    public sealed record RedatedOne(ReleasePlanId PlanId, string PlanNumber, RedatingResult Result, int Moved, int Past, int Kept, LocalDate? LawfulReleaseOn, string? Message, Instant? At);
    public sealed record ByHand(WorkItemId WorkItemId, ReleasePlanId PlanId, string PlanNumber, string Title, string Site, string? Owner, BasisKind Basis, Instant? DueAt, Instant? RuleAt, string? SetBy, Instant? SetAt, string? Reason);

    /// <summary>A list's filters, from its address.</summary>
    public static ByHandFilter Filter(PageAddress address) => new(
        Guid.TryParse(address["site"], out var site) ? SiteId.From(site) : null, address["step"],
        Enum.TryParse<BasisKind>(address["basis"], true, out var basis) && Enum.IsDefined(basis) ? basis : null, address["sort"] ?? "");

    private static async Task<IResult> DaysAsync(HttpContext http, CalendarQueries calendars, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        if (!Enum.TryParse<Province>(address["province"], out var province) || !Enum.IsDefined(province)) { return Problems.Of(OutcomeKind.Refused, [Problem.With("province", "page.problem.choose")]); }
        if (!int.TryParse(address["year"], NumberStyles.None, CultureInfo.InvariantCulture, out var year) || year is < 2000 or > 2100) { return Problems.Of(OutcomeKind.Refused, [Problem.With("year", "calendar.year")]); }
        var kind = address["kind"] == nameof(CalendarKind.Provincial) ? CalendarKind.Provincial : CalendarKind.Federal;
        var (days, _, _) = await calendars.OfYearAsync(kind, province, year, ct);
        return Results.Ok(days.DaysOff(year).Select(d => new Off(d.Name.StartsWith('@') ? Texts.Of(d.Name[1..], CultureInfo.CurrentUICulture) : d.Name, d.Nominal, d.Observed)).ToList());
    }

    private static async Task<IReadOnlyList<Entry>> EntriesAsync(CalendarQueries calendars, CancellationToken ct) => [.. (await calendars.ExceptionsAsync(ct)).Select(e =>
        new Entry(e.Id, e.Calendar, e.Province, e.SiteId, e.FromOn, e.UntilOn, e.Yearly, e.Rolls, e.Closed, e.Reason, e.Withdrawn, e.EnteredAt))];

    private static async Task<IReadOnlyList<Open>> HoursAsync(Guid site, CalendarQueries calendars, IClock clock, CancellationToken ct) =>
        [.. (await calendars.HoursAsync(SiteId.From(site), clock.GetCurrentInstant().InUtc().Date.PlusDays(-1), ct)).Select(h => new Open(h.Id, h.Weekday, h.OpensAt, h.ClosesAt, h.FromOn, h.UntilOn, h.Reason))];

    private static CalendarRequest? Request(Asking asked) => asked switch
    {
        { Exception: { } e, Hours: null, End: null } => new CalendarRequest.Exception(e.Calendar, e.Province, e.SiteId, e.FromOn, e.UntilOn, e.Yearly ?? "", e.Rolls, e.Closed, e.Name, asked.Why),
        { Exception: null, Hours: { } h, End: null } => new CalendarRequest.Hours(h.SiteId, h.FromOn, h.UntilOn, h.Week.ToDictionary(d => d.Key, d => new BusinessHours(d.Value.Opens, d.Value.Closes)), asked.Why),
        { Exception: null, Hours: null, End: { } end } => new CalendarRequest.End(end.EntryId, end.LastOn, asked.Why),
        _ => null,
    };

    private static IResult OneOfThree() => Problems.Of(OutcomeKind.Refused, [Problem.With("exception", "calendar.one-of-three")]);

    private static async Task<IResult> PreviewAsync(Asking asked, HttpContext http, PreviewCalendarChange preview, CancellationToken ct) => Request(asked) is not { } request ? OneOfThree()
        : (await preview.RunAsync(request, SignedIn.From(http.User)!.Actor, ct)).ToResult(p => Results.Ok(new Previewed(
            SaidReason.Of(p.Draft.What), p.Plans.Count, p.Dates, p.Past, p.Kept,
            [.. p.Plans.SelectMany(one => one.Moves.Select(m => new Moved(one.Plan.Id, one.Plan.Number, m.Title(CultureInfo.CurrentUICulture.Name), m.WorkItemId, m.Rule, m.OldAt, m.NewAt, m.IsPast, m.Kept))).Take(MostPreviewed)],
            [.. p.Plans.Where(one => one.LawfulReleaseOn is not null).Select(one => new ReleaseDayOff(one.Plan.Id, one.Plan.Number, one.Plan.ReleaseOn, one.LawfulReleaseOn!.Value)).Take(MostPreviewed)])));

    private static async Task<IResult> ChangeAsync(Asking asked, HttpContext http, ChangeCalendar change, CalendarQueries calendars, CancellationToken ct)
    {
        if (Request(asked) is not { } request) { return OneOfThree(); }
        var made = await change.RunAsync(request, asked.Past, SignedIn.From(http.User)!.Actor, ct);
        return made.IsDone ? Results.Created($"/api/v1/calendar/changes/{made.Value!.Id}", Of((await calendars.FindAsync(made.Value.Id, ct))!)) : Problems.Of(made.Kind, made.Problems);
    }

    private static async Task<Paged<Redating>> ListAsync(HttpContext http, CalendarQueries calendars, CancellationToken ct)
    {
        var rows = await calendars.ChangesAsync(new PageAddress(http.Request).PageNumber, PageAddress.PageSize, ct);
        return new([.. rows.Items.Select(Of)], rows.Total);
    }

    private static async Task<IResult> GetAsync(Guid id, CalendarQueries calendars, CancellationToken ct) =>
        await calendars.FindAsync(id, ct) is { } row ? Results.Ok(Of(row)) : Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]);

    private static async Task<Paged<RedatedOne>> PlansAsync(Guid id, RedatingResult? result, HttpContext http, CalendarQueries calendars, CancellationToken ct)
    {
        var rows = await calendars.PlansAsync(id, result, new PageAddress(http.Request).PageNumber, PageAddress.PageSize, ct);
        return new([.. rows.Items.Select(r => new RedatedOne(r.Result.PlanId, r.PlanNumber, r.Result.Result, r.Result.Moved, r.Result.Past, r.Result.Kept, r.Result.LawfulReleaseOn, r.Result.Message, r.Result.At))], rows.Total);
    }

    private static async Task<IResult> StopAsync(Guid id, HttpContext http, StopRedating stop, CalendarQueries calendars, CancellationToken ct) =>
        await ChangedAsync(await stop.RunAsync(id, SignedIn.From(http.User)!.Actor, ct), calendars, ct);

    private static async Task<IResult> ResumeAsync(Guid id, HttpContext http, StopRedating stop, CalendarQueries calendars, CancellationToken ct) =>
        await ChangedAsync(await stop.ResumeAsync(id, SignedIn.From(http.User)!.Actor, ct), calendars, ct);

    private static async Task<IResult> ChangedAsync(Outcome<PlanRedating> changed, CalendarQueries calendars, CancellationToken ct) => changed.IsDone
        ? Results.Ok(Of((await calendars.FindAsync(changed.Value!.Id, ct))!))
        : Problems.Of(changed.Kind, changed.Problems);

    private static Redating Of(RedatingRow r) => new(r.Redating.Id, SaidReason.Of(r.Change.What), r.Change.Why, r.MadeBy, r.Change.MadeAt, r.Redating.State, r.Redating.EndedAt,
        r.Count(RedatingResult.Waiting), r.Total, r.Moved, r.Past, r.Kept, r.ReleaseDays);

    private static async Task<Paged<ByHand>> ByHandAsync(HttpContext http, SeenDatesQueries dates, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var rows = await dates.ListAsync(Filter(address), SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        var language = CultureInfo.CurrentUICulture.Name;
        return new([.. rows.Items.Select(r => new ByHand(r.Item.Id, r.Item.PlanId, r.PlanNumber, r.Item.Title(language), r.Site.Code, r.Owner, r.Item.Basis, r.Item.DueAt, r.RuleAt, r.SetBy, r.Item.DueSetAt, r.Item.DueSetReason))], rows.Total);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, SeenDatesQueries dates, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var rows = await dates.ListAsync(Filter(new(http.Request)), SignedIn.From(http.User)!.Actor, 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("set-by-hand.csv", rows.Items,
            (T("page.step"), r => r.Item.Title(culture.Name)), (T("page.plan"), r => r.PlanNumber), (T("page.step.owner"), r => r.Owner), (T("page.overdue.site"), r => r.Site.Name(culture.Name)),
            (T("page.csv.due"), r => r.Item.DueAt is { } due ? Texts.Moment(due, r.Zone, culture) : ""), (T("page.by-hand.rule"), r => r.RuleAt is { } at ? Texts.Moment(at, r.Zone, culture) : ""),
            (T("page.step.basis"), r => T("basis." + r.Item.Basis)), (T("page.by-hand.by"), r => r.SetBy), (T("page.reason"), r => r.Item.DueSetReason));
    }
}

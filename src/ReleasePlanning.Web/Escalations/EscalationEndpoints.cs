using System.Globalization;
using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.Escalations;

/// <summary>What is overdue, to whom it went, and that somebody is on it; for programs and spreadsheets.</summary>
public static class EscalationEndpoints
{
    private const int MostExported = 10_000;

    public static void MapEscalations(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/overdue.csv", ExportAsync).RequireAuthorization(Policies.ReadOverdue).ExcludeFromDescription();
        var escalations = api.MapGroup("/escalations").WithTags("Escalations");
        escalations.MapGet("", ListAsync).RequireAuthorization(Policies.ReadOverdue)
            .Reads<Board>("Overdue steps of the plans you may know of: site (code), role, step, level, age (day, days-3, week, weeks-2, longer), seen (yes, no), to (me), q, sort, page.");
        escalations.MapGet("/trend", TrendAsync).RequireAuthorization(Policies.ReadOverdue)
            .Reads<Trend>("Per day of the last days (1 to 366, 90 unless said): steps that became overdue, overdue steps settled, and open at its end: days, site (code), role, step.");
        escalations.MapPost("/acknowledge-many", AcknowledgeManyAsync).RequireAuthorization(Policies.ReadOverdue).Changes<Many>("Acknowledges the last escalation of several steps, each by itself; says of each whether it was done.");
        escalations.MapPost("/reassign-many", ReassignManyAsync).RequireAuthorization(Policies.ReadOverdue).Changes<Many>("Gives several steps to one person, each by itself; says of each whether it was done.");
        escalations.MapPost("/{id:guid}/acknowledge", AcknowledgeAsync).RequireAuthorization(Policies.SignedInStaff).Changes<Acknowledged>("Says that the person it came to is on it.");
    }

    public sealed record Board(IReadOnlyList<OverdueStep> Items, int Total, IReadOnlyDictionary<string, int> BySite, IReadOnlyDictionary<string, int> ByRole, IReadOnlyDictionary<string, int> ByStep,
        IReadOnlyDictionary<string, int> ByAge, IReadOnlyDictionary<string, int> ByLevel);
    public sealed record OverdueStep(
        WorkItemId WorkItemId, ReleasePlanId PlanId, string PlanNumber, string Person, LocalDate ReleaseOn, string Title, string Role, string Site, string? Owner, string? StandIn, SaidReason Unblocks, Instant DueAt, int DaysOverdue,
        Guid? EscalationId, int Level, string? ToRole, string? To, SaidReason? Why, Instant? RaisedAt, Instant? AcknowledgedAt, string? AcknowledgedBy);
    public sealed record Trend(string TimeZone, IReadOnlyList<TrendPoint> Days, IReadOnlyList<TrendPoint> Weeks);
    public sealed record AcknowledgingMany(IReadOnlyList<WorkItemId> Steps);
    public sealed record ReassigningMany(IReadOnlyList<WorkItemId> Steps, StaffId? To, string Reason);
    public sealed record Many(int Done, int Of, IReadOnlyList<One> Steps);
    public sealed record One(WorkItemId WorkItemId, string Title, bool Done, SaidReason? Why);
    public sealed record Acknowledged(Guid Id, Instant AcknowledgedAt);

    private static async Task<Board> ListAsync(HttpContext http, EscalationQueries escalations, SiteQueries sites, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var filter = OverdueAddress.Filter(address, (await sites.AllAsync(ct)).Values);
        var board = await escalations.OverdueAsync(filter, SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        var language = CultureInfo.CurrentUICulture.Name;
        return new(
            [.. board.Rows.Items.Select(r => new OverdueStep(
                r.Item.Id, r.Item.PlanId, r.PlanNumber, r.PersonName, r.ReleaseOn, r.Item.Title(language), r.Item.Role, r.Site.Code, r.OwnerName, r.StandIn, SaidReason.Of(r.Unblocks), r.Item.DueAt!.Value, (int)r.Age.TotalDays,
                r.EscalationId, r.Level, r.ToRole, r.ToName, SaidReason.OfAny(r.Why), r.RaisedAt, r.AcknowledgedAt, r.AcknowledgedBy))],
            board.Rows.Total, Counts(board.BySite), Counts(board.ByRole), Counts(board.ByStep), Counts(board.ByAge), Counts(board.ByLevel));
    }

    private static Dictionary<string, int> Counts(IReadOnlyList<OverdueCount> counts) => counts.ToDictionary(c => c.Key, c => c.Count);

    private static async Task<IResult> TrendAsync(HttpContext http, EscalationQueries escalations, SiteQueries sites, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        if (!int.TryParse(address["days"] ?? "90", NumberStyles.None, CultureInfo.InvariantCulture, out var days) || days is < 1 or > 366)
        {
            return Problems.Of(OutcomeKind.Refused, [Problem.With("days", "trend.days", 1, 366)]);
        }
        var trend = await escalations.TrendAsync(OverdueAddress.Filter(address, (await sites.AllAsync(ct)).Values), SignedIn.From(http.User)!.Actor, days, ct);
        return Results.Ok(new Trend(trend.Zone.Id, trend.Days, trend.Weeks));
    }

    private static async Task<IResult> AcknowledgeManyAsync(AcknowledgingMany asked, HttpContext http, AcknowledgeMany acknowledge, CancellationToken ct) =>
        (await acknowledge.RunAsync([.. asked.Steps ?? []], SignedIn.From(http.User)!.Actor, ct)).ToResult(done => Results.Ok(Said(done)));

    private static async Task<IResult> ReassignManyAsync(ReassigningMany asked, HttpContext http, ReassignMany reassign, CancellationToken ct) =>
        (await reassign.RunAsync([.. asked.Steps ?? []], asked.To, asked.Reason ?? "", SignedIn.From(http.User)!.Actor, ct)).ToResult(done => Results.Ok(Said(done)));

    private static Many Said(IReadOnlyList<OneOfMany> done) => new(done.Count(d => d.Done), done.Count,
        [.. done.Select(d => new One(d.Id, d.Title(CultureInfo.CurrentUICulture.Name), d.Done, SaidReason.OfAny(d.Why)))]);

    private static async Task<IResult> ExportAsync(HttpContext http, EscalationQueries escalations, SiteQueries sites, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var filter = OverdueAddress.Filter(new(http.Request), (await sites.AllAsync(ct)).Values);
        var board = await escalations.OverdueAsync(filter, SignedIn.From(http.User)!.Actor, 1, MostExported, ct);
        string T(string key) => Texts.Of(key, culture);
        return CsvAnswer.Of("overdue.csv", board.Rows.Items,
            (T("page.step"), r => r.Item.Title(culture.Name)),
            (T("page.person"), r => r.PersonName),
            (T("page.plan"), r => r.PlanNumber),
            (T("page.launch.release-day"), r => r.ReleaseOn.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            (T("page.step.owner"), r => r.OwnerName),
            (T("page.overdue.stand-in"), r => r.StandIn),
            (T("page.overdue.unblocks"), r => Texts.Of(r.Unblocks, culture)),
            (T("page.overdue.role"), r => T("role." + r.Item.Role)),
            (T("page.overdue.site"), r => r.Site.Name(culture.Name)),
            (T("page.csv.due"), r => Texts.Moment(r.Item.DueAt!.Value, r.Zone, culture)),
            (T("page.overdue.days"), r => ((int)r.Age.TotalDays).ToString(CultureInfo.InvariantCulture)),
            (T("page.overdue.to"), r => r.ToName),
            (T("page.overdue.seen"), r => r.AcknowledgedBy));
    }

    private static async Task<IResult> AcknowledgeAsync(Guid id, HttpContext http, AcknowledgeEscalation acknowledge, CancellationToken ct) =>
        (await acknowledge.RunAsync(id, SignedIn.From(http.User)!.Actor, ct)).ToResult(e => Results.Ok(new Acknowledged(e.Id, e.AcknowledgedAt!.Value)));
}

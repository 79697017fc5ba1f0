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
            .Reads<Board>("Overdue steps of the plans you may know of: site (code), role, step, level, seen (yes, no), to (me), q, sort, page.");
        escalations.MapPost("/{id:guid}/acknowledge", AcknowledgeAsync).RequireAuthorization(Policies.SignedInStaff).Changes<Acknowledged>("Says that the person it came to is on it.");
    }

    public sealed record Board(IReadOnlyList<OverdueStep> Items, int Total, IReadOnlyDictionary<string, int> BySite, IReadOnlyDictionary<string, int> ByRole, IReadOnlyDictionary<string, int> ByStep);
    public sealed record OverdueStep(
        WorkItemId WorkItemId, ReleasePlanId PlanId, string PlanNumber, string Person, LocalDate ReleaseOn, string Title, string Role, string Site, string? Owner, Instant DueAt, int DaysOverdue,
        Guid? EscalationId, int Level, string? ToRole, string? To, SaidReason? Why, Instant? RaisedAt, Instant? AcknowledgedAt, string? AcknowledgedBy);
    public sealed record Acknowledged(Guid Id, Instant AcknowledgedAt);

    private static async Task<Board> ListAsync(HttpContext http, EscalationQueries escalations, SiteQueries sites, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var filter = OverdueAddress.Filter(address, (await sites.AllAsync(ct)).Values);
        var board = await escalations.OverdueAsync(filter, SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        var language = CultureInfo.CurrentUICulture.Name;
        return new(
            [.. board.Rows.Items.Select(r => new OverdueStep(
                r.Item.Id, r.Item.PlanId, r.PlanNumber, r.PersonName, r.ReleaseOn, r.Item.Title(language), r.Item.Role, r.Site.Code, r.OwnerName, r.Item.DueAt!.Value, (int)r.Age.TotalDays,
                r.EscalationId, r.Level, r.ToRole, r.ToName, SaidReason.OfAny(r.Why), r.RaisedAt, r.AcknowledgedAt, r.AcknowledgedBy))],
            board.Rows.Total, Counts(board.BySite), Counts(board.ByRole), Counts(board.ByStep));
    }

    private static Dictionary<string, int> Counts(IReadOnlyList<OverdueCount> counts) => counts.ToDictionary(c => c.Key, c => c.Count);

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

using System.Globalization;
using ReleasePlanning.Escalations;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.Escalations;

/// <summary>What is overdue and to whom it was brought, as JSON and as a file.</summary>
public static class EscalationEndpoints
{
    private const int MostExported = 5000;

    /// <summary>One overdue step as the API gives it.</summary>
    public sealed record OverdueStep(
        WorkItemId StepId, ReleasePlanId PlanId, string PlanNumber, string Person, string Title, string? Owner, string Role, string Site, string? DueAt,
        Guid? EscalationId, int Level, string? EscalatedTo, string? Why, string? AcknowledgedBy);

    public static void MapEscalations(this IEndpointRouteBuilder app, RouteGroupBuilder api)
    {
        api.MapGet("/overdue", ListAsync).WithTags("escalations").RequireAuthorization(Policies.ReadOverdue).WithSummary("Overdue steps you may know of, with to whom each was brought.");
        api.MapPost("/escalations/{id:guid}/acknowledge", AcknowledgeAsync).WithTags("escalations").RequireAuthorization(Policies.ReadOverdue).WithSummary("Say that you have seen an escalation that came to you.");
        app.MapGet("/overdue.csv", ExportAsync).RequireAuthorization(Policies.ReadOverdue).ExcludeFromDescription();
    }

    private static async Task<Paged<OverdueStep>> ListAsync(HttpContext http, EscalationQueries escalations, SiteQueries sites, CancellationToken ct)
    {
        var rows = (await BoardAsync(http, escalations, sites, PageAddress.PageSize, ct)).Rows;
        return new([.. rows.Items.Select(Describe)], rows.Total);
    }

    private static OverdueStep Describe(OverdueRow r)
    {
        var culture = CultureInfo.CurrentUICulture;
        return new(r.Item.Id, r.Item.PlanId, r.PlanNumber, r.PersonName, r.Item.Title(culture.Name), r.OwnerName, r.Item.Role, r.Site.Name(culture.Name), Machine(r),
            r.EscalationId, r.Level, r.ToName, r.Why is { } why ? Texts.Of(why, culture) : null, r.AcknowledgedBy);
    }

    private static async Task<IResult> AcknowledgeAsync(Guid id, HttpContext http, AcknowledgeEscalation acknowledge, CancellationToken ct) =>
        (await acknowledge.RunAsync(id, SignedIn.From(http.User)!.Actor, ct)).ToResult(e => Results.Ok(new { e.Id, e.AcknowledgedAt }));

    private static async Task<IResult> ExportAsync(HttpContext http, EscalationQueries escalations, SiteQueries sites, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        string T(string key) => Texts.Of(key, culture);
        var rows = (await BoardAsync(http, escalations, sites, MostExported, ct)).Rows;
        return CsvAnswer.Of("overdue.csv", rows.Items,
            (T("page.step"), r => r.Item.Title(culture.Name)),
            (T("page.person"), r => r.PersonName),
            (T("page.plan"), r => r.PlanNumber),
            (T("page.step.owner"), r => r.OwnerName ?? ""),
            (T("page.overdue.role"), r => T("role." + r.Item.Role)),
            (T("page.workflow.due"), r => Machine(r) ?? ""),
            (T("page.overdue.level"), r => r.ToName ?? ""));
    }

    private static async Task<OverdueBoard> BoardAsync(HttpContext http, EscalationQueries escalations, SiteQueries sites, int size, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var page = size == MostExported ? 1 : address.PageNumber;
        return await escalations.OverdueAsync(OverdueAddress.Filter(address, (await sites.AllAsync(ct)).Values), SignedIn.From(http.User)!.Actor, page, size, ct);
    }

    private static string? Machine(OverdueRow r) => r.Item.DueAt?.ToString("uuuu-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

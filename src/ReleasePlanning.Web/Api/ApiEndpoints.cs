using Microsoft.AspNetCore.Antiforgery;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Audit;
using ReleasePlanning.Web.BedSpaces;
using ReleasePlanning.Web.Calendar;
using ReleasePlanning.Web.Escalations;
using ReleasePlanning.Web.Notifications;
using ReleasePlanning.Web.ParoleConditions;
using ReleasePlanning.Web.People;
using ReleasePlanning.Web.ReleasePlans;
using ReleasePlanning.Web.WorkItems;
using ReleasePlanning.Web.Workflows;

namespace ReleasePlanning.Web.Api;

/// <summary>The JSON API: whatever the pages do, for programs. Each slice maps its own part.</summary>
public static class ApiEndpoints
{
    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").AddEndpointFilter<ChangeGuard>();
        api.MapGet("/session", Session).RequireAuthorization(Policies.SignedInStaff)
            .WithSummary("Who you are, your roles, and the token every change must send.");
        app.MapPeople(api);
        api.MapImports();
        app.MapAbsences(api);
        app.MapStaff(api);
        app.MapUnassigned(api);
        app.MapReleasePlans(api);
        api.MapWorkItems();
        app.MapReferrals(api);
        app.MapEscalations(api);
        app.MapBeds(api);
        api.MapSilences();
        api.MapLadders();
        app.MapWorkflows(api);
        app.MapIncidents(api);
        api.MapRuns();
        api.MapMessages();
        api.MapMigrations();
        app.MapNotifications(api);
        app.MapDeliveries(api);
        api.MapWebhooks();
        app.MapStays(api);
        app.MapCalendar(api);
        app.MapFacilities(api);
        api.MapAudit();
        app.MapBedSearch(api);
        api.MapKeepAway();
    }

    private static SessionView Session(HttpContext http, IAntiforgery antiforgery)
    {
        var me = SignedIn.From(http.User)!;
        return new(me.StaffId, me.Name, me.Language, me.Roles, antiforgery.GetAndStoreTokens(http).RequestToken!, [.. me.Covers.Select(c => new Covering(c.For, c.Name, c.UntilOn))]);
    }

    public sealed record SessionView(StaffId StaffId, string Name, string Language, IReadOnlyCollection<SiteRole> Roles, string Token, IReadOnlyList<Covering> Covers);

    /// <summary>For whom you stand in today.</summary>
    public sealed record Covering(StaffId For, string Name, NodaTime.LocalDate UntilOn);
}

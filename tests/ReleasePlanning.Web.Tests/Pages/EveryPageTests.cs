using System.Globalization;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Pages;

[Collection(nameof(SiteWithSomethingToShow))]
public sealed class EveryPageTests(SiteWithSomethingToShow shown, Browser browser)
{
    private const string Officer = "amara.osei", Manager = "farah.chen", Administrator = "priya.kowalski", Auditor = "simon.belanger", Intake = "shauna.nowak", Nobody = SiteWithSomethingToShow.Nobody;

    /// <summary>Every route, somebody who may see it, and the addresses that show its states; {…} is filled in from the demo region.</summary>
    private static readonly (string Route, string Who, string[] Addresses)[] Pages =
    [
        ("/", Officer, ["/", "/?q=nothing-has-this-name"]),
        ("/sign-in", Nobody, ["/sign-in"]),
        ("/sign-out", Officer, ["/sign-out"]),
        ("/people", Officer, ["/people"]),
        ("/people/{Id:guid}", Officer, ["/people/{person}"]),
        ("/launch/{Id:guid}", Officer, ["/launch/{person}", "/launch/{person}?type=SRR", "/launch/{person}?type=UTA"]),
        ("/plans", Officer, ["/plans"]),
        ("/plans/{Id:guid}", Officer, ["/plans/{plan}"]),
        ("/plans/{Id:guid}/move", Officer, ["/plans/{plan}/move"]),
        ("/plans/{Id:guid}/withdraw", Officer, ["/plans/{plan}/withdraw"]),
        ("/plans/{Id:guid}/beds", Officer, ["/plans/{plan}/beds", "/plans/{plan}/beds?needs=wheelchair&sort=distance"]),
        ("/plans/{Id:guid}/keep-away", Officer, ["/plans/{plan}/keep-away"]),
        ("/beds/search", Officer, ["/beds/search", "/beds/search?nights=30&destination=Winnipeg&gender=M", "/beds/search?nights=30&needs=wheelchair&destination=Nowhere"]),
        ("/steps/{Id:guid}", Officer, ["/steps/{step}"]),
        ("/plans/{Id:guid}/referrals", Officer, ["/plans/{plan}/referrals"]),
        ("/referrals", Intake, ["/referrals", "/referrals?state=Sent&sort=-due"]),
        ("/referrals/{Id:guid}", Officer, ["/referrals/{referral}"]),
        ("/overdue", Manager, ["/overdue"]),
        ("/beds", Officer, ["/beds", "/beds?region=all&open=all&days=90", "/beds?house=northgate-house&feature=wheelchair&free=yes"]),
        ("/beds/occupancy", Officer, ["/beds/occupancy", "/beds/occupancy?region=Prairie"]),
        ("/beds/not-placed", Manager, ["/beds/not-placed", "/beds/not-placed?region=Pacific&reason=no-house&sort=-preferred"]),
        ("/workflows", Officer, ["/workflows"]),
        ("/workflows/{ProcessId}", Administrator, ["/workflows/release-plan"]),
        ("/workflows/{ProcessId}/{Version:int}", Officer, ["/workflows/bed-space/1"]),
        ("/workflows/publish", Administrator, ["/workflows/publish"]),
        ("/incidents", Administrator, ["/incidents", "/incidents?open=false"]),
        ("/runs/{Id:guid}", Administrator, ["/runs/{run}", "/runs/{run}?token={token}"]),
        ("/waiting", Administrator, ["/waiting"]),
        ("/workflows/{ProcessId}/migrate", Administrator, ["/workflows/release-plan/migrate", "/workflows/travel/migrate", "/workflows/release-plan/migrate?from=2&to=1"]),
        ("/migrations/{Id:guid}", Administrator, ["/migrations/{migration}", "/migrations/{migration}?result=Refused"]),
        ("/imports", Administrator, ["/imports"]),
        ("/imports/{Id:guid}", Administrator, ["/imports/{import}"]),
        ("/notifications", Officer, ["/notifications", "/notifications?read=no&kind=Reminder&from=2026-11-01&sort=plan"]),
        ("/notifications/settings", Officer, ["/notifications/settings"]),
        ("/deliveries", Administrator, ["/deliveries", "/deliveries?channel=Webhook&state=Waiting&sort=-recipient"]),
        ("/webhooks", Administrator, ["/webhooks"]),
        ("/webhooks/{Id:guid}", Administrator, ["/webhooks/{webhook}"]),
        ("/ladders", Administrator, ["/ladders"]),
        ("/ladders/{Key}", Administrator, ["/ladders/institution"]),
        ("/ladders/{Key}/edit", Administrator, ["/ladders/arrival/edit", "/ladders/institution/edit", "/ladders/brand-new/edit"]),
        ("/ladders/{Key}/replay", Administrator, ["/ladders/institution/replay", "/ladders/arrival/replay"]),
        ("/quiet-hours", Administrator, ["/quiet-hours", "/quiet-hours?site=red-willow"]),
        ("/calendar", Administrator, ["/calendar", "/calendar?kind=Provincial&province=QC&year=2027"]),
        ("/calendar/change", Administrator, ["/calendar/change"]),
        ("/calendar/end/{Id:guid}", Administrator, ["/calendar/end/{closure}"]),
        ("/calendar/hours", Administrator, ["/calendar/hours", "/calendar/hours?site={site}"]),
        ("/calendar/changes", Administrator, ["/calendar/changes"]),
        ("/calendar/changes/{Id:guid}", Administrator, ["/calendar/changes/{redating}", "/calendar/changes/{redating}?result=Failed"]),
        ("/calendar/by-hand", Manager, ["/calendar/by-hand", "/calendar/by-hand?basis=Law"]),
        ("/facilities", Officer, ["/facilities", "/facilities?free=yes&region=Prairie&sort=-free", "/facilities?q=nothing-has-this-name"]),
        ("/facilities/{Id:guid}", Officer, ["/facilities/{house}"]),
        ("/facilities/{Id:guid}/edit", Intake, ["/facilities/{house}/edit"]),
        ("/facilities/{Id:guid}/contract", Administrator, ["/facilities/{house}/contract"]),
        ("/facilities/{Id:guid}/beds", Intake, ["/facilities/{house}/beds"]),
        ("/facilities/{Id:guid}/beds/{BedId:guid}", Intake, ["/facilities/{house}/beds/{bed}"]),
        ("/audit", Auditor, ["/audit"]),
        ("/absences", Officer, ["/absences", "/absences?done=entered"]),
        ("/team-absences", Manager, ["/team-absences"]),
        ("/staff", Manager, ["/staff", "/staff?q=nobody-has-this-name"]),
        ("/staff/{Id:guid}", Manager, ["/staff/{colleague}"]),
        ("/staff/{Id:guid}/caseload", Manager, ["/staff/{colleague}/caseload"]),
        ("/unassigned", Manager, ["/unassigned"]),
        ("/stays", Administrator, ["/stays", "/stays?list=week&sort=-person", "/stays?list=overstays"]),
        ("/stays/book", Intake, ["/stays/book"]),
        ("/stays/{Id:guid}", Administrator, ["/stays/{stay}"]),
        ("/accessibility", Nobody, ["/accessibility"]),
        ("/shortcuts", Nobody, ["/shortcuts"]),
        ("/status/{Code:int}", Nobody, ["/status/403"]),
        ("/not-found", Nobody, ["/not-found"]),
        ("/error", Nobody, ["/error"]),
    ];

    public static TheoryData<string, string, string> Addresses
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach (var language in new[] { "en", "fr" })
            {
                foreach (var (_, who, addresses) in Pages) { foreach (var address in addresses) { data.Add(language, who, address); } }
            }
            return data;
        }
    }

    [Fact]
    public void No_page_is_forgotten_here()
    {
        var routes = shown.Site.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<ComponentTypeMetadata>() is not null).Select(e => e.RoutePattern.RawText!);

        Pages.Select(p => p.Route).ShouldBe(routes, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_page_is_shown_without_barriers_in_its_language(string language, string who, string address)
    {
        await using var page = await browser.NewPageAsync(new() { StorageState = await shown.SignInOfAsync(browser, who) });

        var answer = await page.GoToAsync($"{shown.Site.Address}/{language}{Fill(address)}");
        await page.DiagramShownAsync();

        answer!.Status.ShouldBe(StatusOf(address));
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        (await page.Page.EvaluateAsync<string>("document.documentElement.lang")).ShouldStartWith(language);
        await page.Page.SetViewportSizeAsync(320, 800);
        (await page.FindTooWideAsync()).ShouldBeEmpty();
        // the browser itself reports the status of an error page
        page.Complaints.Where(c => answer.Ok || !c.Contains("the server responded with a status of", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    private string Fill(string address) => address.Replace("{house}", shown.House.ToString(), StringComparison.Ordinal).Replace("{bed}", shown.Bed.ToString(), StringComparison.Ordinal).Replace("{colleague}", shown.Plan.ParoleOfficerId.ToString(), StringComparison.Ordinal)
        .Replace("{plan}", shown.Plan.Id.ToString(), StringComparison.Ordinal).Replace("{step}", shown.Step.ToString(), StringComparison.Ordinal)
        .Replace("{person}", shown.Person.ToString(), StringComparison.Ordinal).Replace("{run}", shown.Run.ToString(), StringComparison.Ordinal).Replace("{token}", shown.Token.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("{import}", shown.Import.ToString(), StringComparison.Ordinal)
        .Replace("{referral}", shown.Referral.ToString(), StringComparison.Ordinal).Replace("{closure}", shown.Closure.ToString(), StringComparison.Ordinal).Replace("{redating}", shown.Redating.ToString(), StringComparison.Ordinal).Replace("{site}", shown.Plan.ReleasingSiteId.ToString(), StringComparison.Ordinal)
        .Replace("{stay}", shown.Stay.ToString(), StringComparison.Ordinal).Replace("{migration}", shown.Migration.ToString(), StringComparison.Ordinal).Replace("{webhook}", shown.Webhook.ToString(), StringComparison.Ordinal);

    private static int StatusOf(string address) => address switch
    {
        "/status/403" => 403,
        "/error" => 500,
        "/not-found" => 404,
        _ => 200,
    };
}

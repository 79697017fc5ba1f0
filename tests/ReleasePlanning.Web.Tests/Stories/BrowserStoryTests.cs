using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Stories;

public sealed class BrowserStoryTests(SiteFixture site, Browser browser) : IClassFixture<SiteFixture>
{
    [Fact]
    public async Task Five_people_bring_a_statutory_release_with_residency_from_launch_to_closing()
    {
        site.Clock.Now = SiteFixture.Monday;
        await using var officer = await Desk.OpenAsync(browser, site, "Amara Osei");
        await using var intake = await Desk.OpenAsync(browser, site, "Shauna Nowak", "fr");
        await using var community = await Desk.OpenAsync(browser, site, "Corinne Chen");
        await using var travel = await Desk.OpenAsync(browser, site, "Bilal Nakamura");
        await using var manager = await Desk.OpenAsync(browser, site, "Farah Chen");
        await using var discharge = await Desk.OpenAsync(browser, site, "Elias Petrov");

        var plan = await LaunchRayAsync(officer);
        // the windows that opened long before this late launch
        await site.FireDueTimersAsync();
        await officer.GoAsync($"plans/{plan}");
        await SeesEveryStepAsync(officer, plan);
        await SkipsNotesAndHandsOnAsync(officer, plan);

        var northgate = (await site.ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Code == "northgate-house"))).Id.ToString();
        var returned = false;
        var acts = new Dictionary<string, Func<Guid, Task>>
        {
            ["RankReferrals"] = step => officer.AnswerAsync(step, "ranked", ("firstHouse", northgate), ("reason", "The family lives next door.")),
            ["AnswerReferral"] = async step =>
            {
                await intake.GoAsync("");
                await intake.Page.Locator($"a[href='steps/{step}']").First.ClickAsync();
                await intake.ReadsAsync("Répondre à la demande d’hébergement");
                await intake.SendAsync("answer", "accepted");
                await intake.SeesAsync(".notice.good");
            },
            ["AnswerHandoff"] = async step =>
            {
                if (returned) { await community.AnswerAsync(step, "accepted"); return; }
                returned = true;
                await community.AnswerAsync(step, "returned", ("note", "The health summary is missing."));
            },
            ["CompleteHandoff"] = step => officer.AnswerAsync(step, "sent", ("summary", "With the health summary."), ("planAttached", "true")),
            ["BookTravel"] = step => travel.AnswerAsync(step, "booked", ("mode", "bus"), ("bookingReference", "WPG-1203")),
            ["EnterConditions"] = step => officer.AnswerAsync(step, "entered", ("specialConditions", "Not to consume alcohol.")),
            ["ValidateConditions"] = step => community.AnswerAsync(step, "confirmed", ("fitsBed", "true"), ("fitsRoute", "true")),
            ["SignReadiness"] = step => manager.AnswerAsync(step, "ready", ("fileRead", "true")),
            ["RecordRelease"] = step => discharge.AnswerAsync(step, "released", ("identityConfirmed", "true"), ("identityBy", "photo-and-fps"), ("certificateCarried", "true")),
            ["ConfirmArrivalAtResidence"] = step => intake.AnswerAsync(step, "arrived"),
        };
        var played = await new PlanDriver(site).DriveAsync(plan, acts);

        played.ShouldBe(acts.Keys, ignoreOrder: true);
        await officer.GoAsync($"plans/{plan}");
        await officer.ReadsAsync(Texts.Of("plan-status.Closed", Texts.English));
        await officer.ReadsAsync("Corinne calls back on Tuesday.");
        (await site.OpenRowsAsync(plan)).ShouldBe(0);
        foreach (var desk in new[] { officer, intake, community, travel, manager, discharge }) { desk.HasNoComplaint(); }
    }

    [Fact]
    public async Task What_goes_overdue_reaches_a_named_person_and_the_page_says_why()
    {
        await using var manager = await Desk.OpenAsync(browser, site, "Farah Chen");
        for (var day = 0; day < 8; day++) { await site.WaitUntilAsync(site.Clock.Now + Duration.FromDays(1)); }
        var (item, raised, to) = await site.ReadAsync(async db =>
        {
            var institution = await db.Set<Site>().SingleAsync(s => s.Code == "red-willow");
            var late = await (from w in db.Set<WorkItem>() join e in db.Set<Escalation>() on w.Id equals e.WorkItemId
                              where w.State == WorkItemState.Open && w.SiteId == institution.Id && !e.IsReminder && e.ToStaffId != null
                              orderby e.RaisedAt descending, e.Level descending select new { w, e }).FirstAsync();
            return (late.w, late.e, await db.Set<StaffMember>().SingleAsync(s => s.Id == late.e.ToStaffId));
        });

        await manager.GoAsync("overdue");
        var row = manager.Page.Locator("tr", new() { Has = manager.Page.Locator($"a[href='steps/{item.Id}']") });
        (await row.InnerTextAsync()).ShouldContain(to.Name);
        await row.Locator($"a[href='steps/{item.Id}']").ClickAsync();
        await manager.ReadsAsync(Texts.Of(raised.Reason, Texts.English));
        manager.HasNoComplaint();
    }

    [Fact]
    public async Task A_release_date_is_moved_after_a_preview_and_another_plan_is_withdrawn_with_a_reason()
    {
        await using var officer = await Desk.OpenAsync(browser, site, "Amara Osei");
        var plan = await new PlanDriver(site).LaunchFullParoleAsync("Kuznetsov", "amara.osei");
        var day = plan.ReleaseOn.PlusDays(28);

        await officer.GoAsync($"plans/{plan.Id}/move");
        await officer.SendAsync("move", "preview", ("releaseOn", day.ToString("uuuu-MM-dd", null)), ("reason", "The Board set a later date."));
        await officer.SeesAsync("table.records tbody tr");
        await officer.MeetsNoBarrierAsync();
        (await PlanAsync(plan.Id)).ReleaseOn.ShouldBe(plan.ReleaseOn, "a preview changes nothing");
        await officer.SendAsync("move", "apply");
        await officer.ReadsAsync(Texts.Of("page.plan.done.moved", Texts.English));
        await officer.ReadsAsync(Texts.Date(day, Texts.English));

        await officer.Page.Locator($"a[href='plans/{plan.Id}/withdraw']").ClickAsync();
        await officer.SendAsync("withdraw", "", ("reason", "The application was withdrawn."));
        await officer.ReadsAsync("The application was withdrawn.");
        (await PlanAsync(plan.Id)).Status.ShouldBe(PlanStatus.Withdrawn);
        (await site.OpenRowsAsync(plan.Id)).ShouldBe(0);
        officer.HasNoComplaint();
    }

    [Fact]
    public async Task A_changed_workflow_is_refused_by_element_then_published_for_new_plans_only()
    {
        await using var administrator = await Desk.OpenAsync(browser, site, "Priya Kowalski");
        var running = await new PlanDriver(site).LaunchFullParoleAsync("Ghostkeeper", "amara.osei");
        var shipped = ShippedWorkflows.Read("travel");

        await administrator.GoAsync("workflows/publish");
        await UploadAsync(administrator, shipped.Replace("\"value\":\"R-14D\"", "\"value\":\"R-14Q\"", StringComparison.Ordinal));
        await administrator.SeesAsync(".notice.bad");
        (await administrator.Page.Locator("table.records tr", new() { HasText = "BookTravel" }).InnerTextAsync()).ShouldContain("R-14Q");
        await UploadAsync(administrator, shipped.Replace("Book the journey", "Book every leg of the journey", StringComparison.Ordinal));
        await administrator.SeesAsync(".notice.good");
        await administrator.SendAsync("publish", "publish", ("changeNote", "Each leg is booked."));
        await administrator.ReadsAsync(Texts.Of("page.publish.done", Texts.English, 2));
        await administrator.ReadsAsync("Each leg is booked.");

        var later = await new PlanDriver(site).LaunchFullParoleAsync("Nguyen", "amara.osei");
        (await TravelVersionAsync(running.Id)).ShouldBe(1);
        (await TravelVersionAsync(later.Id)).ShouldBe(2);
        administrator.HasNoComplaint();
    }

    private static async Task<ReleasePlanId> LaunchRayAsync(Desk officer)
    {
        await officer.Page.FillAsync("#site-search", "Desjarlais");
        await officer.Page.Keyboard.PressAsync("Enter");
        await officer.Page.Locator("main a", new() { HasText = "Desjarlais" }).First.ClickAsync();
        await officer.Page.Locator("main a[href^='launch/']").ClickAsync();
        await officer.Page.Locator("input[name=type][value=SRR]").CheckAsync();
        await officer.Page.GetByRole(AriaRole.Button, new() { Name = "Continue", Exact = true }).ClickAsync();
        await officer.SendAsync("launch", "preview");
        await officer.ReadsAsync(Texts.Date(new LocalDate(2026, 12, 3), Texts.English));
        await officer.ReadsAsync("93(1)");
        // eight working days before, with a victim registered: the page says what is compressed, and asks for the reason before it launches
        await officer.ReadsAsync("CCRA s. 26(1.1)");
        await officer.SendAsync("launch", "launch");
        await officer.ReadsAsync(Texts.Of("page.expedited.not-practicable", Texts.English));
        await officer.Page.Locator("textarea[name=notPracticable]").FillAsync("The date was recalculated.");
        await officer.SendAsync("launch", "launch");
        await officer.ReadsAsync(Texts.Of("page.plan.done.launched", Texts.English));
        await officer.ReadsAsync(Texts.Date(new LocalDate(2026, 12, 3), Texts.English));
        return ReleasePlanId.From(Guid.Parse(new Uri(officer.Page.Url).Segments[^1]));
    }

    private async Task SeesEveryStepAsync(Desk officer, ReleasePlanId plan)
    {
        var steps = await site.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == plan && w.State == WorkItemState.Open).ToListAsync());
        steps.Count.ShouldBeGreaterThan(8);
        foreach (var step in steps)
        {
            var row = officer.Page.Locator("main li", new() { Has = officer.Page.Locator($"a.title[href='steps/{step.Id}']") }).First;
            var shown = await row.TextContentAsync() ?? "";
            shown.ShouldContain(step.TitleEn);
            shown.ShouldContain(await OwnerAsync(step));
            shown.ShouldContain(Texts.Of("basis." + step.Basis, Texts.English));
            (await row.Locator("time").CountAsync()).ShouldBe(1, step.ElementId);
        }
        await officer.MeetsNoBarrierAsync();
    }

    private async Task SkipsNotesAndHandsOnAsync(Desk officer, ReleasePlanId plan)
    {
        var steps = await site.ReadAsync(db => db.Set<WorkItem>().Where(w => w.PlanId == plan && w.State == WorkItemState.Open).ToDictionaryAsync(w => w.ElementId, w => w.Id));
        var marcus = await site.ReadAsync(db => db.Set<StaffMember>().Where(s => s.SignIn == "marcus.nowak").Select(s => s.Id).SingleAsync());

        await officer.GoAsync($"steps/{steps["AskSection84"]}");
        await officer.SendAsync("skip", "", ("reason", "Asked in May; the answer has not changed."));
        await officer.ReadsAsync("Asked in May; the answer has not changed.");
        await officer.GoAsync($"steps/{steps["ConsultDestination"]}");
        await officer.SendAsync("note", "", ("text", "Corinne calls back on Tuesday."));
        await officer.ReadsAsync("Corinne calls back on Tuesday.");
        await officer.GoAsync($"steps/{steps["ListDocuments"]}");
        await officer.SendAsync("reassign", "", ("to", marcus.ToString()), ("reason", "Marcus knows the file."));
        await officer.ReadsAsync("Marcus Nowak");
        await officer.GoAsync($"steps/{steps["NotifyPolice"]}");
        (await officer.Page.Locator("input[name='_handler'][value='skip']").CountAsync()).ShouldBe(0, "a hard gate cannot be skipped");
    }

    private static async Task UploadAsync(Desk administrator, string xml)
    {
        await administrator.Page.SetInputFilesAsync("#f-file", new FilePayload { Name = "travel.bpmn", MimeType = "application/xml", Buffer = System.Text.Encoding.UTF8.GetBytes(xml) });
        await administrator.SendAsync("publish", "check");
    }

    private Task<string> OwnerAsync(WorkItem step) => site.ReadAsync(db => db.Set<StaffMember>().Where(s => s.Id == step.OwnerId).Select(s => s.Name).SingleAsync());

    private Task<ReleasePlan> PlanAsync(ReleasePlanId id) => site.ReadAsync(db => db.Set<ReleasePlan>().SingleAsync(p => p.Id == id));

    private Task<int> TravelVersionAsync(ReleasePlanId plan) => site.ReadAsync(async db =>
    {
        var root = await db.Set<WorkflowInstance>().SingleAsync(i => i.PlanId == plan && i.ParentId == null);
        var pinned = WorkflowDefinitionId.From(root.Pins["travel"]);
        return await db.Set<WorkflowDefinition>().Where(d => d.Id == pinned).Select(d => d.Version).SingleAsync();
    });
}

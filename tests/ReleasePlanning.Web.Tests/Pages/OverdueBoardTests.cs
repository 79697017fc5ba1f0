using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using ReleasePlanning.Escalations;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Web.Tests.Api;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;
using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Pages;

/// <summary>The overdue board by keyboard, without scripts, and for programs.</summary>
[Collection(nameof(SiteWithSomethingToShow))]
public sealed class OverdueBoardTests(SiteWithSomethingToShow shown, Browser browser)
{
    private static readonly BrowserNewContextOptions NoScripts = new() { JavaScriptEnabled = false };

    [Fact]
    public async Task A_supervisor_gives_several_steps_away_with_the_keyboard_and_without_scripts()
    {
        await using var page = await browser.SignInAsync(shown.Site, "Farah Chen", "en", NoScripts);
        await page.GoToAsync($"{shown.Site.Address}/en/overdue?role={Roles.InstitutionalParoleOfficer}");
        await Expect(page.Page.Locator(".chart svg")).ToHaveCountAsync(6);
        var boxes = page.Page.Locator("input[name=steps]");
        var first = Guid.Parse((await boxes.First.GetAttributeAsync("value"))!);
        var to = await shown.Site.ReadAsync(async db =>
        {
            var item = await db.Set<WorkItem>().SingleAsync(w => w.Id == WorkItemId.From(first));
            return await db.Set<StaffMember>().Where(s => s.Active && s.Id != item.OwnerId && s.Roles.Any(r => r.Role == item.Role && r.SiteId == item.SiteId)).OrderBy(s => s.SignIn).FirstAsync();
        });

        await boxes.First.FocusAsync();
        await page.Page.Keyboard.PressAsync("Space");
        await page.Page.SelectOptionAsync("#f-many-to", to.Id.ToString());
        await page.Page.FillAsync("#f-many-reason", "The week is full.");
        await page.PressAsync(Texts.Of("page.many.reassign", Texts.English));

        await Expect(page.Page.GetByText(Texts.Of("page.many.done", Texts.English, 1, 1))).ToBeVisibleAsync();
        (await shown.Site.ReadAsync(db => db.Set<WorkItem>().SingleAsync(w => w.Id == WorkItemId.From(first)))).OwnerId.ShouldBe(to.Id);
    }

    [Fact]
    public async Task Nothing_chosen_is_said_and_nothing_is_done()
    {
        await using var page = await browser.SignInAsync(shown.Site, "Farah Chen", "fr", NoScripts);
        await page.GoToAsync($"{shown.Site.Address}/fr/overdue");

        await page.PressAsync(Texts.Of("page.many.acknowledge", Texts.French));

        await Expect(page.Page.GetByText(Texts.Of("many.none", Texts.French)).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Programs_read_the_board_and_its_trend_and_act_on_several_steps()
    {
        using var api = await ApiClient.SignInAsync(shown.Site, "farah.chen");
        var board = await api.GetAsync("/escalations?age=longer");
        board.GetProperty("byAge").GetProperty("longer").GetInt32().ShouldBe(board.GetProperty("total").GetInt32());
        var item = (await api.GetAsync("/escalations")).GetProperty("items")[0];
        item.GetProperty("unblocks").GetProperty("code").GetString()!.ShouldStartWith("unblock.");
        var trend = await api.GetAsync("/escalations/trend?days=30");
        trend.GetProperty("days").GetArrayLength().ShouldBe(30);
        trend.GetProperty("days")[29].GetProperty("open").GetInt32().ShouldBe((await api.GetAsync("/escalations")).GetProperty("total").GetInt32());
        (await api.SendAsync("GET", "/escalations/trend?days=400", null)).ShouldBeProblem(422).ShouldBe([("days", "trend.days")]);

        (await api.PostAsync("/escalations/reassign-many", new { steps = Array.Empty<Guid>(), to = Guid.NewGuid(), reason = "x" }, key: Guid.NewGuid().ToString())).ShouldBeProblem(422).ShouldBe([("steps", "many.none")]);
        var steps = new[] { item.GetProperty("workItemId").GetGuid(), Guid.NewGuid() };
        var done = await api.PostAsync("/escalations/acknowledge-many", new { steps }, key: Guid.NewGuid().ToString());
        done.Status.ShouldBe(200, done.Text);
        done.Body.GetProperty("of").GetInt32().ShouldBe(2);
        done.Body.GetProperty("steps").EnumerateArray().Last().GetProperty("why").GetProperty("code").GetString().ShouldBe("not-found");
    }

    [Fact]
    public async Task A_move_that_makes_a_plan_expedited_says_so_on_the_page_before_it_is_made()
    {
        var plan = await new PlanDriver(shown.Site).LaunchFullParoleAsync("Ghostkeeper", "amara.osei");
        await using var page = await browser.SignInAsync(shown.Site, "Amara Osei");
        await page.GoToAsync($"{shown.Site.Address}/en/plans/{plan.Id}/move");
        await page.Page.FillAsync("#f-releaseOn", shown.Site.Clock.Now.InUtc().Date.PlusDays(1).ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await page.Page.FillAsync("#f-reason", "Decided this afternoon.");
        await page.PressAsync(Texts.Of("page.move.preview", Texts.English));

        await Expect(page.Page.GetByText(Texts.Of("page.expedited.text", Texts.English))).ToBeVisibleAsync();
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        await page.PressAsync(Texts.Of("page.move.apply", Texts.English));
        await Expect(page.Page.GetByText(Texts.Of("page.expedited.banner", Texts.English))).ToBeVisibleAsync();
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        (await shown.Site.ReadAsync(db => db.Set<Escalation>().CountAsync(e => e.PlanId == plan.Id && e.Occasion.Contains(":expedited:")))).ShouldBe(2);
    }
}

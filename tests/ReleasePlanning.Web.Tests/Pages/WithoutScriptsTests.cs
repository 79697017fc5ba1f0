using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using ReleasePlanning.Language;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.WorkItems;
using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Pages;

[Collection(nameof(SiteWithSomethingToShow))]
public sealed class WithoutScriptsTests(SiteWithSomethingToShow shown, Browser browser)
{
    private static readonly BrowserNewContextOptions NoScripts = new() { JavaScriptEnabled = false };

    [Fact]
    public async Task Signing_in_launching_and_answering_a_step_need_no_script()
    {
        await using var page = await browser.SignInAsync(shown.Site, "Amara Osei", "fr", NoScripts);

        await page.GoToAsync($"{shown.Site.Address}/fr/launch/{shown.Person}?type=SR");
        await page.PressAsync(T("page.launch.preview"));
        await page.PressAsync(T("page.launch.do"));
        await Expect(page.Page.GetByText(T("page.plan.done.launched"))).ToBeVisibleAsync();
        var (plan, step) = await FirstStepAsync();
        await page.GoToAsync($"{shown.Site.Address}/fr/steps/{step}");
        await page.Page.FillAsync("#f-spokeWith", "Corinne Chen");
        await page.PressAsync(T("act.available"));

        await Expect(page.Page.GetByText(T("page.step.done.completed"))).ToBeVisibleAsync();
        (await shown.Site.ReadAsync(db => db.Set<WorkItem>().SingleAsync(w => w.Id == WorkItemId.From(step)))).State.ShouldBe(WorkItemState.Completed);
        (await shown.Site.ReadAsync(db => db.Set<ReleasePlan>().SingleAsync(p => p.Id == plan))).ReleaseType.ShouldBe(ReleaseType.StatutoryRelease);
    }

    [Fact]
    public async Task A_refused_form_says_in_both_places_what_is_wrong_and_keeps_what_was_typed()
    {
        await using var page = await browser.NewPageAsync(new() { StorageState = await shown.SignInOfAsync(browser, "amara.osei") });
        await page.GoToAsync($"{shown.Site.Address}/en/plans/{shown.Plan.Id}/withdraw");

        await page.PressAsync(Texts.Of("page.withdraw.do", Texts.English));

        await Expect(page.Page.Locator("#f-reason-error")).ToBeVisibleAsync();
        await Expect(page.Page.Locator(".error-summary a[href$='#f-reason']")).ToBeVisibleAsync();
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        (await shown.Site.ReadAsync(db => db.Set<ReleasePlan>().SingleAsync(p => p.Id == shown.Plan.Id))).Status.ShouldBe(PlanStatus.Active);
    }

    private static string T(string key) => Texts.Of(key, Texts.French);

    private Task<(ReleasePlanId Plan, Guid Step)> FirstStepAsync() => shown.Site.ReadAsync(async db =>
    {
        var plan = await db.Set<ReleasePlan>().SingleAsync(p => p.PersonId == PersonId.From(shown.Person));
        var step = await db.Set<WorkItem>().SingleAsync(w => w.PlanId == plan.Id && w.ElementId == "ConsultDestination");
        return (plan.Id, step.Id.Value);
    });
}

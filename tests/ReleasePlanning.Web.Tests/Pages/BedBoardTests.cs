using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Tests.Api;
using ReleasePlanning.Web.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace ReleasePlanning.Web.Tests.Pages;

/// <summary>The bed board by keyboard, by mouse and without scripts; occupancy and people not placed, as pages and for programs.</summary>
public sealed class BedBoardTests(SiteFixture site, Browser browser) : IClassFixture<SiteFixture>
{
    private static readonly LocalDate Today = SiteFixture.Monday.InUtc().Date;
    private static readonly BrowserNewContextOptions NoScripts = new() { JavaScriptEnabled = false };
    private static int made;

    [Theory]
    [InlineData("en")]
    [InlineData("fr")]
    public async Task The_board_of_a_house_is_walked_with_arrow_keys_and_opens_a_stay_without_barriers(string language)
    {
        var (stay, bed) = await StayAsync("northgate-house");
        await using var page = await browser.NewPageAsync();
        await page.TakeSignInAsync(site, "shauna.nowak");
        await page.GoToAsync($"{site.Address}/{language}/beds?from={Iso(stay.Nights.ArriveOn.PlusDays(-2))}&days=14");
        await Expect(page.Page.Locator("table[data-board][data-ready]")).ToHaveAttributeAsync("role", "grid");
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        (await page.Page.Locator("tr[data-bed]").CountAsync()).ShouldBeGreaterThan(8, "a house's own staff see its beds unfolded");

        // exactly one stop for the tabulator, then arrows
        (await page.Page.Locator("table[data-board] tbody [tabindex='0']").CountAsync()).ShouldBe(1);
        await page.Page.Locator("table[data-board] tbody [tabindex='0']").FocusAsync();
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        await page.Page.Keyboard.PressAsync("ArrowRight");
        for (var down = 0; down < 40 && await FocusedStayAsync(page) != stay.Id.ToString(); down++) { await page.Page.Keyboard.PressAsync("ArrowDown"); }
        (await FocusedStayAsync(page)).ShouldBe(stay.Id.ToString(), "down the third night's column to the stay that covers it");
        await page.Page.Keyboard.PressAsync("Enter");

        var person = await site.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == stay.PersonId));
        await Expect(page.Page.Locator("#stay-title")).ToContainTextAsync(person.DisplayName);
        await Expect(page.Page.Locator("#stay")).ToContainTextAsync(bed.Label);
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_stay_is_moved_by_form_without_scripts_and_a_refusal_says_why_and_the_board_stays()
    {
        var (stay, _) = await StayAsync("northgate-house");
        var (other, taken) = await StayAsync("northgate-house");
        var free = await site.ReadAsync(db => db.Set<Bed>().Where(b => b.ResidenceId == stay.ResidenceId && !db.Set<BedStay>().Any(s => s.BedId == b.Id)).OrderBy(b => b.Label).FirstAsync());
        await site.ReadAsync(db => db.Set<BedStay>().Where(s => s.Id == other.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.BedNamed, true)));
        await using var page = await browser.NewPageAsync(NoScripts);
        await page.TakeSignInAsync(site, "shauna.nowak");
        await page.GoToAsync($"{site.Address}/en/beds?from={Iso(stay.Nights.ArriveOn)}&days=14&stay={stay.Id}");

        await page.Page.SelectOptionAsync("#f-bed", taken.Id.ToString());
        await page.PressAsync(T("beds.move-bed.do"));

        await Expect(page.Page.Locator(".error-summary")).ToBeVisibleAsync();
        await Expect(page.Page.Locator("table[data-board] tr[data-bed]").First).ToBeVisibleAsync();
        await page.Page.SelectOptionAsync("#f-bed", free.Id.ToString());
        await page.PressAsync(T("beds.move-bed.do"));
        await Expect(page.Page.GetByText(T("beds.done.move-bed"))).ToBeVisibleAsync();
        (await BedOfAsync(stay)).ShouldBe(free.Id);

        await page.GoToAsync($"{site.Address}/en/beds?from={Iso(stay.Nights.ArriveOn)}&days=14&stay={stay.Id}");
        await page.Page.FillAsync("#f-departOn", Iso(stay.Nights.DepartOn.PlusDays(3)));
        await page.PressAsync(T("beds.nights.do"));
        await Expect(page.Page.GetByText(T("beds.done.extend"))).ToBeVisibleAsync();
        (await site.ReadAsync(db => db.Set<BedStay>().SingleAsync(s => s.Id == stay.Id))).Nights.DepartOn.ShouldBe(stay.Nights.DepartOn.PlusDays(3));
    }

    [Fact]
    public async Task A_stay_is_dragged_to_another_bed_with_the_mouse()
    {
        var (stay, _) = await StayAsync("northgate-house");
        var free = await site.ReadAsync(db => db.Set<Bed>().Where(b => b.ResidenceId == stay.ResidenceId && !db.Set<BedStay>().Any(s => s.BedId == b.Id)).OrderBy(b => b.Label).FirstAsync());
        await using var page = await browser.NewPageAsync();
        await page.TakeSignInAsync(site, "shauna.nowak");
        await page.GoToAsync($"{site.Address}/en/beds?from={Iso(stay.Nights.ArriveOn)}&days=14");
        await Expect(page.Page.Locator("table[data-board][data-ready]")).ToBeVisibleAsync();

        // pressed, moved and let go, as a hand does it: a browser begins to drag with the second move
        var target = page.Page.Locator($"tr[data-bed='{free.Id}'] td").First;
        await page.Page.Locator($"td[data-stay='{stay.Id}']").HoverAsync();
        await page.Page.Mouse.DownAsync();
        await target.HoverAsync();
        await target.HoverAsync(new() { Position = new() { X = 12, Y = 8 } });
        await page.Page.Mouse.UpAsync();

        await Expect(page.Page.GetByText(T("beds.done.move-bed"))).ToBeVisibleAsync();
        (await BedOfAsync(stay)).ShouldBe(free.Id);
        page.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_officer_sees_beds_taken_and_no_name_and_the_country_sees_numbers()
    {
        var (stay, _) = await StayAsync("northgate-house");
        var person = await site.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == stay.PersonId));
        var address = $"/beds/board?house=northgate-house&region=all&from={Iso(stay.Nights.ArriveOn)}&days=7";
        using var officer = await ApiClient.SignInAsync(site, "amara.osei");
        using var auditor = await ApiClient.SignInAsync(site, "simon.belanger");
        using var intake = await ApiClient.SignInAsync(site, "shauna.nowak");
        using var other = await ApiClient.SignInAsync(site, "victor.chen");

        (await officer.SendAsync("GET", address, null)).Text.ShouldNotContain(person.FamilyName);
        var seen = (await officer.GetAsync(address)).GetProperty("houses")[0];
        seen.GetProperty("beds").EnumerateArray().Sum(b => b.GetProperty("stays").GetArrayLength()).ShouldBeGreaterThan(0);
        var national = (await auditor.GetAsync(address)).GetProperty("houses")[0];
        national.GetProperty("beds").GetArrayLength().ShouldBe(0);
        national.GetProperty("nights")[0].GetProperty("booked").GetInt32().ShouldBeGreaterThan(0);
        (await intake.SendAsync("GET", address, null)).Text.ShouldContain(person.FamilyName);
        (await other.GetAsync(address)).GetProperty("totalHouses").GetInt32().ShouldBe(0, "another house's staff");
        (await intake.SendAsync("GET", "/beds/occupancy", null)).Status.ShouldBe(403);
        (await intake.SendAsync("GET", "/beds/not-placed", null)).Status.ShouldBe(403);
    }

    [Theory]
    [InlineData("/beds/board?days=400", "days", "beds.address.number")]
    [InlineData("/beds/board?from=tomorrow", "from", "beds.address.date")]
    [InlineData("/beds/board?region=mars", "region", "beds.address.unknown")]
    [InlineData("/beds/board?house=no-such-house", "house", "beds.address.unknown")]
    [InlineData("/beds/occupancy?weeks=0", "weeks", "beds.address.number")]
    [InlineData("/beds/forecast?region=9", "region", "beds.address.unknown")]
    [InlineData("/beds/not-placed?reason=because", "reason", "beds.address.unknown")]
    [InlineData("/beds/not-placed?type=XX&since=x", "since", "beds.address.date")]
    public async Task What_a_program_asks_wrongly_is_said_by_field(string address, string field, string code)
    {
        using var api = await ApiClient.SignInAsync(site, "farah.chen");

        (await api.SendAsync("GET", address, null)).ShouldBeProblem(422).ShouldContain((field, code));
    }

    [Fact]
    public async Task Occupancy_and_forecast_are_one_set_of_numbers_for_page_export_and_program()
    {
        using var api = await ApiClient.SignInAsync(site, "farah.chen");
        var occupancy = await api.GetAsync("/beds/occupancy?region=Prairie");
        var forecast = await api.GetAsync("/beds/forecast?region=Prairie&weeks=8");
        var csv = await api.Http.GetStringAsync("/en/beds/occupancy.csv?region=Prairie");

        occupancy.GetProperty("groups")[0].GetProperty("weeks").GetArrayLength().ShouldBe(26);
        var week = forecast.GetProperty("groups")[0].GetProperty("weeks")[4];
        week.GetProperty("free").GetInt32().ShouldBe(occupancy.GetProperty("groups")[0].GetProperty("weeks")[4].GetProperty("free").GetInt32());
        week.GetProperty("plans").GetProperty("high").GetInt32().ShouldBeGreaterThanOrEqualTo(week.GetProperty("plans").GetProperty("low").GetInt32());
        forecast.GetProperty("inputs").GetArrayLength().ShouldBe(5);
        csv.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + (26 * occupancy.GetProperty("groups").GetArrayLength()));

        await using var page = await browser.NewPageAsync();
        await page.TakeSignInAsync(site, "farah.chen");
        await page.GoToAsync($"{site.Address}/en/beds/occupancy");
        await Expect(page.Page.Locator("svg.forecast")).ToHaveCountAsync(5);
        await page.Page.GetByRole(AriaRole.Link, new() { Name = T("region.Prairie"), Exact = true }).ClickAsync();
        await Expect(page.Page.Locator(".occupancy-table").First.Locator("tbody tr")).ToHaveCountAsync(26);
        (await page.FindBarriersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_list_of_people_not_placed_is_exported_with_and_without_names()
    {
        var plan = await new PlanDriver(site).LaunchFullParoleAsync("Ghostkeeper", "amara.osei");
        var person = await site.ReadAsync(async db =>
        {
            var elsewhere = await (from b in db.Set<Bed>() join s in db.Set<Site>() on b.ResidenceId equals s.Id where s.City == "Vancouver" select b).FirstAsync();
            var nights = new Nights(plan.ReleaseOn, plan.ReleaseOn.PlusDays(90));
            var tracked = await db.Set<ReleasePlan>().SingleAsync(p => p.Id == plan.Id);
            await RecordPlacement.RunAsync(db, tracked, new BedStay { Id = Guid.CreateVersion7(), PlanId = plan.Id, PersonId = plan.PersonId, ResidenceId = elsewhere.ResidenceId, BedId = elsewhere.Id, Nights = nights, Occupies = nights, BookedAt = site.Clock.Now }, site.Clock.Now, default);
            await db.SaveChangesAsync();
            return await db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId);
        });
        await using var page = await browser.NewPageAsync();
        await page.TakeSignInAsync(site, "amara.osei");
        await page.GoToAsync($"{site.Address}/fr/beds/not-placed");
        await Expect(page.Page.Locator("table.records tbody")).ToContainTextAsync(person.FamilyName);
        (await page.FindBarriersAsync()).ShouldBeEmpty();
        using var officer = await ApiClient.SignInAsync(site, "amara.osei");
        using var administrator = await ApiClient.SignInAsync(site, "priya.kowalski");

        (await officer.Http.GetStringAsync("/en/beds/not-placed.csv?names=yes")).ShouldContain(person.FamilyName);
        (await officer.Http.GetStringAsync("/en/beds/not-placed.csv")).ShouldNotContain(person.FamilyName);
        var all = await administrator.Http.GetStringAsync("/en/beds/not-placed.csv?names=yes");
        all.ShouldContain("Vancouver");
        all.ShouldNotContain(person.FamilyName, customMessage: "an administrator sees what happened, not to whom");
        (await administrator.GetAsync("/beds/not-placed")).GetProperty("total").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task The_board_prints_on_a_broad_page_with_nothing_cut_off()
    {
        await using var page = await browser.NewPageAsync();
        await page.TakeSignInAsync(site, "shauna.nowak");
        await page.GoToAsync($"{site.Address}/en/beds?days=90");
        await page.Page.EmulateMediaAsync(new() { Media = Media.Print });

        (await page.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.board-scroll')).overflowX")).ShouldBe("visible");
        (await page.Page.EvaluateAsync<string>("getComputedStyle(document.querySelector('.board thead th')).position")).ShouldBe("static");
        await Expect(page.Page.Locator("form.filters")).ToBeHiddenAsync();
        (await page.Page.EvaluateAsync<bool>("[...document.styleSheets].some(s => [...s.cssRules].some(r => r.cssText.includes('landscape')))")).ShouldBeTrue();
    }

    private static string T(string key) => Texts.Of(key, Texts.English);
    private static string Iso(LocalDate on) => on.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);

    private static Task<string?> FocusedStayAsync(BrowserPage page) => page.Page.EvaluateAsync<string?>("document.activeElement.closest('td')?.dataset.stay ?? null");

    private Task<Guid> BedOfAsync(BedStay stay) => site.ReadAsync(db => db.Set<BedStay>().Where(s => s.Id == stay.Id).Select(s => s.BedId).SingleAsync());

    /// <summary>Somebody without a plan, confirmed for some nights from ten days on, on a bed nobody else has.</summary>
    private Task<(BedStay, Bed)> StayAsync(string house) => site.ReadAsync(async db =>
    {
        var bed = await (from b in db.Set<Bed>() join s in db.Set<Site>() on b.ResidenceId equals s.Id where s.Code == house && !db.Set<BedStay>().Any(x => x.BedId == b.Id) orderby b.Label select b).FirstAsync();
        var person = await db.Set<Person>().Where(p => !db.Set<BedStay>().Any(s => s.PersonId == p.Id) && !db.Set<ReleasePlan>().Any(r => r.PersonId == p.Id)).OrderByDescending(p => p.Fps).FirstAsync();
        var nights = new Nights(Today.PlusDays(10), Today.PlusDays(14 + (Interlocked.Increment(ref made) % 3)));
        var stay = new BedStay { Id = Guid.CreateVersion7(), PersonId = person.Id, ResidenceId = bed.ResidenceId, BedId = bed.Id, Nights = nights, Occupies = nights, State = StayState.Confirmed, BookedAt = site.Clock.Now };
        db.Add(stay);
        await db.SaveChangesAsync();
        return (stay, bed);
    });
}

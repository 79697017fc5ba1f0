using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Web.Tests.Api;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Pages;

/// <summary>The list of stays and the booking of one, as a house's own staff use them.</summary>
public sealed class StayPagesTests(SiteFixture site, Browser browser) : IClassFixture<SiteFixture>
{
    private static readonly LocalDate Today = SiteFixture.Monday.InUtc().Date;

    [Fact]
    public async Task A_house_books_a_bed_for_somebody_it_was_given_the_name_of_and_looks_nobody_up()
    {
        var person = await site.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.FamilyName == "Nguyen"));
        var planned = await site.ReadAsync(db => (from p in db.Set<Person>() join r in db.Set<ReleasePlan>() on p.Id equals r.PersonId where p.FamilyName == "Grant" select p).SingleAsync());
        var asked = await site.ReadAsync(db => (from p in db.Set<Person>() join r in db.Set<ReleasePlan>() on p.Id equals r.PersonId where p.FamilyName == "Mercredi" select r.Number).SingleAsync());
        await using var desk = await Desk.OpenAsync(browser, site, "Shauna Nowak");
        await desk.GoAsync("stays/book");
        await desk.MeetsNoBarrierAsync();
        var choices = await desk.Page.Locator("select[name='person']").InnerTextAsync();
        choices.ShouldContain(asked, customMessage: "the house was asked about this person");
        choices.ShouldNotContain("Nguyen");
        var nights = new[] { ("arriveOn", Iso(Today.PlusDays(3))), ("departOn", Iso(Today.PlusDays(13))) };

        await desk.SendAsync("book", "", [("fps", person.Fps), ("familyName", "Somebody"), .. nights]);
        await desk.ReadsAsync(Texts.Of("stays.not-named", Texts.English));
        await desk.MeetsNoBarrierAsync();
        await desk.SendAsync("book", "", [("fps", planned.Fps), ("familyName", planned.FamilyName), .. nights]);
        await desk.ReadsAsync(Texts.Of("stays.ask-the-officer", Texts.English));
        await desk.SendAsync("book", "", [("fps", person.Fps), ("familyName", "nguyen"), ("departOn", Iso(Today.PlusDays(2)))]);
        await desk.SeesAsync(".error-summary");
        await desk.SendAsync("book", "", ("departOn", Iso(Today.PlusDays(13))));
        await desk.ReadsAsync(Texts.Of("stays.page.done.book", Texts.English));
        await desk.MeetsNoBarrierAsync();

        (await site.ReadAsync(db => db.Set<BedStay>().SingleAsync(s => s.PersonId == person.Id))).ShouldSatisfyAllConditions(
            s => s.State.ShouldBe(StayState.Held), s => s.Nights.ShouldBe(new(Today.PlusDays(3), Today.PlusDays(13))), s => s.PlanId.ShouldBeNull(), s => s.HeldUntil!.Value.ShouldBeGreaterThan(site.Clock.Now));
        await desk.GoAsync("stays?list=holds&q=nguyen");
        await desk.GoAsync("stays?state=Held&sort=-depart");
        await desk.ReadsAsync("Nguyen");
        desk.HasNoComplaint();
    }

    [Fact]
    public async Task The_list_is_sorted_filtered_paged_and_exported_the_same_way()
    {
        using var api = await ApiClient.SignInAsync(site, "priya.kowalski");
        foreach (var (sort, field) in new[] { ("arrive", "arriveOn"), ("depart", "departOn") })
        {
            var up = await DaysAsync(api, $"/stays?sort={sort}", field);
            var down = await DaysAsync(api, $"/stays?sort=-{sort}", field);
            up.ShouldBeInOrder(SortDirection.Ascending);
            down.ShouldBeInOrder(SortDirection.Descending);
            string.CompareOrdinal(up[0], down[0]).ShouldBeLessThan(0);
        }
        var arrived = await api.GetAsync("/stays?state=Arrived&page=2");
        arrived.GetProperty("items").EnumerateArray().Select(s => s.GetProperty("state").GetString()).Distinct().ShouldBe(["arrived"], StringComparer.OrdinalIgnoreCase);
        var total = (await api.GetAsync("/stays?state=Confirmed")).GetProperty("total").GetInt32();
        (await api.Http.GetStringAsync("/en/stays.csv?state=Confirmed&sort=depart")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(1 + total);
        (await api.GetAsync("/stays?list=overstays")).GetProperty("total").GetInt32().ShouldBe(1);
    }

    private static async Task<List<string>> DaysAsync(ApiClient api, string path, string field) =>
        [.. (await api.GetAsync(path)).GetProperty("items").EnumerateArray().Select(s => s.GetProperty(field).GetString()!)];

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);
}

using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Web.Tests.Api;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Pages;

/// <summary>Facilities as their own staff and administrators change them, at a browser and by programs.</summary>
public sealed class FacilityPagesTests(SiteFixture site, Browser browser) : IClassFixture<SiteFixture>
{
    private const string Intake = "shauna.nowak", OtherIntake = "victor.chen", Administrator = "priya.kowalski", Officer = "amara.osei";
    private static readonly LocalDate Today = SiteFixture.Monday.InUtc().Date;

    [Fact]
    public async Task The_staff_of_a_house_change_it_and_its_beds_in_french_and_are_told_whom_a_closing_meets()
    {
        var house = await HouseAsync("northgate-house");
        var bed = await site.ReadAsync(db => db.Set<Bed>().SingleAsync(b => b.ResidenceId == house && b.Label == "01"));
        var name = await BookAsync(bed, Today.PlusDays(10), Today.PlusDays(40));
        await using var desk = await Desk.OpenAsync(browser, site, "Shauna Nowak", "fr");

        await desk.GoAsync("facilities");
        await desk.ReadsAsync("Maison Northgate");
        await desk.Page.GetByRole(Microsoft.Playwright.AriaRole.Link, new() { Name = "Maison Northgate" }).ClickAsync();
        await desk.MeetsNoBarrierAsync();
        (await desk.Page.Locator("main").InnerTextAsync()).ShouldNotContain("Indemnité", Case.Insensitive, "the house sees no price");

        await desk.GoAsync($"facilities/{house}/edit");
        await desk.SendAsync("facility", "", ("postalCode", "nulle part"), ("phone", "204-555-0188"));
        await desk.SeesAsync(".error-summary");
        await desk.MeetsNoBarrierAsync();
        await desk.SendAsync("facility", "", ("postalCode", "r3c 4a5"));
        await desk.SeesAsync(".notice.good");
        await desk.ReadsAsync("204-555-0188");

        await desk.GoAsync($"facilities/{house}/beds/{bed.Id}");
        await desk.SendAsync("spell", "look", ("fromOn", Iso(Today.PlusDays(9))), ("untilOn", Iso(Today.PlusDays(12))), ("reasonCode", "repair"));
        await desk.ReadsAsync(name);
        await desk.MeetsNoBarrierAsync();
        await desk.SendAsync("close", "", ("closesOn", Iso(Today.PlusDays(20))));
        await desk.SeesAsync(".error-summary");
        await desk.ReadsAsync(name);
        await desk.SendAsync("spell", "save", ("fromOn", Iso(Today.PlusDays(2))), ("untilOn", Iso(Today.PlusDays(4))), ("reasonCode", "repair"));
        await desk.SeesAsync(".notice.good");
        (await site.ReadAsync(db => db.Set<OutOfServiceRevision>().CountAsync(r => r.BedId == bed.Id))).ShouldBe(1, "looking saves nothing");
    }

    [Theory]
    [InlineData(OtherIntake, "", 404, "another house's staff do not even see it")]
    [InlineData(OtherIntake, "/edit", 404, "nor change it")]
    [InlineData(OtherIntake, "/beds", 404, "nor its beds")]
    [InlineData(Intake, "/contract", 403, "contracts are for administrators")]
    [InlineData(Officer, "/edit", 403, "a parole officer changes no house")]
    [InlineData(Officer, "", 200, "but sees every one")]
    [InlineData(Administrator, "/edit", 200, "an administrator changes any")]
    [InlineData(Administrator, "/contract", 200, "and its contracts")]
    public async Task A_house_opens_to_those_it_concerns(string who, string page, int status, string because)
    {
        var house = await HouseAsync("northgate-house");
        using var client = await site.SignInAsync(who);
        using var answer = await client.GetAsync($"/en/facilities/{house}{page}");
        ((int)answer.StatusCode).ShouldBe(status, because);
    }

    [Fact]
    public async Task A_program_changes_a_house_it_has_seen_and_no_other_house()
    {
        var house = await HouseAsync("riverside-house");
        using var own = await ApiClient.SignInAsync(site, OtherIntake);
        using var other = await ApiClient.SignInAsync(site, Intake);
        using var administrator = await ApiClient.SignInAsync(site, Administrator);
        var seen = await own.SendAsync("GET", $"/facilities/{house}", null);
        var data = JsonNode.Parse(seen.Text)!["data"]!.AsObject();
        data["phone"] = "204-555-0177";

        (await other.SendAsync("PUT", $"/facilities/{house}", data.ToJsonString(), seen.Tag, Key())).ShouldBeProblem(403, "another house's staff");
        (await own.SendAsync("PUT", $"/facilities/{house}", data.ToJsonString(), null, Key())).ShouldBeProblem(428, "without If-Match");
        var changed = await own.SendAsync("PUT", $"/facilities/{house}", data.ToJsonString(), seen.Tag, Key());
        changed.Status.ShouldBe(200, changed.Text);
        (await own.SendAsync("PUT", $"/facilities/{house}", data.ToJsonString(), seen.Tag, Key())).ShouldBeProblem(412, "seen before the last change");
        changed.Body.GetProperty("contracts")[0].GetProperty("perDiem").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null, "the house sees no price");
        var added = await administrator.SendAsync("POST", $"/facilities/{house}/beds", """{"label":"99","room":"Attic","floor":"3","features":["single"],"openOn":null}""", changed.Tag, Key());
        added.ShouldBeProblem(400, "a member that is not known");
        added = await administrator.SendAsync("POST", $"/facilities/{house}/beds", """{"label":"99","room":"Attic","floor":"3","features":["single","balcony"],"opensOn":null}""", changed.Tag, Key());
        added.ShouldBeProblem(422).ShouldContain(("features", "facility.not-known"));
        added = await administrator.SendAsync("POST", $"/facilities/{house}/beds", """{"label":"99","room":"Attic","floor":"3","features":["single"],"opensOn":null}""", changed.Tag, Key());
        added.Status.ShouldBe(200, added.Text);
        (await own.GetAsync($"/facilities/{house}/days?days=3")).GetArrayLength().ShouldBe(3);
        (await own.SendAsync("GET", $"/facilities/{house}/days?days=0", null)).ShouldBeProblem(422).ShouldContain(("days", "facility.days"));
    }

    [Fact]
    public async Task The_list_is_exported_as_it_is_filtered()
    {
        using var officer = await site.SignInAsync(Officer);
        var lines = (await officer.GetStringAsync("/fr/facilities.csv?subtype=HealingLodge&region=Prairie")).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(2);
        lines[1].ShouldContain("Pavillon de ressourcement Sweetgrass");
    }

    private Task<SiteId> HouseAsync(string code) => site.ReadAsync(db => db.Set<Site>().Where(s => s.Code == code).Select(s => s.Id).SingleAsync());

    private static string Iso(LocalDate day) => day.ToString("uuuu-MM-dd", null);

    private static string Key() => Guid.CreateVersion7().ToString();

    private async Task<string> BookAsync(Bed bed, LocalDate arriveOn, LocalDate departOn)
    {
        var person = await site.ReadAsync(db => db.Set<Person>().OrderBy(p => p.Fps).FirstAsync());
        var nights = new Nights(arriveOn, departOn);
        await site.ReadAsync(db =>
        {
            db.Add(new BedStay
            {
                Id = Guid.CreateVersion7(), PersonId = person.Id, ResidenceId = bed.ResidenceId, BedId = bed.Id, BedNamed = true, Nights = nights, Occupies = nights, State = StayState.Confirmed, BookedAt = site.Clock.Now,
            });
            return db.SaveChangesAsync();
        });
        return person.DisplayName;
    }
}

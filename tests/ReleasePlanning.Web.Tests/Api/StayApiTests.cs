using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Web.Tests.Hosting;

namespace ReleasePlanning.Web.Tests.Api;

/// <summary>Stays for programs: booked, refused with what is in the way, acted on with what was read, within the own house only.</summary>
public sealed class StayApiTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const string Administrator = "priya.kowalski";

    [Fact]
    public async Task A_stay_is_held_confirmed_begun_and_ended()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        var (house, person, _, today) = await SomewhereAsync();

        var held = await api.PostAsync("/stays", Booking(house, person, today, 20));
        held.Status.ShouldBe(201, held.Text);
        var id = held.Body.GetProperty("id").GetString();
        var again = await api.PostAsync("/stays", Booking(house, person, today, 20));
        again.Body.GetProperty("id").GetString().ShouldBe(id, "the same request is the same stay");

        var read = await api.SendAsync("GET", "/stays/" + id, null);
        read.Body.GetProperty("acts").EnumerateArray().Select(a => a.GetProperty("may").GetBoolean() || a.GetProperty("why").GetProperty("text").GetString()!.Length > 10).ShouldAllBe(said => said);
        (await api.PostAsync($"/stays/{id}/confirm", new { })).Status.ShouldBe(428, "without what was read");
        var confirmed = await api.PostAsync($"/stays/{id}/confirm", new { }, read.Tag);
        confirmed.Status.ShouldBe(200, confirmed.Text);
        var at = site.Clock.Now.ToString();
        var arrived = await api.PostAsync($"/stays/{id}/arrive", new { at }, confirmed.Tag);
        arrived.Status.ShouldBe(200, arrived.Text);
        (await api.PostAsync($"/stays/{id}/arrive", new { at }, confirmed.Tag)).Status.ShouldBe(200, "the same arrival again");
        (await api.PostAsync($"/stays/{id}/arrive", new { at = (site.Clock.Now - Duration.FromMinutes(1)).ToString() }, arrived.Tag)).ShouldBeProblem(409).ShouldContain(("", "stays.arrived-otherwise"));
        var left = await api.PostAsync($"/stays/{id}/depart", new { at, code = "own-address" }, arrived.Tag);
        left.Status.ShouldBe(200, left.Text);
        (await api.GetAsync("/stays/" + id)).GetProperty("history").EnumerateArray().Select(h => h.GetProperty("kind").GetString()).ShouldBe(["held", "confirmed", "arrived", "departed"]);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_with_the_field_and_the_sentence()
    {
        using var api = await ApiClient.SignInAsync(site, Administrator);
        var (house, person, bed, today) = await SomewhereAsync();
        (await api.PostAsync("/stays", Booking(house, person, today, 0))).ShouldBeProblem(422).ShouldContain(("departOn", "beds.departs-before-arrival"));
        (await api.PostAsync("/stays", Booking(house, Guid.CreateVersion7(), today, 5))).ShouldBeProblem(422).ShouldContain(("person", "stays.no-such-person"));
        (await api.PostAsync("/stays", Booking(Guid.CreateVersion7(), person, today, 5))).ShouldBeProblem(422).ShouldContain(("facility", "stays.no-such-facility"));
        (await api.PostAsync("/stays", Booking(house, person, today.PlusDays(-9), 5))).ShouldBeProblem(422).ShouldContain(("arriveOn", "form.not-in-the-past"));
        var taken = Booking(house, person, today.PlusDays(30), 20);
        taken["bed"] = bed;
        (await api.PostAsync("/stays", taken)).Status.ShouldBe(201);
        taken["person"] = await AnotherAsync(person);
        var met = await api.PostAsync("/stays", taken);
        met.ShouldBeProblem(409).ShouldContain(("", "packing.bed-taken"));
        (await api.SendAsync("GET", "/stays/" + Guid.CreateVersion7(), null)).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Intake_staff_see_and_change_stays_of_their_own_house_only()
    {
        using var admin = await ApiClient.SignInAsync(site, Administrator);
        var (house, person, _, today) = await SomewhereAsync();
        // a house where nobody has a stay yet, so that all of its list is on the first page
        var own = await site.ReadAsync(db => db.Set<Site>().Where(s => s.Code == "northgate-house").Select(s => s.Id.Value).SingleAsync());
        var theirs = (await admin.PostAsync("/stays", Booking(house, person, today.PlusDays(60), 5))).Body.GetProperty("id").GetString();
        var mine = (await admin.PostAsync("/stays", Booking(own, await AnotherAsync(person), today.PlusDays(60), 5))).Body.GetProperty("id").GetString();
        using var intake = await ApiClient.SignInAsync(site, "shauna.nowak");

        var listed = (await intake.GetAsync("/stays")).GetProperty("items").EnumerateArray().Select(s => s.GetProperty("id").GetString()).ToList();

        listed.ShouldContain(mine);
        listed.ShouldNotContain(theirs);
        (await intake.SendAsync("GET", "/stays/" + theirs, null)).Status.ShouldBe(403);
        (await intake.PostAsync($"/stays/{theirs}/cancel", new { code = "other" }, "\"1\"")).Status.ShouldBe(403);
        (await intake.SendAsync("GET", "/stays/" + mine, null)).Status.ShouldBe(200);
    }

    private static Dictionary<string, object?> Booking(Guid house, Guid person, LocalDate arrive, int nights) => new()
    {
        ["facility"] = house, ["person"] = person, ["arriveOn"] = arrive.ToString("uuuu-MM-dd", null), ["departOn"] = arrive.PlusDays(nights).ToString("uuuu-MM-dd", null),
    };

    private Task<(Guid House, Guid Person, Guid Bed, LocalDate Today)> SomewhereAsync() => site.ReadAsync(async db =>
    {
        var house = await db.Set<Site>().Where(s => s.Kind == SiteKind.CommunityResidentialFacility && s.Capacity > 3).OrderBy(s => s.Code).FirstAsync();
        var bed = await db.Set<Bed>().Where(b => b.ResidenceId == house.Id).OrderByDescending(b => b.Label).FirstAsync();
        var taken = db.Set<BedStay>().Select(s => s.PersonId);
        var person = await db.Set<Person>().Where(p => !taken.Contains(p.Id)).OrderByDescending(p => p.Fps).FirstAsync();
        return (house.Id.Value, person.Id.Value, bed.Id, site.Clock.Now.InZone(ReleasePlanning.Calendar.SiteTime.Zone(house.TimeZone)).Date);
    });

    private Task<Guid> AnotherAsync(Guid person) => site.ReadAsync(async db =>
    {
        var taken = db.Set<BedStay>().Select(s => s.PersonId);
        return (await db.Set<Person>().Where(p => p.Id != PersonId.From(person) && !taken.Contains(p.Id)).OrderBy(p => p.Fps).FirstAsync()).Id.Value;
    });
}

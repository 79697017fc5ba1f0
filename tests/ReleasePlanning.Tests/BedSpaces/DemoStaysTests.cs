using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Cli;
using ReleasePlanning.Database;
using ReleasePlanning.Language;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>The demo region with its residents and referrals: what every page about beds has to show.</summary>
public sealed class DemoStaysTests(DemoStaysTests.LivedInRegion region) : IClassFixture<DemoStaysTests.LivedInRegion>
{
    private static readonly LocalDate Today = new(2026, 11, 23);
    private readonly Acting acting = new(region.Demo);

    public sealed class LivedInRegion(PostgresFixture postgres) : IAsyncLifetime
    {
        public DemoRegionFixture Demo { get; } = new(postgres);

        public async ValueTask InitializeAsync()
        {
            await Demo.InitializeAsync();
            await LoadAsync(Demo);
        }

        public static async Task LoadAsync(DemoRegionFixture demo)
        {
            var acting = new Acting(demo);
            await acting.WithAsync<DemoPlans, int>(async d => { await d.RunAsync(default); return 0; });
            await acting.WithAsync<DemoStays, int>(async d => { await d.RunAsync(default); return 0; });
            await acting.WithAsync<DemoReferrals, int>(async d => { await d.RunAsync(default); return 0; });
        }

        public ValueTask DisposeAsync() => Demo.DisposeAsync();
    }

    [Fact]
    public async Task Most_houses_are_lived_in_and_some_beds_are_free_in_each_region()
    {
        var board = await BoardAsync();
        var tonight = board.Totals[0];

        ((double)tonight.Booked / tonight.Available).ShouldBeInRange(0.8, 0.92);
        tonight.Overbooked.ShouldBe(0);
        board.Houses.GroupBy(h => h.Region).ShouldAllBe(g => g.Sum(h => h.Nights[0].Free) > 0);
        board.Houses.Count(h => h.Nights[0].Booked > 0).ShouldBe(board.TotalHouses);
        board.Houses.Single(h => h.Code == "northgate-house").Nights[0].Free.ShouldBe(8, "tests and whoever tries the main job need room there");
    }

    [Fact]
    public async Task There_is_one_of_everything_that_happens_in_a_house()
    {
        var stays = await acting.ReadAsync(db => db.Set<BedStay>().AsNoTracking().ToListAsync());
        stays.Where(s => s.State == StayState.Held).ShouldAllBe(s => s.HeldUntil > acting.Clock.Now);
        stays.Count(s => s.State == StayState.Held).ShouldBeGreaterThan(10);
        stays.Count(s => s.State == StayState.Confirmed).ShouldBeGreaterThan(20);
        stays.Count(s => s.State == StayState.Arrived && s.Nights.DepartOn >= Today && s.Nights.DepartOn < Today.PlusDays(14)).ShouldBeGreaterThan(20);
        stays.Count(s => StayRules.IsOverstaying(s, Today)).ShouldBe(1);
        stays.Single(s => s.State == StayState.Departed).ShouldSatisfyAllConditions(s => s.Nights.DepartOn.ShouldBe(Today), s => s.Occupies.DepartOn.ShouldBeGreaterThan(Today));
        (await acting.ReadAsync(db => db.Set<OutOfServiceRevision>().CountAsync(r => !r.Cancelled))).ShouldBe(1);
        (await acting.ReadAsync(db => db.Set<BedStay>().CountAsync(s => s.PlanId == null && !db.Set<BedStayEvent>().Any(e => e.StayId == s.Id)))).ShouldBe(0, "every stay has a history");
    }

    [Fact]
    public async Task Who_lives_in_a_house_is_taken_by_it_and_serves_a_sentence()
    {
        var found = await acting.ReadAsync(db => (from s in db.Set<BedStay>() join p in db.Set<Person>() on s.PersonId equals p.Id join f in db.Set<Facility>() on s.ResidenceId equals f.Id join b in db.Set<Bed>() on s.BedId equals b.Id
                                                 where s.State == StayState.Arrived select new { s, p, f, b }).AsNoTracking().ToListAsync());

        found.Where(r => !r.f.Genders.Contains(r.p.Gender) || (r.p.Has(PersonFlags.SexualOffence) && !r.f.TakesSexualOffence) || (r.p.Has(PersonFlags.Arson) && !r.f.TakesArson)
            || (r.p.Has(PersonFlags.Violence) && !r.f.TakesViolence) || (r.p.Has(PersonFlags.Gang) && !r.f.TakesGang) || (r.p.Has(PersonFlags.OpioidAgonistTherapy) && !r.f.TakesOpioidAgonistTherapy))
            .Select(r => r.p.DisplayName + " " + r.f.Id).ShouldBeEmpty();
        found.Where(r => !r.s.Needs.All(r.b.Features.Contains)).ShouldBeEmpty();
        found.Where(r => r.f.LongestStayDays < r.s.Nights.Count).ShouldBeEmpty();
        found.Where(r => r.p.WarrantExpiryOn < r.s.Nights.DepartOn).ShouldBeEmpty();
    }

    [Fact]
    public async Task Houses_have_referrals_to_answer_and_some_people_live_elsewhere_than_they_wanted()
    {
        var referrals = await acting.ReadAsync(db => db.Set<BedReferral>().AsNoTracking().ToListAsync());

        referrals.Count(r => r.State == ReferralState.Sent).ShouldBeGreaterThanOrEqualTo(5);
        referrals.Count(r => r.State == ReferralState.Waiting).ShouldBe(1);
        referrals.Count(r => r.State == ReferralState.Declined).ShouldBe(1);
        referrals.Count(r => r.State == ReferralState.Accepted).ShouldBe(3);
        (await acting.ReadAsync(db => db.Set<ReferralMessage>().CountAsync())).ShouldBe(1);
        var northgate = await acting.SiteAsync("northgate-house");
        referrals.ShouldContain(r => r.ResidenceId == northgate.Id && r.State == ReferralState.Sent);
        (await acting.ReadAsync(db => db.Set<PlacementOutcome>().AsNoTracking().Where(p => !p.InPreferred).ToListAsync())).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_second_start_changes_nothing()
    {
        var before = await CountAsync();

        await LivedInRegion.LoadAsync(region.Demo);

        (await CountAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task Who_lives_in_a_house_is_not_about_to_be_released()
    {
        var admin = new Actor(null, "administrator", [new(Roles.Administrator, SiteId.New())]);
        var soon = await acting.WithAsync<PersonQueries, Paged<PersonRow>>(q => q.SearchAsync(new("", null, false, Today.PlusDays(180), ""), admin, 1, 1000, default));
        var resident = await acting.ReadAsync(db => db.Set<BedStay>().Where(s => s.State == StayState.Arrived).Select(s => s.PersonId).ToListAsync());

        soon.Items.Select(r => r.Person.Id).Intersect(resident).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("board", "region=Prairie")]
    [InlineData("occupancy", "weeks=4")]
    [InlineData("forecast", "region=Atlantic")]
    [InlineData("not-placed", "region=Atlantic")]
    public async Task The_command_prints_the_numbers_of_the_page_and_no_names(string what, string part)
    {
        var names = await acting.ReadAsync(db => db.Set<BedStay>().Join(db.Set<Person>(), s => s.PersonId, p => p.Id, (_, p) => p.FamilyName).Distinct().ToListAsync());
        foreach (var language in new[] { Texts.English, Texts.French })
        {
            using var results = new StringWriter();
            using var errors = new StringWriter();
            (await Rp.RunAsync(["beds", what, part, "--connection", region.Demo.ConnectionString], language, results, errors, default)).ShouldBe(Rp.Fine, errors.ToString());
            results.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThan(2);
            results.ToString().ShouldNotContain("beds.");
            results.ToString().Split([' ', '\n', ',']).Intersect(names).ShouldBeEmpty();
        }
        using var json = new StringWriter();
        await Rp.RunAsync(["beds", what, part, "--json", "--connection", region.Demo.ConnectionString], Texts.English, json, TextWriter.Null, default);
        JsonDocument.Parse(json.ToString()).RootElement.EnumerateObject().ShouldNotBeEmpty();
    }

    private Task<Board> BoardAsync() => acting.WithAsync<BoardQueries, Board>(q => q.RunAsync(new(new Actor(null, "x", [new(Roles.Administrator, SiteId.New())]), Today, 7, PageSize: 1000), default));

    private Task<(int, int, int, int, int)> CountAsync() => acting.ReadAsync(async db => (
        await db.Set<BedStay>().CountAsync(), await db.Set<BedStayEvent>().CountAsync(), await db.Set<BedReferral>().CountAsync(), await db.Set<Person>().CountAsync(), await db.Set<OutOfServiceRevision>().CountAsync()));
}

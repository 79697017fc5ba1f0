using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>What the board, the overview of occupancy and the list of people not placed read, from a house made for it.</summary>
public sealed class BoardQueriesTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private static readonly LocalDate Today = DemoRegionFixture.Today.InUtc().Date;
    private readonly Acting acting = new(region);
    private static int made;

    [Fact]
    public async Task A_house_is_counted_night_by_night_and_its_beds_are_stretches()
    {
        var (house, beds) = await HouseAsync(4);
        var person = await PersonAsync();
        await StayAsync(house, beds[0], person, 2, 5);
        await SpellAsync(house, beds[1], 0, 3, cancelled: false);
        await SpellAsync(house, beds[2], 0, 9, cancelled: true);
        await acting.ReadAsync(db => db.Set<Bed>().Where(b => b.Id == beds[3].Id).ExecuteUpdateAsync(b => b.SetProperty(x => x.ClosesOn, Today.PlusDays(6))));

        var board = await BoardAsync(new(Intake(house), Today, 14, House: house.Id));

        var shown = board.Houses.ShouldHaveSingleItem();
        shown.Sight.ShouldBe(BoardSight.Names);
        shown.Nights.Select(n => n.Total).ShouldBe([4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3]);
        shown.Nights.Select(n => n.Available).ShouldBe([3, 3, 3, 3, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3]);
        shown.Nights.Select(n => n.Booked).ShouldBe([0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        board.Totals.Select(n => (n.Total, n.Available, n.Booked)).ShouldBe(shown.Nights.Select(n => (n.Total, n.Available, n.Booked)));
        var stay = shown.Beds.SelectMany(b => b.Stays).ShouldHaveSingleItem();
        stay.Who.ShouldBe(person.DisplayName);
        stay.State.ShouldBe(StayState.Confirmed);
    }

    [Fact]
    public async Task Need_to_know_decides_what_a_bar_says()
    {
        var (house, beds) = await HouseAsync(2);
        var plan = await acting.APlanAsync(needsResidence: true);
        var mine = await acting.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId));
        var other = await PersonAsync();
        await StayAsync(house, beds[0], mine, 0, 5, plan.Id);
        await StayAsync(house, beds[1], other, 0, 5);
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);

        var forOfficer = (await BoardAsync(new(officer, Today, 14, House: house.Id))).Houses.Single();
        var forHouse = (await BoardAsync(new(Intake(house), Today, 14))).Houses.Single();
        var elsewhere = await BoardAsync(new(new Actor(null, "Another house", [new(Roles.ResidenceIntake, SiteId.New())]), Today, 14));
        var national = (await BoardAsync(new(new Actor(null, "Auditor", [new(Roles.Auditor, house.Id)]), Today, 14, House: house.Id))).Houses.Single();

        var bars = forOfficer.Beds.SelectMany(b => b.Stays).ToList();
        bars.Select(b => b.Who).ShouldBe([mine.Initials, null], ignoreOrder: true);
        bars.Single(b => b.Who is not null).PlanNumber.ShouldBe(plan.Number);
        bars.Single(b => b.Who is null).ShouldSatisfyAllConditions(b => b.Id.ShouldBeNull(), b => b.State.ShouldBeNull(), b => b.PlanNumber.ShouldBeNull());
        forHouse.Beds.SelectMany(b => b.Stays).Select(b => b.Who).ShouldBe([mine.DisplayName, other.DisplayName], ignoreOrder: true);
        elsewhere.TotalHouses.ShouldBe(0);
        national.Beds.ShouldBeEmpty();
        national.Nights[0].Booked.ShouldBe(2);
    }

    [Theory]
    [InlineData(-1, "since yesterday")]
    [InlineData(-20, "for weeks")]
    public async Task Who_is_still_there_after_the_departure_day_has_the_bed_this_night(int left, string because)
    {
        var (house, beds) = await HouseAsync(1);
        await StayAsync(house, beds[0], await PersonAsync(), left - 30, left);
        await acting.ReadAsync(db => db.Set<BedStay>().Where(s => s.ResidenceId == house.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StayState.Arrived)));

        var board = await BoardAsync(new(Intake(house), Today, 7));

        board.Totals.Select(t => t.Booked).ShouldBe([1, 0, 0, 0, 0, 0, 0], because);
        board.Houses.Single().Beds.Single().Stays.Single().Nights.DepartOn.ShouldBe(Today.PlusDays(1));
        (await BoardAsync(new(Intake(house), Today.PlusDays(3), 7))).Totals.ShouldAllBe(t => t.Booked == 0);
    }

    [Fact]
    public async Task Filters_leave_the_houses_they_name_and_totals_follow_them()
    {
        var (full, beds) = await HouseAsync(1);
        var (free, others) = await HouseAsync(1, full.City);
        await StayAsync(full, beds[0], await PersonAsync(), 0, 60);
        await acting.ReadAsync(db => db.Set<Bed>().Where(b => b.Id == others[0].Id).ExecuteUpdateAsync(b => b.SetProperty(x => x.Features, new List<string> { BedFeatures.Wheelchair })));
        var reader = new Actor(null, "Auditor", [new(Roles.Auditor, full.Id)]);

        async Task<List<string>> CodesAsync(BoardQuery query) => [.. (await BoardAsync(query)).Houses.Where(h => h.City == full.City).Select(h => h.Code)];

        (await CodesAsync(new(reader, Today, 14, PageSize: 500))).ShouldBe([full.Code, free.Code], ignoreOrder: true);
        (await CodesAsync(new(reader, Today, 14, OnlyFree: true, PageSize: 500))).ShouldBe([free.Code]);
        (await CodesAsync(new(reader, Today, 90, OnlyFree: true, PageSize: 500))).ShouldBe([full.Code, free.Code], ignoreOrder: true, "free behind the end of the stay");
        (await CodesAsync(new(reader, Today, 14, Features: [BedFeatures.Wheelchair], PageSize: 500))).ShouldBe([free.Code]);
        (await CodesAsync(new(reader, Today, 14, Region: Region.Pacific, PageSize: 500))).ShouldBeEmpty();
        (await CodesAsync(new(reader, Today, 14, Subtype: FacilitySubtype.TreatmentCentre, PageSize: 500))).ShouldBeEmpty();
        var all = await BoardAsync(new(reader, Today, 14, PageSize: 500));
        all.Totals.Select(t => (t.Total, t.Booked)).ShouldBe(Enumerable.Range(0, 14).Select(n => (all.Houses.Sum(h => h.Nights[n].Total), all.Houses.Sum(h => h.Nights[n].Booked))));
        var second = await BoardAsync(new(reader, Today, 14, Page: 2, PageSize: 3));
        second.Houses.Select(h => h.Code).ShouldBe(all.Houses.Skip(3).Take(3).Select(h => h.Code));
        second.Totals.Select(t => t.Total).ShouldBe(all.Totals.Select(t => t.Total), "totals are of all houses, not of the page");
    }

    [Fact]
    public async Task A_spell_counts_as_its_latest_revision_and_two_of_one_bed_count_once()
    {
        var (house, beds) = await HouseAsync(2);
        var spell = await SpellAsync(house, beds[0], 0, 9, cancelled: false);
        await SpellAsync(house, beds[0], 1, 2, cancelled: false, spell, revision: 2);
        await SpellAsync(house, beds[0], 2, 4, cancelled: false);

        var board = await BoardAsync(new(Intake(house), Today, 7));

        board.Totals.Select(t => t.Available).ShouldBe([2, 1, 1, 1, 1, 2, 2]);
        board.Houses.Single().Nights.Select(t => t.Available).ShouldBe([2, 1, 1, 1, 1, 2, 2]);
    }

    [Fact]
    public async Task A_week_is_as_its_fullest_night_and_a_plan_without_a_bed_is_demand_until_it_has_one()
    {
        var (house, beds) = await HouseAsync(3);
        var plan = await acting.APlanAsync(ReleaseType.StatutoryReleaseWithResidency, needsResidence: true);
        await acting.ReadAsync(db => db.Set<ReleasePlan>().Where(p => p.Id == plan.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.DestinationCommunity, house.City)));
        await acting.ReadAsync(db => db.Set<ReleasePlan>().Where(p => p.Id == plan.Id).ExecuteUpdateAsync(p => p.SetProperty(x => x.ParoleOfficeId, db.Set<Site>().Where(s => s.Code == "winnipeg-parole").Select(s => s.Id).First())));
        await StayAsync(house, beds[0], await PersonAsync(), 8, 9);
        var week = Period.DaysBetween(new OccupancyQuery(null, Today).FirstMonday, plan.ReleaseOn) / 7;

        var before = await CommunityAsync(house);

        before.Weeks[0].ShouldSatisfyAllConditions(w => w.Total.ShouldBe(3), w => w.Booked.ShouldBe(0), w => w.Free.ShouldBe(3));
        before.Weeks[1].ShouldSatisfyAllConditions(w => w.Booked.ShouldBe(1), w => w.Free.ShouldBe(2));
        before.Weeks[week + 2].Plans!.Expected.ShouldBeGreaterThan(0.9);
        before.Weeks[week + 2].Short.ShouldBe(0);

        await StayAsync(house, beds[1], await acting.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId)), Period.DaysBetween(Today, plan.ReleaseOn), Period.DaysBetween(Today, plan.ReleaseOn) + 90, plan.Id);

        (await CommunityAsync(house)).Weeks[week + 2].Plans!.Expected.ShouldBe(0, 1e-9);
    }

    [Fact]
    public async Task Regions_add_up_to_what_their_communities_and_kinds_add_up_to()
    {
        var all = await acting.WithAsync<OccupancyQueries, Occupancy>(q => q.RunAsync(new(null, Today), default));
        var one = await acting.WithAsync<OccupancyQueries, Occupancy>(q => q.RunAsync(new(Region.Atlantic, Today), default));

        all.Groups.Select(g => g.Key).ShouldBe(Enum.GetNames<Region>());
        all.Groups.ShouldAllBe(g => g.Weeks.Length == 26);
        var atlantic = all.Groups.Single(g => g.Key == "Atlantic").Weeks[5];
        one.Groups[0].Weeks[5].Total.ShouldBe(atlantic.Total);
        one.Groups.Where(g => g.Kind == OccupancyGroupKind.Community).Sum(g => g.Weeks[5].Total).ShouldBe(atlantic.Total);
        one.Groups.Where(g => g.Kind == OccupancyGroupKind.Subtype).Sum(g => g.Weeks[5].Total).ShouldBe(atlantic.Total);
        one.Groups.Where(g => g.Kind == OccupancyGroupKind.Subtype).ShouldAllBe(g => g.Weeks.All(w => w.Plans == null));
        all.Groups.SelectMany(g => g.Weeks).ShouldAllBe(w => w.WithPeople!.Expected >= w.Plans!.Expected - 1e-9);
        all.Groups.Sum(g => g.Weeks[10].WithPeople!.Expected).ShouldBeGreaterThan(0, "people of the demo region become entitled");
        all.Inputs.Select(i => i.Input).ShouldBe(["moves-by-law", "moves-by-decision", "nights", "need", "need-without-plan"]);
        all.Inputs.ShouldContain(i => i.Basis == BasisOfInput.ProductDefault);
    }

    [Fact]
    public async Task Who_was_not_placed_is_listed_counted_and_named_only_to_those_who_may_know()
    {
        var plan = await acting.APlanAsync(ReleaseType.StatutoryReleaseWithResidency, needsResidence: true);
        var (house, beds) = await HouseAsync(1);
        await acting.ReadAsync(async db =>
        {
            var nights = new Nights(plan.ReleaseOn, plan.ReleaseOn.PlusDays(90));
            await RecordPlacement.RunAsync(db, plan, new BedStay { Id = Guid.CreateVersion7(), PlanId = plan.Id, PersonId = plan.PersonId, ResidenceId = house.Id, BedId = beds[0].Id, Nights = nights, Occupies = nights, BookedAt = acting.Clock.Now }, acting.Clock.Now, default);
            return await db.SaveChangesAsync();
        });
        var person = await acting.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId));
        var officer = await acting.ActorAsync(plan.ParoleOfficerId);
        var administrator = new Actor(null, "Administrator", [new(Roles.Administrator, house.Id)]);
        var stranger = new Actor(null, "An officer elsewhere", [new(Roles.InstitutionalParoleOfficer, house.Id)]);

        var own = await NotPlacedAsync(new(), officer);
        var row = own.Rows.Items.Single(r => r.PlanId == plan.Id);
        (row.PersonName, row.ActualCommunity, row.ResidenceEn, row.Reasons.Count).ShouldBe((person.DisplayName, house.City, house.NameEn, 1));
        own.ByReason.Single(c => c.Key == row.Reasons[0]).Count.ShouldBeGreaterThan(0);
        own.ByCommunity.ShouldContain(c => c.Key == row.PreferredCommunity);

        var counted = await NotPlacedAsync(new(Reason: row.Reasons[0], ReleaseType: plan.ReleaseType, From: plan.ReleaseOn, Until: plan.ReleaseOn, Community: row.PreferredCommunity.ToUpperInvariant()), administrator);
        counted.Rows.Items.ShouldContain(r => r.ActualCommunity == house.City);
        counted.Rows.Items.ShouldAllBe(r => r.PersonName == null && r.PlanNumber == null && r.PlanId == null);
        (await NotPlacedAsync(new(), stranger)).Rows.Total.ShouldBe(0);
        (await NotPlacedAsync(new(Reason: "language"), officer)).Rows.Items.ShouldNotContain(r => r.PlanId == plan.Id);
        (await NotPlacedAsync(new(Region: Region.Pacific), administrator)).Rows.Items.ShouldAllBe(r => r.Region == Region.Pacific);
    }

    private static Actor Intake(Site house) => new(null, "Intake", [new(Roles.ResidenceIntake, house.Id)]);

    private Task<Board> BoardAsync(BoardQuery query) => acting.WithAsync<BoardQueries, Board>(q => q.RunAsync(query, default));

    private Task<NotPlaced> NotPlacedAsync(NotPlacedFilter filter, Actor reader) => acting.WithAsync<NotPlacedQueries, NotPlaced>(q => q.RunAsync(filter, reader, 1, 100, default));

    private async Task<OccupancyGroup> CommunityAsync(Site house) =>
        (await acting.WithAsync<OccupancyQueries, Occupancy>(q => q.RunAsync(new(house.Region, Today), default))).Groups.Single(g => g.Kind == OccupancyGroupKind.Community && g.Key == house.City);

    private Task<(Site, List<Bed>)> HouseAsync(int capacity, string? city = null) => acting.ReadAsync(async db =>
    {
        var number = Interlocked.Increment(ref made);
        var site = new Site
        {
            Id = SiteId.New(), Code = "board-house-" + number, Kind = SiteKind.CommunityResidentialFacility, NameEn = "Board House " + number, NameFr = "Maison du tableau " + number, Region = Region.Prairie, Province = "MB",
            City = city ?? "Boardville " + number, TimeZone = "America/Winnipeg", Capacity = capacity, OpensAt = new LocalTime(8, 0), ClosesAt = new LocalTime(20, 0),
        };
        db.Add(site);
        await db.SaveChangesAsync();
        return (site, await db.Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == site.Id).OrderBy(b => b.Label).ToListAsync());
    });

    /// <summary>Somebody who sleeps nowhere yet.</summary>
    private Task<Person> PersonAsync() => acting.ReadAsync(async db =>
        await db.Set<Person>().Where(p => !db.Set<BedStay>().Any(s => s.PersonId == p.Id) && !db.Set<ReleasePlan>().Any(r => r.PersonId == p.Id)).OrderByDescending(p => p.Fps).FirstAsync());

    private Task<int> StayAsync(Site house, Bed bed, Person person, int arrive, int depart, ReleasePlanId? plan = null) => acting.ReadAsync(db =>
    {
        var nights = new Nights(Today.PlusDays(arrive), Today.PlusDays(depart));
        db.Add(new BedStay { Id = Guid.CreateVersion7(), PlanId = plan, PersonId = person.Id, ResidenceId = house.Id, BedId = bed.Id, Nights = nights, Occupies = nights, State = StayState.Confirmed, BookedAt = acting.Clock.Now });
        return db.SaveChangesAsync();
    });

    private Task<Guid> SpellAsync(Site house, Bed bed, int first, int last, bool cancelled, Guid? spell = null, int revision = 1) => acting.ReadAsync(async db =>
    {
        var id = spell ?? Guid.CreateVersion7();
        db.Add(new OutOfServiceRevision { SpellId = id, Revision = revision, BedId = bed.Id, FacilityId = house.Id, FromOn = Today.PlusDays(first), UntilOn = Today.PlusDays(last), ReasonCode = "repair", Cancelled = cancelled, At = acting.Clock.Now });
        await db.SaveChangesAsync();
        return id;
    });
}

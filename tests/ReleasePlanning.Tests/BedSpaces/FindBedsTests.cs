using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.Language;
using ReleasePlanning.ParoleConditions;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Dates, place and needs at once, against the database: who is found, in which order, from which day.</summary>
public sealed class FindBedsTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);
    private static readonly LocalDate Arrive = new(2027, 1, 11);

    private Task<BedSearch> SearchAsync(BedQuery query) => acting.WithAsync<FindBeds, BedSearch>(f => f.RunAsync(query, default));

    private static BedQuery Query(PersonNeeds? needs = null, int nights = 30) => new(null, needs ?? new() { Gender = "M", Language = "en", Destination = "Winnipeg" }, Arrive, nights);

    /// <summary>A house of its own with so many beds, which takes men in English and French.</summary>
    private async Task<Site> HouseAsync(int beds, Action<Facility>? change = null, double? latitude = 49.9, double? longitude = -97.14) => await acting.ReadAsync(async db =>
    {
        var like = await db.Set<Site>().AsNoTracking().FirstAsync(s => s.Kind == SiteKind.CommunityResidentialFacility && s.Region == Region.Prairie);
        var site = new Site
        {
            Id = SiteId.New(), Code = "house-" + Guid.CreateVersion7().ToString("N")[^10..], Kind = SiteKind.CommunityResidentialFacility, NameEn = "Fictional house", NameFr = "Maison fictive",
            Region = Region.Prairie, Province = "MB", City = "Winnipeg", TimeZone = "America/Winnipeg", ParoleOfficeId = like.ParoleOfficeId, Capacity = beds, OpensAt = like.OpensAt, ClosesAt = like.ClosesAt,
        };
        db.Add(site);
        await db.SaveChangesAsync();
        var facility = await db.Set<Facility>().SingleAsync(f => f.Id == site.Id);
        (facility.Latitude, facility.Longitude, facility.CriteriaEnteredAt) = (latitude, longitude, acting.Clock.Now);
        (facility.Genders, facility.Languages) = (["M"], ["en", "fr"]);
        change?.Invoke(facility);
        await db.SaveChangesAsync();
        return site;
    });

    private Task<BedStay> StayAsync(Site house, string bed, LocalDate from, LocalDate to, bool named = true, PersonId? who = null, params string[] needs) => acting.ReadAsync(async db =>
    {
        var beds = await db.Set<Bed>().Where(b => b.ResidenceId == house.Id).ToListAsync();
        var stay = new BedStay
        {
            Id = Guid.CreateVersion7(), PersonId = who ?? (await SomebodyAsync(db)).Id, ResidenceId = house.Id, BedId = beds.Single(b => b.Label == bed).Id, BedNamed = named, Needs = [.. needs],
            Nights = new(from, to), Occupies = new(from, to), State = StayState.Confirmed, BookedAt = acting.Clock.Now,
        };
        db.Add(stay);
        await db.SaveChangesAsync();
        return stay;
    });

    private static async Task<Person> SomebodyAsync(ReleasePlanningDb db)
    {
        var like = await db.Set<Person>().AsNoTracking().FirstAsync();
        var person = new Person
        {
            Id = PersonId.New(), Fps = Guid.CreateVersion7().ToString("N")[^12..].ToUpperInvariant(), FamilyName = "Fictional", GivenNames = "Person", BornOn = like.BornOn, Gender = "M", Language = "en",
            InstitutionId = like.InstitutionId, SecurityLevel = like.SecurityLevel, SentenceKind = like.SentenceKind, SentencedOn = like.SentencedOn, PlaceOfConviction = like.PlaceOfConviction,
        };
        db.Add(person);
        await db.SaveChangesAsync();
        return person;
    }

    private static HouseFound Of(BedSearch search, Site house) => search.All.Single(h => h.Site.Id == house.Id);

    [Fact]
    public async Task A_free_house_is_found_and_one_that_is_full_says_from_when()
    {
        var (free, full) = (await HouseAsync(2), await HouseAsync(1));
        await StayAsync(full, "01", Arrive.PlusDays(-5), Arrive.PlusDays(12));

        var search = await SearchAsync(Query());

        Of(search, free).ShouldSatisfyAllConditions(h => h.IsSuitable.ShouldBeTrue(), h => h.Room.FreeBeds.ShouldBe(2), h => h.FirstPossibleOn.ShouldBe(Arrive));
        Of(search, full).ShouldSatisfyAllConditions(h => h.IsSuitable.ShouldBeFalse(), h => h.Room.Why.Code.ShouldBe("packing.full-on"), h => h.FirstPossibleOn.ShouldBe(Arrive.PlusDays(12)));
    }

    [Fact]
    public async Task A_gap_that_is_too_short_is_not_the_first_possible_day()
    {
        var house = await HouseAsync(1);
        await StayAsync(house, "01", Arrive.PlusDays(-5), Arrive.PlusDays(2));
        await StayAsync(house, "01", Arrive.PlusDays(20), Arrive.PlusDays(40));

        Of(await SearchAsync(Query(nights: 30)), house).FirstPossibleOn.ShouldBe(Arrive.PlusDays(40));
        Of(await SearchAsync(Query(nights: 18)), house).FirstPossibleOn.ShouldBe(Arrive.PlusDays(2));
    }

    [Fact]
    public async Task Moving_those_who_have_not_arrived_makes_room_and_the_answer_says_so()
    {
        var house = await HouseAsync(2);
        await StayAsync(house, "01", Arrive, Arrive.PlusDays(10), named: false);
        await StayAsync(house, "02", Arrive.PlusDays(10), Arrive.PlusDays(30), named: false);

        Of(await SearchAsync(Query()), house).Room.Kind.ShouldBe(RoomKind.AfterRepacking);
    }

    [Fact]
    public async Task Beds_asked_for_by_name_are_not_moved()
    {
        var house = await HouseAsync(2);
        await StayAsync(house, "01", Arrive, Arrive.PlusDays(10));
        await StayAsync(house, "02", Arrive.PlusDays(10), Arrive.PlusDays(30));

        Of(await SearchAsync(Query()), house).Room.Kind.ShouldBe(RoomKind.None);
    }

    [Fact]
    public async Task A_bed_must_have_what_is_needed()
    {
        var house = await HouseAsync(2);

        var found = Of(await SearchAsync(Query(new() { BedFeatures = [BedFeatures.Wheelchair] })), house);

        found.Room.Why.Code.ShouldBe("room.no-such-bed");
        found.FirstPossibleOn.ShouldBeNull();
    }

    [Fact]
    public async Task The_days_a_bed_is_made_ready_after_the_stay_count()
    {
        var house = await HouseAsync(1, f => f.TurnaroundDays = 5);
        await StayAsync(house, "01", Arrive.PlusDays(32), Arrive.PlusDays(40));

        Of(await SearchAsync(Query(nights: 30)), house).IsSuitable.ShouldBeFalse("two days are left, five working days are needed");
        Of(await SearchAsync(Query(nights: 20)), house).IsSuitable.ShouldBeTrue();
    }

    [Fact]
    public async Task Who_should_have_left_has_the_bed_today_as_well_and_the_days_it_is_made_ready_though_nothing_was_written()
    {
        var house = await HouseAsync(1, f => f.TurnaroundDays = 2);
        var stay = await StayAsync(house, "01", new(2026, 11, 16), new(2026, 11, 26));
        await acting.ReadAsync(db => db.Set<BedStay>().Where(s => s.Id == stay.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StayState.Arrived)));
        var query = Query(nights: 7) with { ArriveOn = new(2026, 11, 28) };
        await At(new(2026, 11, 26), async () => Of(await SearchAsync(query), house).IsSuitable.ShouldBeTrue("they may leave today"));
        // Friday: Monday and Tuesday the bed is made ready
        await At(new(2026, 11, 27), async () => Of(await SearchAsync(query), house).ShouldSatisfyAllConditions(h => h.IsSuitable.ShouldBeFalse(), h => h.FirstPossibleOn.ShouldBe(new(2026, 12, 2))));
    }

    [Fact]
    public async Task A_bed_that_is_being_made_ready_is_nobodys_yet()
    {
        var house = await HouseAsync(1, f => f.TurnaroundDays = 5);
        var stay = await StayAsync(house, "01", Arrive.PlusDays(-20), Arrive);
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"update bed_stays set state = 'Departed', occupies = daterange(lower(nights), upper(nights) + 8) where id = {stay.Id}"));

        Of(await SearchAsync(Query()), house).ShouldSatisfyAllConditions(h => h.IsSuitable.ShouldBeFalse(), h => h.FirstPossibleOn.ShouldBe(Arrive.PlusDays(8)));
    }

    [Fact]
    public async Task A_hold_without_a_plan_is_over_when_its_time_is()
    {
        var house = await HouseAsync(1);
        var stay = await StayAsync(house, "01", Arrive, Arrive.PlusDays(30));
        var until = acting.Clock.Now + Duration.FromDays(1);
        await acting.ReadAsync(db => db.Set<BedStay>().Where(s => s.Id == stay.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StayState.Held).SetProperty(x => x.HeldUntil, until)));

        Of(await SearchAsync(Query()), house).IsSuitable.ShouldBeFalse();
        await At(until.InUtc().Date, async () => Of(await SearchAsync(Query()), house).IsSuitable.ShouldBeTrue());
    }

    /// <summary>In the evening of a day, and back.</summary>
    private async Task At(LocalDate day, Func<Task> act)
    {
        var before = acting.Clock.Now;
        acting.Clock.Now = day.At(new LocalTime(20, 0)).InUtc().ToInstant();
        try { await act(); }
        finally { acting.Clock.Now = before; }
    }

    [Fact]
    public async Task What_a_house_never_said_of_its_beds_is_its_own_to_know()
    {
        var house = await HouseAsync(1, f => f.CriteriaEnteredAt = null);

        Of(await SearchAsync(Query(new() { BedFeatures = [BedFeatures.Wheelchair] })), house).ShouldSatisfyAllConditions(h => h.IsSuitable.ShouldBeTrue(), h => h.Match.Verdict.ShouldBe(MatchVerdict.Ask));
    }

    [Fact]
    public async Task What_somebody_commits_is_seen_by_the_next_search()
    {
        var house = await HouseAsync(1);
        Of(await SearchAsync(Query()), house).IsSuitable.ShouldBeTrue();

        var stay = await StayAsync(house, "01", Arrive, Arrive.PlusDays(3));
        Of(await SearchAsync(Query()), house).IsSuitable.ShouldBeFalse();

        await acting.ReadAsync(db => db.Set<BedStay>().Where(s => s.Id == stay.Id).ExecuteUpdateAsync(s => s.SetProperty(x => x.State, StayState.Cancelled)));
        Of(await SearchAsync(Query()), house).IsSuitable.ShouldBeTrue();

        await acting.ReadAsync(db => db.Set<Facility>().Where(f => f.Id == house.Id).ExecuteUpdateAsync(s => s.SetProperty(f => f.ClosesOn, Arrive)));
        Of(await SearchAsync(Query()), house).Match.Verdict.ShouldBe(MatchVerdict.Fails);
    }

    [Fact]
    public async Task An_own_stay_does_not_stand_in_ones_way()
    {
        var house = await HouseAsync(1);
        var person = await acting.ReadAsync(SomebodyAsync);
        await StayAsync(house, "01", Arrive, Arrive.PlusDays(30), who: person.Id);

        Of(await SearchAsync(Query(new() { Person = person.Id })), house).IsSuitable.ShouldBeTrue();
        Of(await SearchAsync(Query()), house).IsSuitable.ShouldBeFalse();
    }

    [Fact]
    public async Task Somebody_to_be_kept_apart_bars_the_house_while_they_live_there_and_is_not_named()
    {
        var house = await HouseAsync(3);
        var (one, other) = (await acting.ReadAsync(SomebodyAsync), await acting.ReadAsync(SomebodyAsync));
        await StayAsync(house, "01", Arrive.PlusDays(-10), Arrive.PlusDays(6), who: other.Id);
        await acting.ReadAsync(async db =>
        {
            var (first, second) = one.Id.Value.CompareTo(other.Id.Value) < 0 ? (one.Id, other.Id) : (other.Id, one.Id);
            db.Add(new NoContact { Id = Guid.CreateVersion7(), PersonId = first, OtherId = second, Reason = "Co-accused", EnteredAt = acting.Clock.Now, EnteredBy = (await db.Set<StaffMember>().FirstAsync()).Id });
            return await db.SaveChangesAsync();
        });

        var found = Of(await SearchAsync(Query(new() { Person = one.Id })), house);

        found.Match.Of(FindingKind.Fails).Single().Code.ShouldBe("match.no-contact.fails");
        found.FirstPossibleOn.ShouldBe(Arrive.PlusDays(6));
        found.Against.Select(r => Texts.Of(r, Texts.English)).ShouldAllBe(s => !s.Contains("Fictional"));
    }

    [Fact]
    public async Task Nearer_comes_first_when_nothing_else_differs_and_every_point_has_its_reason()
    {
        var (near, far) = (await HouseAsync(2), await HouseAsync(2, latitude: 53.5, longitude: -113.5));

        var search = await SearchAsync(Query());

        var order = search.Suitable.Select(h => h.Site.Id).ToList();
        order.IndexOf(near.Id).ShouldBeLessThan(order.IndexOf(far.Id));
        Of(search, far).Km!.Value.ShouldBeInRange(1150, 1250);
        foreach (var house in search.Suitable)
        {
            house.Points.ShouldBe(house.Factors.Sum(f => f.Points));
            house.Factors.ShouldAllBe(f => f.Points >= 0 && f.Points <= f.Most);
            house.Factors.Sum(f => f.Most).ShouldBe(100);
        }
        search.Suitable.Select(h => h.Points).ShouldBe(search.Suitable.Select(h => h.Points).OrderDescending());
    }

    [Fact]
    public async Task Only_houses_within_the_distance_asked_for_are_looked_at()
    {
        var (near, far) = (await HouseAsync(1), await HouseAsync(1, latitude: 53.5, longitude: -113.5));

        var search = await SearchAsync(Query() with { WithinKm = 100 });

        search.All.Select(h => h.Site.Id).ShouldContain(near.Id);
        search.All.Select(h => h.Site.Id).ShouldNotContain(far.Id);
    }

    [Fact]
    public async Task The_answer_is_that_of_a_plain_SQL_query_over_the_tables()
    {
        var today = acting.Clock.Now.InUtc().Date;
        await acting.ReadAsync(async db => { await FictionalHouses.MakeAsync(db, today, facilities: 30, beds: 120, stays: 2_400); return true; });
        // some who should have left are still there, and some beds are being made ready after those who have
        await acting.ReadAsync(db => db.Database.ExecuteSqlAsync($"""
            update bed_stays s set state = case when abs(hashtext(s.id::text)) % 2 = 0 then 'Arrived' else 'Departed' end,
                occupies = case when abs(hashtext(s.id::text)) % 2 = 0 then s.occupies else daterange(lower(s.nights), upper(s.nights) + 30) end
            where s.state = 'Departed' and upper(s.nights) > {today.PlusDays(-40).ToDateOnly()}
            """));
        var calendar = await acting.WithAsync<IServiceProvider, CalendarData>(s => s.GetRequiredService<CurrentCalendar>().ReadAsync(s.GetRequiredService<ReleasePlanningDb>(), default));
        await using var connection = new NpgsqlConnection(region.ConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        var (free, repacked) = (0, 0);
        foreach (var query in FictionalHouses.Queries(today, 60))
        {
            var search = await SearchAsync(query);

            var mine = search.Suitable.Where(h => h.Room.Kind == RoomKind.Free).Select(h => h.Site.Id).ToHashSet();
            mine.ShouldBe(await NaiveSearch.RunAsync(connection, query, calendar, acting.Clock.Now), ignoreOrder: true);
            (free, repacked) = (free + mine.Count, repacked + search.Suitable.Count(h => h.Room.Kind == RoomKind.AfterRepacking));
        }
        free.ShouldBeGreaterThan(100);
        repacked.ShouldBeGreaterThan(0, "some houses have room only when others move");
    }
}

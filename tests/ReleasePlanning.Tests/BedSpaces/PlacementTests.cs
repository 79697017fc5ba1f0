using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>Where somebody wanted to live, where they will, and why those differ.</summary>
public sealed class PlacementTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private static readonly SiteId House = SiteId.New();
    private readonly Acting acting = new(region);

    public static TheoryData<ReferralState?, string?, bool, bool, string> OneHouse => new()
    {
        { ReferralState.Declined, "proximity", true, true, "proximity" },
        { ReferralState.NoAnswer, null, true, true, Placement.Silence },
        { ReferralState.Accepted, null, true, true, Placement.AcceptedElsewhere },
        { null, null, true, false, Placement.Criteria },
        { null, null, false, true, Placement.NoBedFree },
        { null, null, true, true, Placement.NotAsked },
        // what the house said weighs more than what its criteria or beds would say
        { ReferralState.Declined, "medication", false, false, "medication" },
        // asked and withdrawn says nothing of the house
        { ReferralState.Withdrawn, null, false, true, Placement.NoBedFree },
    };

    [Theory]
    [MemberData(nameof(OneHouse))]
    public void The_reason_of_one_house_is_what_it_said_else_what_kept_it_from_being_asked(ReferralState? answer, string? code, bool free, bool takes, string reason) =>
        Placement.WhyNotThere([new(House, answer, code, free, takes)]).ShouldBe([reason]);

    [Fact]
    public void A_community_without_a_house_is_a_reason_of_its_own() => Placement.WhyNotThere([]).ShouldBe([Placement.NoHouse]);

    [Fact]
    public void Several_houses_give_several_reasons_each_once_and_one_not_asked_explains_nothing_beside_them() =>
        Placement.WhyNotThere([
            new(House, null, null, true, true), new(House, ReferralState.Declined, "no-vacancy", false, true), new(House, ReferralState.Declined, "no-vacancy", false, true),
            new(House, ReferralState.NoAnswer, null, true, true)]).ShouldBe([Placement.Silence, "no-vacancy"]);

    [Fact]
    public async Task A_house_in_the_community_makes_no_reasons_and_a_later_record_replaces_the_earlier()
    {
        var plan = await acting.APlanAsync(ReleaseType.StatutoryReleaseWithResidency, needsResidence: true);
        var wanted = Placement.PreferredBy(await acting.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId)), plan);
        var there = await BedAsync(s => s.City == wanted);
        var elsewhere = await BedAsync(s => s.City != wanted);
        // nobody said yet whom the houses there take
        await acting.ReadAsync(db => db.Set<Facility>().Where(f => db.Set<Site>().Any(s => s.Id == f.Id && s.City == wanted))
            .ExecuteUpdateAsync(f => f.SetProperty(x => x.CriteriaEnteredAt, (Instant?)null)));

        var first = await RecordAsync(plan, elsewhere);
        var second = await RecordAsync(plan, there);

        (first.InPreferred, first.PreferredCommunity, first.ResidenceId).ShouldBe((false, wanted, elsewhere.ResidenceId));
        first.Reasons.ShouldBe([Placement.NotAsked]);
        (second.InPreferred, second.ActualCommunity, second.Reasons.Count).ShouldBe((true, wanted, 0));
        (await acting.ReadAsync(db => db.Set<PlacementOutcome>().CountAsync(p => p.PlanId == plan.Id))).ShouldBe(1);
    }

    [Fact]
    public async Task A_search_given_up_says_what_the_houses_answered_and_that_nobody_was_found()
    {
        var plan = await acting.APlanAsync(ReleaseType.StatutoryReleaseWithResidency, needsResidence: true);
        var wanted = Placement.PreferredBy(await acting.ReadAsync(db => db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId)), plan);
        var house = await BedAsync(s => s.City == wanted);
        await acting.ReadAsync(db =>
        {
            db.Add(new BedReferral { Id = Guid.CreateVersion7(), PlanId = plan.Id, ResidenceId = house.ResidenceId, Round = 1, Rank = 1, State = ReferralState.Declined, DeclineCode = "incompatibles", SentAt = acting.Clock.Now });
            return db.SaveChangesAsync();
        });

        var outcome = await RecordAsync(plan, null);

        outcome.ActualCommunity.ShouldBeNull();
        outcome.InPreferred.ShouldBeFalse();
        outcome.Reasons.ShouldContain("incompatibles");
    }

    [Fact]
    public async Task A_full_house_is_no_bed_free_and_a_bed_out_of_service_is_none()
    {
        var plan = await acting.APlanAsync(ReleaseType.StatutoryReleaseWithResidency, needsResidence: true);
        var lonely = new Site
        {
            Id = SiteId.New(), Code = "lonely-house", Kind = SiteKind.CommunityResidentialFacility, NameEn = "Lonely House", NameFr = "Maison Lonely", Region = Region.Prairie, Province = "MB",
            City = "Flin Flon", TimeZone = "America/Winnipeg", Capacity = 1, OpensAt = new LocalTime(8, 0), ClosesAt = new LocalTime(20, 0),
        };
        await acting.ReadAsync(async db =>
        {
            db.Add(lonely);
            (await db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId)).PreferredCommunity = "flin flon ";
            await db.SaveChangesAsync();
            return 0;
        });
        var bed = await BedAsync(s => s.Id == lonely.Id);

        (await RecordAsync(plan, null)).Reasons.ShouldBe([Placement.NotAsked]);

        await acting.ReadAsync(db =>
        {
            db.Add(new OutOfServiceRevision { SpellId = Guid.CreateVersion7(), Revision = 1, BedId = bed.Id, FacilityId = lonely.Id, FromOn = plan.ReleaseOn, UntilOn = plan.ReleaseOn, ReasonCode = "repair", Cancelled = false, At = acting.Clock.Now });
            return db.SaveChangesAsync();
        });
        (await RecordAsync(plan, null)).Reasons.ShouldBe([Placement.NoBedFree]);
    }

    [Fact]
    public void Needs_come_from_flags_and_from_the_bed_in_the_order_of_the_list()
    {
        var person = A_person("F", PersonFlags.OpioidAgonistTherapy, PersonFlags.Victim, PersonFlags.Arson);

        Placement.NeedsOf(person, [BedFeatures.GroundFloor]).ShouldBe([BedFeatures.GroundFloor, BedFeatures.MedicationStorage, "women", "arson"]);
    }

    [Fact]
    public async Task Whom_a_house_takes_is_asked_as_the_search_asks_it_and_what_nobody_entered_excludes_nobody()
    {
        var plan = await acting.APlanAsync(ReleaseType.StatutoryReleaseWithResidency, needsResidence: true);
        var wanted = "Wanted " + plan.Number;
        var house = new Site
        {
            Id = SiteId.New(), Code = "wanted-house", Kind = SiteKind.CommunityResidentialFacility, NameEn = "Wanted House", NameFr = "Maison voulue", Region = Region.Prairie, Province = "MB",
            City = wanted, TimeZone = "America/Winnipeg", Capacity = 1, OpensAt = new LocalTime(8, 0), ClosesAt = new LocalTime(20, 0),
        };
        await acting.ReadAsync(async db =>
        {
            db.Add(house);
            (await db.Set<Person>().SingleAsync(p => p.Id == plan.PersonId)).PreferredCommunity = wanted;
            return await db.SaveChangesAsync();
        });

        (await EnteredAsync(house, f => f.Genders = ["F", "M"], entered: false)).ShouldBe([Placement.NotAsked]);
        (await EnteredAsync(house, f => f.ReleaseTypes = ["DP"])).ShouldBe([Placement.Criteria]);
        (await EnteredAsync(house, f => f.ReleaseTypes = ["DP", ReleaseType.StatutoryReleaseWithResidency.Code()])).ShouldBe([Placement.NotAsked]);
        // what the search fails for and nobody counted before
        (await EnteredAsync(house, f => f.Catchment = ["Elsewhere"])).ShouldBe([Placement.Criteria]);

        async Task<List<string>> EnteredAsync(Site site, Action<Facility> change, bool entered = true)
        {
            await acting.ReadAsync(async db =>
            {
                var facility = await db.Set<Facility>().SingleAsync(f => f.Id == site.Id);
                facility.CriteriaEnteredAt = entered ? acting.Clock.Now : null;
                (facility.TakesGang, facility.TakesViolence, facility.TakesArson, facility.TakesSexualOffence, facility.TakesOpioidAgonistTherapy) = (true, true, true, true, true);
                change(facility);
                foreach (var bed in await db.Set<Bed>().Where(b => b.ResidenceId == site.Id).ToListAsync()) { bed.Features = [.. BedFeatures.All]; }
                return await db.SaveChangesAsync();
            });
            return (await RecordAsync(plan, null)).Reasons;
        }
    }

    private static Person A_person(string gender, params string[] flags) => new()
    {
        Id = PersonId.New(), Fps = "000000A", FamilyName = "Fictional", GivenNames = "Person", BornOn = new(1980, 1, 1), Gender = gender, Language = "en", InstitutionId = House,
        SecurityLevel = SecurityLevel.Medium, SentenceKind = SentenceKind.Determinate, SentencedOn = new(2024, 1, 1), PlaceOfConviction = "", Flags = [.. flags],
    };

    private Task<Bed> BedAsync(System.Linq.Expressions.Expression<Func<Site, bool>> which) => acting.ReadAsync(db =>
        (from b in db.Set<Bed>() join s in db.Set<Site>().Where(which) on b.ResidenceId equals s.Id orderby s.Code, b.Label select b).FirstAsync());

    private Task<PlacementOutcome> RecordAsync(ReleasePlan plan, Bed? bed) => acting.ReadAsync(async db =>
    {
        var nights = new Nights(plan.ReleaseOn, plan.ReleaseOn.PlusDays(90));
        var stay = bed is null ? null : new BedStay { Id = Guid.CreateVersion7(), PlanId = plan.Id, PersonId = plan.PersonId, ResidenceId = bed.ResidenceId, BedId = bed.Id, Nights = nights, Occupies = nights, BookedAt = acting.Clock.Now };
        await RecordPlacement.RunAsync(db, plan, stay, acting.Clock.Now, default);
        await db.SaveChangesAsync();
        return await db.Set<PlacementOutcome>().AsNoTracking().SingleAsync(p => p.PlanId == plan.Id);
    });
}

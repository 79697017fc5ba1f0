using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;
using ReleasePlanning.Tests.People;

namespace ReleasePlanning.Tests.BedSpaces;

public sealed class ImportFacilitiesTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_says_everything_about_a_house_and_twice_changes_nothing()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var first = await FacilitiesAsync(house, Row());
        var again = await FacilitiesAsync(house, Row());

        (first.Changed, first.Problems.Count).ShouldBe((1, 0));
        (again.Changed, again.Unchanged).ShouldBe((0, 1), "the same file changes nothing");
        await using var db = house.Open();
        var facility = await db.Set<Facility>().SingleAsync(Ct);
        (facility.Subtype, facility.Operator, facility.Latitude, facility.TurnaroundDays, facility.LongestStayDays).ShouldBe((FacilitySubtype.HealingLodge, "Elm Society", 49.8951, 2, 180));
        FacilityCriteria.Of(facility).ShouldBe(["violence", "indigenous-programme"]);
        facility.Languages.ShouldBe(["cr", "en"]);
        facility.ReleaseTypes.ShouldBe(["DP", "SRR"]);
        facility.Near.ShouldBe(["park", "school"]);
        facility.CriteriaEnteredAt.ShouldBe(ImportHouse.Now);
        var contract = await db.Set<FacilityContract>().SingleAsync(Ct);
        (contract.FromOn, contract.UntilOn, contract.GuaranteedBeds, contract.ExtraBeds, contract.PerDiem).ShouldBe((new LocalDate(2026, 4, 1), null, 9, 3, 121.50m));
    }

    [Fact]
    public async Task A_new_contract_ends_the_one_before_and_nothing_agreed_is_rewritten()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        await FacilitiesAsync(house, Row());

        var next = await FacilitiesAsync(house, Row(("contract_from", "2027-04-01"), ("per_diem", "130.00")));
        var rewritten = await FacilitiesAsync(house, Row(("contract_from", "2026-04-01"), ("per_diem", "99.00")));

        next.Changed.ShouldBe(1);
        rewritten.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("facility.contract-stands");
        await using var db = house.Open();
        (await db.Set<FacilityContract>().OrderBy(c => c.FromOn).Select(c => new { c.UntilOn, c.PerDiem }).ToListAsync(Ct)).Select(c => (c.UntilOn, c.PerDiem))
            .ShouldBe([(new LocalDate(2027, 3, 31), 121.50m), (null, 130.00m)]);
    }

    [Theory]
    [InlineData("site", "birch", "import.not-a-residence", "an institution")]
    [InlineData("site", "nowhere", "import.site-unknown", "no such site")]
    [InlineData("subtype", "castle", "import.choice", "not a kind of facility")]
    [InlineData("subtype", "community-correctional-centre", "facility.subtype-not-a-centre", "the site is no centre")]
    [InlineData("violence", "maybe", "import.choice", "yes or no")]
    [InlineData("latitude", "", "facility.both-degrees", "a longitude alone")]
    [InlineData("latitude", "north", "import.degrees", "not a number")]
    [InlineData("longitude", "-181", "facility.degrees", "beyond the globe")]
    [InlineData("postal_code", "12345", "facility.postal-code", "not Canadian")]
    [InlineData("email", "somebody", "facility.email", "not an address")]
    [InlineData("languages", "English", "facility.language", "not a code")]
    [InlineData("genders", "", "facility.gender-needed", "nobody could live there")]
    [InlineData("release_types", "PAROLE", "facility.not-known", "not a code")]
    [InlineData("near", "casino", "facility.not-known", "not in the list")]
    [InlineData("programmes", "Life Skills", "facility.programme", "not a short name")]
    [InlineData("turnaround_days", "31", "import.whole-number", "too long")]
    [InlineData("closes_on", "2025-12-31", "facility.closes-before-it-opens", "closes before it opens")]
    [InlineData("contract_from", "", "import.contract-without-day", "beds without a first day")]
    [InlineData("contract_until", "2026-03-01", "facility.contract-ends-before", "ends before it begins")]
    [InlineData("per_diem", "12.345", "facility.price", "three decimals")]
    [InlineData("guaranteed_beds", "", "import.required", "a contract is about beds")]
    public async Task Each_bad_cell_is_named_and_the_house_stays_as_it_was(string column, string value, string code, string reason)
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var taken = await FacilitiesAsync(house, Row((column, value), ("opens_on", "2026-01-01")));

        taken.Problems.ShouldContain(p => p.Reason.Code == code && (p.Field == column || code == "facility.both-degrees" || code == "import.contract-without-day"), reason);
        (taken.Added, taken.Changed).ShouldBe((0, 0), reason);
        await using var db = house.Open();
        (await db.Set<Facility>().SingleAsync(Ct)).CriteriaEnteredAt.ShouldBeNull(reason);
        (await db.Set<FacilityContract>().AnyAsync(Ct)).ShouldBeFalse(reason);
    }

    [Fact]
    public async Task Beds_come_with_rooms_and_features_and_keep_what_a_file_does_not_name()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        const string File = "site,bed,room,floor,features,opens_on,closes_on\nhaven,01,1A,1,wheelchair;ground-floor,,\nhaven,13,1A,1,,2027-01-01,2028-01-01\nhaven,02,2B,2,single,,\n";

        var first = await BedsAsync(house, File);
        var again = await BedsAsync(house, File);

        first.Problems.ShouldBeEmpty();
        (first.Added, first.Changed).ShouldBe((1, 2), "01 and 02 were there by the capacity");
        again.Unchanged.ShouldBe(3);
        await using var db = house.Open();
        (await db.Set<Bed>().CountAsync(Ct)).ShouldBe(13);
        (await db.Set<Room>().OrderBy(r => r.Label).Select(r => r.Label + "/" + r.Floor).ToListAsync(Ct)).ShouldBe(["1A/1", "2B/2"]);
        (await db.Set<Bed>().SingleAsync(b => b.Label == "01", Ct)).Features.ShouldBe(["ground-floor", "wheelchair"]);
    }

    [Theory]
    [InlineData("nowhere,01,,,,,", "site", "import.site-unknown", "no such house")]
    [InlineData("haven,,,,,,", "bed", "import.required", "no label")]
    [InlineData("haven,01,,,balcony,,", "features", "import.choices", "not a feature")]
    [InlineData("haven,01,,2,,,", "room", "facility.floor-of-a-room", "a floor without a room")]
    [InlineData("haven,01,,,,2027-01-02,2027-01-02", "closes_on", "facility.closes-before-it-opens", "never there")]
    [InlineData("haven,01,,,,,\nhaven,01,,,,,", "bed", "import.repeated", "twice")]
    [InlineData("haven,01,A,1,,,\nhaven,02,A,2,,,", "floor", "import.room-on-two-floors", "one room, two floors")]
    public async Task Each_bad_bed_is_named(string rows, string field, string code, string reason)
    {
        var taken = await BedsAsync(await ImportHouse.BuildAsync(postgres, Ct), "site,bed,room,floor,features,opens_on,closes_on\n" + rows + "\n");

        taken.Problems.ShouldContain(p => p.Field == field && p.Reason.Code == code, reason);
    }

    [Fact]
    public async Task A_file_closes_no_bed_over_somebody_who_is_booked()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        (await house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row()), Ct)).IsDone.ShouldBeTrue();
        await using (var db = house.Open())
        {
            var bed = await db.Set<Bed>().SingleAsync(b => b.Label == "05", Ct);
            var nights = new Nights(new(2026, 12, 1), new(2027, 2, 1));
            db.Add(new BedStay
            {
                Id = Guid.CreateVersion7(), PersonId = (await db.Set<Person>().SingleAsync(Ct)).Id, ResidenceId = bed.ResidenceId, BedId = bed.Id, Nights = nights, Occupies = nights,
                State = StayState.Confirmed, BookedAt = ImportHouse.Now,
            });
            await db.SaveChangesAsync(Ct);
        }

        var closed = await BedsAsync(house, "site,bed,room,floor,features,opens_on,closes_on\nhaven,05,,,,,2027-01-15\n");
        var after = await BedsAsync(house, "site,bed,room,floor,features,opens_on,closes_on\nhaven,05,,,,,2027-02-01\n");

        closed.Problems.ShouldHaveSingleItem().Reason.Code.ShouldBe("import.people-are-booked");
        (after.Changed, after.Problems.Count).ShouldBe((1, 0), "the departure day is fine");
    }

    private static async Task<Import> FacilitiesAsync(ImportHouse house, string row)
    {
        await using var db = house.Open();
        return (await new ImportFacilities(db, house).RunAsync(Stream(string.Join(",", ImportFacilities.Columns) + "\n" + row + "\n"), "facilities.csv", null, Ct)).Value.ShouldNotBeNull();
    }

    private static async Task<Import> BedsAsync(ImportHouse house, string csv)
    {
        await using var db = house.Open();
        return (await new ImportBeds(db, house).RunAsync(Stream(csv), "beds.csv", null, Ct)).Value.ShouldNotBeNull();
    }

    private static MemoryStream Stream(string csv) => new(Encoding.UTF8.GetBytes(csv));

    private static string Row(params (string Column, string Value)[] differences)
    {
        var values = Good.ToDictionary();
        foreach (var (column, value) in differences) { values[column] = value; }
        return string.Join(",", ImportFacilities.Columns.Select(c => values.GetValueOrDefault(c, "")));
    }

    private static readonly Dictionary<string, string> Good = new()
    {
        ["site"] = "haven", ["subtype"] = "healing-lodge", ["operator"] = "Elm Society", ["street"] = "1 Elm Street", ["postal_code"] = "R3C 4A5", ["latitude"] = "49.8951", ["longitude"] = "-97.1384",
        ["contact"] = "Robin Elm", ["phone"] = "204-555-0100", ["email"] = "robin@example.org", ["languages"] = "en;cr", ["genders"] = "M;X", ["release_types"] = "SRR;DP",
        ["sexual_offence"] = "no", ["arson"] = "no", ["violence"] = "yes", ["gang"] = "no", ["opioid_agonist_therapy"] = "no", ["unstable_mental_health"] = "no", ["children"] = "no", ["indigenous_programme"] = "yes",
        ["programmes"] = "elder;substance-use", ["catchment"] = "MB;Elm", ["near"] = "school;park", ["longest_stay_days"] = "180", ["turnaround_days"] = "2", ["answer_within_days"] = "5", ["hold_days"] = "7",
        ["contract_from"] = "2026-04-01", ["guaranteed_beds"] = "9", ["extra_beds"] = "3", ["per_diem"] = "121.50", ["notes"] = "By the river",
    };
}

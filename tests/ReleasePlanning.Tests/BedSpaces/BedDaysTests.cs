using NodaTime;
using ReleasePlanning.BedSpaces;

namespace ReleasePlanning.Tests.BedSpaces;

public sealed class BedDaysTests
{
    private static readonly SiteId House = SiteId.From(Guid.Parse("0192a000-0000-7000-8000-000000000001"));
    private static readonly Bed[] Six = [.. Enumerable.Range(1, 6).Select(n => NewBed(n, closesOn: n == 4 ? May(8) : null))];

    [Theory]
    [InlineData(6, 4, 6, 6, 0, "six beds, four people")]
    [InlineData(7, 5, 6, 5, 0, "bed 3 is out of service")]
    [InlineData(8, 5, 5, 4, 1, "bed 3 is still out of service and bed 4 is no longer there: overbooked")]
    [InlineData(9, 3, 5, 5, 0, "bed 3 is back, and who leaves on the 9th does not count on the 9th")]
    [InlineData(10, 3, 5, 5, 0, "as the day before")]
    public void Each_day_counts_people_beds_and_beds_that_can_be_used(int day, int booked, int total, int available, int overbooked, string reason)
    {
        StayNeed[] stays = [Stay(1, 20), Stay(1, 20), Stay(3, 9), Stay(5, 20), Stay(7, 9)];

        var counted = BedDays.Count(Of(Six, SpellsOfMay), stays, May(6), 5).Single(d => d.On == May(day));

        (counted.Booked, counted.Total, counted.Available, counted.Overbooked).ShouldBe((booked, total, available, overbooked), reason);
        counted.ShortOfFeature.ShouldBeEmpty(reason);
    }

    [Theory]
    [InlineData("", "wheelchair", 1, 1, "no such bed, and one person needs it, although a bed is free")]
    [InlineData("wheelchair", "wheelchair", 0, 0, "one such bed")]
    [InlineData("wheelchair", "wheelchair|wheelchair", 1, 1, "one such bed for two people")]
    [InlineData("wheelchair+single|", "|wheelchair", 0, 0, "who needs nothing leaves the bed to who needs it")]
    [InlineData("wheelchair|single", "wheelchair+single", 1, 0, "each feature is there, but not in one bed")]
    [InlineData("wheelchair+single|wheelchair", "wheelchair|wheelchair+single", 0, 0, "the one who can move makes room, whatever the order they came in")]
    [InlineData("wheelchair", "||", 2, 0, "three people and one bed of any kind")]
    public void A_needed_feature_is_met_only_by_a_bed_that_has_it(string beds, string stays, int overbooked, int shortOf, string reason)
    {
        Bed[] all = [.. beds.Split('|').Select((f, n) => NewBed(n + 1, features: f))];

        var counted = BedDays.Count(Of(all), stays.Split('|').Select(needs => Stay(1, 5, needs)), May(2), 1)[0];

        counted.Overbooked.ShouldBe(overbooked, reason);
        counted.ShortOfFeature.GetValueOrDefault("wheelchair").ShouldBe(shortOf, reason);
    }

    [Theory]
    [InlineData("bed", null, 5, true, "the bed closes on the departure day")]
    [InlineData("bed", null, 1, false, "the bed closes on the arrival day")]
    [InlineData("bed", null, 4, false, "the bed closes before the last night")]
    [InlineData("bed", 1, null, true, "the bed opens on the arrival day")]
    [InlineData("bed", 2, null, false, "the bed opens the day after")]
    [InlineData("house", null, 5, true, "the house closes on the departure day")]
    [InlineData("house", null, 1, false, "the house closes on the arrival day")]
    [InlineData("house", 2, null, false, "the house opens the day after")]
    public void A_bed_can_be_slept_in_while_it_and_its_house_are_open(string whose, int? opens, int? closes, bool usable, string reason)
    {
        var (opensOn, closesOn) = (opens is { } o ? May(o) : (LocalDate?)null, closes is { } c ? May(c) : (LocalDate?)null);
        var bed = whose == "bed" ? NewBed(1, closesOn, opensOn) : NewBed(1);
        var house = whose == "house" ? new Facility { Id = House, Subtype = FacilitySubtype.Hostel, OpensOn = opensOn, ClosesOn = closesOn } : Open;

        BedDays.Usable(bed, [], house, new Nights(May(1), May(5))).ShouldBe(usable, reason);
    }

    [Theory]
    [InlineData(3, 4, false, "both nights of the spell are in the stay")]
    [InlineData(1, 1, false, "the spell's last night is the arrival night")]
    [InlineData(4, 9, false, "the spell begins on the last night")]
    [InlineData(5, 9, true, "the spell begins on the departure day")]
    [InlineData(4, null, false, "no end of the spell is known")]
    public void A_spell_keeps_its_bed_out_of_use_from_its_first_to_its_last_night(int from, int? until, bool usable, string reason)
    {
        var (bed, other) = (NewBed(1), NewBed(2));
        OutOfServiceRevision[] spells = [Spell(bed, 1, from, until)];

        BedDays.Usable(bed, spells, Open, new Nights(May(1), May(5))).ShouldBe(usable, reason);
        BedDays.Usable(other, spells, Open, new Nights(May(1), May(5))).ShouldBeTrue("another bed's spell");
    }

    private static readonly Facility Open = new() { Id = House, Subtype = FacilitySubtype.Hostel };

    /// <summary>Bed 3 is out of service on the 7th and 8th after a revision; a spell of bed 1 was cancelled.</summary>
    private static IEnumerable<OutOfServiceRevision> SpellsOfMay
    {
        get
        {
            var (revised, cancelled) = (Guid.NewGuid(), Guid.NewGuid());
            return
            [
                Spell(Six[2], 1, 6, 10, revised), Spell(Six[2], 2, 7, 8, revised),
                Spell(Six[0], 1, 6, 10, cancelled), Spell(Six[0], 2, 6, 10, cancelled, isCancelled: true),
            ];
        }
    }

    private static FacilityBeds Of(IEnumerable<Bed> beds, IEnumerable<OutOfServiceRevision>? revisions = null) => new(Open, [.. beds], FacilityQueries.Counting(revisions ?? []));

    private static LocalDate May(int day) => new(2026, 5, day);

    private static StayNeed Stay(int arrives, int departs, string needs = "") => new(new Nights(May(arrives), May(departs)), needs.Split('+', StringSplitOptions.RemoveEmptyEntries));

    private static Bed NewBed(int number, LocalDate? closesOn = null, LocalDate? opensOn = null, string features = "") => new()
    {
        Id = Guid.NewGuid(), ResidenceId = House, Label = $"{number:00}", OpensOn = opensOn, ClosesOn = closesOn, Features = [.. features.Split('+', StringSplitOptions.RemoveEmptyEntries)],
    };

    private static OutOfServiceRevision Spell(Bed bed, int revision, int from, int? until, Guid? spell = null, bool isCancelled = false) => new()
    {
        SpellId = spell ?? Guid.NewGuid(), Revision = revision, BedId = bed.Id, FacilityId = House, FromOn = May(from), UntilOn = until is { } u ? May(u) : null,
        ReasonCode = "repair", Cancelled = isCancelled, At = Instant.FromUtc(2026, 5, 1, 12, revision),
    };
}

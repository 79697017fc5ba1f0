using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;

namespace ReleasePlanning.Tests.BedSpaces;

/// <summary>A bed's row of the board: every night is in exactly one stretch.</summary>
public sealed class BoardCellsTests
{
    private static readonly LocalDate From = new(2026, 11, 23);

    [Fact]
    public void Stretches_follow_each_other_and_say_what_is_so()
    {
        var stay = Stay(3, 6, ready: 7);
        var spell = new BoardSpell(From.PlusDays(9), From.PlusDays(10), "repair");
        var bed = Bed([stay], [spell], closes: 12);

        var cells = BoardCells.Of(bed, House(), From, 14);

        cells.Select(c => (c.Kind, c.Nights)).ShouldBe([
            (BoardCellKind.Free, 3), (BoardCellKind.Stay, 3), (BoardCellKind.Turnaround, 1), (BoardCellKind.Free, 2), (BoardCellKind.OutOfService, 2), (BoardCellKind.Free, 1), (BoardCellKind.Closed, 2)]);
        cells.Sum(c => c.Nights).ShouldBe(14);
        cells[0].From.ShouldBe(From);
        cells.Zip(cells.Skip(1)).ShouldAllBe(p => p.First.Until == p.Second.From);
        cells.ShouldAllBe(c => !c.InConflict && !c.StartsBefore);
        cells[^1].EndsAfter.ShouldBeTrue();
    }

    [Fact]
    public void A_stay_that_reaches_over_the_edges_says_so()
    {
        var cells = BoardCells.Of(Bed([Stay(-5, 40)], []), House(), From, 14);

        cells.ShouldHaveSingleItem().ShouldSatisfyAllConditions(c => c.StartsBefore.ShouldBeTrue(), c => c.EndsAfter.ShouldBeTrue(), c => c.Nights.ShouldBe(14));
    }

    [Fact]
    public void Two_stays_in_a_row_are_two_bars()
    {
        var cells = BoardCells.Of(Bed([Stay(0, 5), Stay(5, 9)], []), House(), From, 9);

        cells.Select(c => c.Nights).ShouldBe([5, 4]);
        cells.ShouldAllBe(c => !c.EndsAfter && !c.StartsBefore);
    }

    [Fact]
    public void Somebody_in_a_bed_that_cannot_be_used_is_a_conflict()
    {
        BoardCells.Of(Bed([Stay(0, 5)], [new(From.PlusDays(4), null, "repair")]), House(), From, 14)[0].InConflict.ShouldBeTrue();
        BoardCells.Of(Bed([Stay(0, 5)], [new(From.PlusDays(5), null, "repair")]), House(), From, 14)[0].InConflict.ShouldBeFalse("out of service from the departure day on");
        BoardCells.Of(Bed([Stay(0, 5)], [], closes: 5), House(), From, 14)[0].InConflict.ShouldBeFalse("it closes on the departure day");
        BoardCells.Of(Bed([Stay(0, 5)], []), House(closes: 4), From, 14)[0].InConflict.ShouldBeTrue("the house closes before");
    }

    [Fact]
    public void A_house_sees_names_an_officer_beds_and_the_country_numbers()
    {
        var (mine, other) = (SiteId.New(), SiteId.New());
        var intake = Reader(Roles.ResidenceIntake, mine);

        (BoardAccess.Of(intake, mine), BoardAccess.Of(intake, other)).ShouldBe((BoardSight.Names, BoardSight.Counts));
        BoardAccess.Only(intake).ShouldBe([mine]);
        BoardAccess.Of(Reader(Roles.CommunityParoleOfficer, mine), other).ShouldBe(BoardSight.OwnCases);
        BoardAccess.Only(Reader(Roles.CommunityParoleOfficer, mine)).ShouldBeNull();
        foreach (var role in new[] { Roles.Auditor, Roles.Administrator, Roles.AssistantDeputyCommissioner, Roles.VictimServices, Roles.Finance }) { BoardAccess.Of(Reader(role, mine), mine).ShouldBe(BoardSight.Counts, role); }
    }

    private static Actor Reader(string role, SiteId site) => new(null, "A reader", [new(role, site)]);

    private static BoardStay Stay(int arrive, int depart, int? ready = null)
    {
        var nights = new Nights(From.PlusDays(arrive), From.PlusDays(depart));
        return new(Guid.NewGuid(), nights, new(nights.ArriveOn, From.PlusDays(ready ?? depart)), StayState.Confirmed, "A. B.", null, null, 1, []);
    }

    private static BoardBed Bed(IReadOnlyList<BoardStay> stays, IReadOnlyList<BoardSpell> spells, int? closes = null) =>
        new(Guid.NewGuid(), "01", null, [], null, closes is { } c ? From.PlusDays(c) : null, stays, [], spells);

    private static BoardHouse House(int? closes = null) =>
        new(SiteId.New(), "a-house", "A house", "Une maison", "Winnipeg", Region.Prairie, "America/Winnipeg", FacilitySubtype.Hostel, null, closes is { } c ? From.PlusDays(c) : null, BoardSight.Names, [], []);
}

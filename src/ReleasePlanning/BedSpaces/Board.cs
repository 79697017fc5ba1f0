using NodaTime;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>Which houses and nights a bed board shows, and to whom.</summary>
/// <param name="Features">Only houses with a bed that has all of these.</param>
/// <param name="OnlyFree">Only houses with a bed that is free some night.</param>
public sealed record BoardQuery(
    Actor Reader, LocalDate From, int Days, Region? Region = null, SiteId? House = null, FacilitySubtype? Subtype = null, IReadOnlyList<string>? Features = null, bool OnlyFree = false,
    int Page = 1, int PageSize = BoardQuery.HousesOfAPage)
{
    public const int HousesOfAPage = 12;
    public static readonly IReadOnlyList<int> Spans = [14, 28, 90];
    public const int MostDays = 90;
}

/// <summary>How much of who sleeps where somebody needs to know.</summary>
public enum BoardSight
{
    /// <summary>Numbers and nothing else.</summary>
    Counts,
    /// <summary>Beds, with the initials and plan number of one's own cases; of others only that the bed is taken.</summary>
    OwnCases,
    /// <summary>The names of whoever is in the house: its own staff.</summary>
    Names,
}

/// <summary>Who sees what of a house's board. Pure.</summary>
public static class BoardAccess
{
    private static readonly HashSet<string> CaseWork =
    [
        Roles.InstitutionalParoleOfficer, Roles.ManagerAssessmentInterventions, Roles.AssistantWardenInterventions, Roles.CommunityParoleOfficer, Roles.ParoleOfficerSupervisor,
        Roles.AreaDirector, Roles.DistrictDirector, Roles.IndigenousLiaison, Roles.TravelCoordinator, Roles.AdmissionDischarge, Roles.DutyOfficer,
    ];

    public static BoardSight Of(Actor reader, SiteId house) =>
        StayAccess.Runs(house, reader) ? BoardSight.Names
        : Held(reader).Any(r => CaseWork.Contains(r.Role)) ? BoardSight.OwnCases
        : BoardSight.Counts;

    /// <summary>The houses somebody sees at all; null for every house. A house's staff see their own and no other.</summary>
    public static IReadOnlyCollection<SiteId>? Only(Actor reader) =>
        Held(reader).All(r => r.Role == Roles.ResidenceIntake) ? StayAccess.HousesOf(reader) : null;

    /// <summary>Who stands in for somebody sees what that person sees.</summary>
    private static IEnumerable<SiteRole> Held(Actor reader) => reader.Roles.Concat(reader.Covers.SelectMany(c => c.Roles));
}

/// <summary>The board: one page of houses, and the totals of all houses that the filters leave.</summary>
public sealed record Board(BoardQuery Asked, IReadOnlyList<BoardHouse> Houses, int TotalHouses, IReadOnlyList<BoardNight> Totals);

/// <summary>One house: its nights in numbers and, for whoever may see them, its beds.</summary>
/// <param name="Beds">Empty for a reader who sees numbers only.</param>
public sealed record BoardHouse(
    SiteId Id, string Code, string NameEn, string NameFr, string City, Region Region, string TimeZone, FacilitySubtype Subtype, LocalDate? OpensOn, LocalDate? ClosesOn, BoardSight Sight,
    IReadOnlyList<BoardNight> Nights, IReadOnlyList<BoardBed> Beds)
{
    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
}

/// <summary>One night in numbers. <paramref name="Overbooked"/>: people for whom no bed is left, or none that has what they need.</summary>
public sealed record BoardNight(LocalDate On, int Total, int Available, int Booked, int Overbooked)
{
    public int Free => Math.Max(0, Available - Booked);
}

/// <param name="MadeReady">Days on which it is made ready after somebody left.</param>
public sealed record BoardBed(
    Guid Id, string Label, string? Room, IReadOnlyList<string> Features, LocalDate? OpensOn, LocalDate? ClosesOn, IReadOnlyList<BoardStay> Stays, IReadOnlyList<Nights> MadeReady, IReadOnlyList<BoardSpell> Spells);

/// <summary>A stay on a bed.</summary>
/// <param name="Id">Null where the reader may know only that the bed is taken.</param>
/// <param name="Who">The person's name, or initials and plan number; null where it is nobody's business.</param>
/// <param name="State">Null where the reader may know only that the bed is taken.</param>
public sealed record BoardStay(Guid? Id, Nights Nights, Nights Occupies, StayState? State, string? Who, string? PlanNumber, Instant? HeldUntil, uint Version, IReadOnlyList<string> Needs);

/// <summary>Nights on which a bed cannot be used; the last one counts.</summary>
public sealed record BoardSpell(LocalDate FromOn, LocalDate? UntilOn, string ReasonCode);

public enum BoardCellKind { Free, Stay, Turnaround, OutOfService, Closed }

/// <summary>A stretch of nights of one bed on which the same is so.</summary>
/// <param name="StartsBefore">It began before the first night shown.</param>
/// <param name="EndsAfter">It goes on behind the last night shown.</param>
/// <param name="InConflict">The person sleeps in a bed that is out of service or closed on one of these nights.</param>
public sealed record BoardCell(BoardCellKind Kind, LocalDate From, int Nights, bool StartsBefore, bool EndsAfter, BoardStay? Stay = null, BoardSpell? Spell = null, bool InConflict = false)
{
    public LocalDate Until => From.PlusDays(Nights);
}

/// <summary>A bed's nights as stretches that follow each other without a gap. Pure.</summary>
public static class BoardCells
{
    public static IReadOnlyList<BoardCell> Of(BoardBed bed, BoardHouse house, LocalDate from, int days)
    {
        var cells = new List<BoardCell>();
        for (var night = 0; night < days;)
        {
            var on = from.PlusDays(night);
            var cell = At(bed, house, on);
            var length = 1;
            while (night + length < days && SameAs(cell, At(bed, house, from.PlusDays(night + length)))) { length++; }
            var end = from.PlusDays(night + length);
            cells.Add(cell with
            {
                Nights = length,
                StartsBefore = night == 0 && cell.Kind != BoardCellKind.Free && SameAs(cell, At(bed, house, from.PlusDays(-1))),
                EndsAfter = night + length == days && cell.Kind != BoardCellKind.Free && SameAs(cell, At(bed, house, end)),
                InConflict = cell.Stay is not null && cell.Kind == BoardCellKind.Stay && Enumerable.Range(night, length).Any(n => !Usable(bed, house, from.PlusDays(n))),
            });
            night += length;
        }
        return cells;
    }

    private static bool SameAs(BoardCell a, BoardCell b) => a.Kind == b.Kind && ReferenceEquals(a.Stay, b.Stay) && ReferenceEquals(a.Spell, b.Spell);

    private static BoardCell At(BoardBed bed, BoardHouse house, LocalDate on)
    {
        if (bed.Stays.FirstOrDefault(s => s.Nights.ArriveOn <= on && on < s.Nights.DepartOn) is { } stay) { return new(BoardCellKind.Stay, on, 1, false, false, stay); }
        if (!Open(bed, house, on)) { return new(BoardCellKind.Closed, on, 1, false, false); }
        if (SpellAt(bed, on) is { } spell) { return new(BoardCellKind.OutOfService, on, 1, false, false, null, spell); }
        return bed.Stays.FirstOrDefault(s => s.Occupies.ArriveOn <= on && on < s.Occupies.DepartOn) is { } ready
            ? new(BoardCellKind.Turnaround, on, 1, false, false, ready)
            : bed.MadeReady.Any(n => n.ArriveOn <= on && on < n.DepartOn) ? new(BoardCellKind.Turnaround, on, 1, false, false) : new(BoardCellKind.Free, on, 1, false, false);
    }

    private static bool Usable(BoardBed bed, BoardHouse house, LocalDate on) => Open(bed, house, on) && SpellAt(bed, on) is null;

    private static BoardSpell? SpellAt(BoardBed bed, LocalDate on) => bed.Spells.FirstOrDefault(s => s.FromOn <= on && (s.UntilOn is not { } last || on <= last));

    private static bool Open(BoardBed bed, BoardHouse house, LocalDate on) => In(bed.OpensOn, bed.ClosesOn, on) && In(house.OpensOn, house.ClosesOn, on);

    private static bool In(LocalDate? opens, LocalDate? closes, LocalDate on) => (opens is not { } o || o <= on) && (closes is not { } c || on < c);
}

using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>A house as <see cref="Packing"/> sees it: for whoever places a stay, changes beds or looks for room, the same.</summary>
public static class PackedHouse
{
    private static readonly LocalDate Never = LocalDate.MinIsoValue;
    private static readonly LocalDate Ever = LocalDate.MaxIsoValue;

    public static IReadOnlyList<PackBed> Beds(FacilityBeds house)
    {
        ArgumentNullException.ThrowIfNull(house);
        return [.. house.Beds.Select(b => new PackBed(b.Id, b.Label, b.Features, Closed(house, b)))];
    }

    /// <summary>Those that take a bed, and beds whose last resident has left and that are not ready yet. Who is still there after their departure day has the bed this night too.</summary>
    /// <param name="readyAfter">The nights with the days after them in which the bed is made ready.</param>
    public static IReadOnlyList<PackStay> Stays(IEnumerable<BedStay> stays, LocalDate today, Func<Nights, Nights> readyAfter) =>
        [.. stays.Select(s => Stay(s, today, readyAfter)).OfType<PackStay>()];

    private static PackStay? Stay(BedStay stay, LocalDate today, Func<Nights, Nights> readyAfter)
    {
        if (stay.TakesTheBed)
        {
            var occupies = StayRules.IsOverstaying(stay, today) ? readyAfter(new(stay.Nights.ArriveOn, today.PlusDays(1))) : stay.Occupies;
            return new(stay.Id, stay.Nights, occupies, stay.Needs, stay.BedId, !MayMove(stay));
        }
        return stay.State == StayState.Departed && stay.Occupies.DepartOn > stay.Nights.DepartOn
            ? new(stay.Id, stay.Nights, new(stay.Nights.DepartOn, stay.Occupies.DepartOn), [], stay.BedId, true)
            : null;
    }

    /// <summary>Nobody asked for this very bed, and nobody sleeps in it yet.</summary>
    public static bool MayMove(BedStay stay) => !stay.BedNamed && stay.State != StayState.Arrived;

    private static List<Nights> Closed(FacilityBeds house, Bed bed)
    {
        var closed = house.OutOfService.Where(s => s.BedId == bed.Id).Select(s => new Nights(s.FromOn, s.UntilOn?.PlusDays(1) ?? Ever)).ToList();
        foreach (var opens in new[] { bed.OpensOn, house.Facility.OpensOn }.OfType<LocalDate>()) { closed.Add(new(Never, opens)); }
        foreach (var closes in new[] { bed.ClosesOn, house.Facility.ClosesOn }.OfType<LocalDate>()) { closed.Add(new(closes, Ever)); }
        return closed;
    }
}

using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>One night in a house: how many people sleep there, how many beds it has, how many of those can be used, and how many people have none that will do.</summary>
/// <param name="ShortOfFeature">By bed feature: how many more people need it than beds have it. Empty when none is short.</param>
public sealed record BedDay(LocalDate On, int Booked, int Total, int Available, int Overbooked, IReadOnlyDictionary<string, int> ShortOfFeature);

/// <summary>What a stay asks of a house: nights, and what its bed must have.</summary>
public sealed record StayNeed(Nights Nights, IReadOnlyList<string> Needs);

/// <summary>What the beds of a house can hold, night by night. Pure: everything is given.</summary>
public static class BedDays
{
    /// <summary>Whether a bed can be slept in on all of these nights: it and its house are open, and no spell keeps it out of use. Closing on the departure day is fine.</summary>
    public static bool Usable(Bed bed, IEnumerable<OutOfServiceRevision> spells, Facility facility, Nights nights) =>
        Open(facility.OpensOn, facility.ClosesOn, nights) && Open(bed.OpensOn, bed.ClosesOn, nights) && !spells.Any(s => s.BedId == bed.Id && Meets(s, nights));

    /// <summary>Whether a spell keeps its bed out of use on any of these nights.</summary>
    public static bool Meets(OutOfServiceRevision spell, Nights nights) =>
        !spell.Cancelled && spell.FromOn < nights.DepartOn && (spell.UntilOn is not { } last || last >= nights.ArriveOn);

    /// <summary>The nights from a day on. A stay counts on its nights and not on the day it leaves.</summary>
    public static IReadOnlyList<BedDay> Count(FacilityBeds beds, IEnumerable<StayNeed> stays, LocalDate from, int days)
    {
        var needs = stays.ToList();
        return [.. Enumerable.Range(0, days).Select(n => Count(beds, needs, from.PlusDays(n)))];
    }

    private static BedDay Count(FacilityBeds house, List<StayNeed> stays, LocalDate on)
    {
        var night = new Nights(on, on.PlusDays(1));
        var open = house.Beds.Where(b => Open(house.Facility.OpensOn, house.Facility.ClosesOn, night) && Open(b.OpensOn, b.ClosesOn, night)).ToList();
        var usable = open.Where(b => Usable(b, house.OutOfService, house.Facility, night)).ToList();
        var there = stays.Where(s => s.Nights.Meets(night)).ToList();
        var lacking = there.SelectMany(s => s.Needs).Distinct().Order(StringComparer.Ordinal)
            .Select(f => (Feature: f, Short: there.Count(s => s.Needs.Contains(f)) - usable.Count(b => b.Features.Contains(f))))
            .Where(f => f.Short > 0).ToDictionary(f => f.Feature, f => f.Short);
        return new(on, there.Count, open.Count, usable.Count, there.Count - Placed(usable, there), lacking);
    }

    /// <summary>How many of the people can have a bed that will do, each their own: as many as there is any way to.</summary>
    private static int Placed(List<Bed> usable, List<StayNeed> there)
    {
        var particular = there.Where(s => s.Needs.Count > 0).ToList();
        var taken = new int?[usable.Count];
        var placed = Enumerable.Range(0, particular.Count).Count(stay => Place(stay, new bool[usable.Count]));
        // the others take any bed that is left
        return placed + Math.Min(there.Count - particular.Count, usable.Count - placed);

        bool Place(int stay, bool[] tried)
        {
            for (var bed = 0; bed < usable.Count; bed++)
            {
                if (tried[bed] || !particular[stay].Needs.All(usable[bed].Features.Contains)) { continue; }
                tried[bed] = true;
                if (taken[bed] is { } other && !Place(other, tried)) { continue; }
                taken[bed] = stay;
                return true;
            }
            return false;
        }
    }

    private static bool Open(LocalDate? opensOn, LocalDate? closesOn, Nights nights) =>
        (opensOn is not { } first || first <= nights.ArriveOn) && (closesOn is not { } closed || closed >= nights.DepartOn);
}

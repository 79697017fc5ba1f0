using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>A stay that can no longer be where it is: the bed it goes to, or why it cannot go anywhere.</summary>
/// <param name="To">Null: it is in the way.</param>
public sealed record MetStay(BedStay Stay, Bed From, Bed? To, Reason Why);

/// <summary>What a change of beds means for those booked: whom it meets, and on which bed each stay is afterwards.</summary>
public sealed record RoomPlan(IReadOnlyList<MetStay> Met, IReadOnlyDictionary<Guid, Guid> Moves)
{
    public bool MakesRoom => Met.All(m => m.To is not null);

    /// <summary>Stays whose bed nobody named go to another one as long as nobody arrived. Stays that had trouble before this change are not its doing.</summary>
    public static RoomPlan Of(FacilityBeds before, FacilityBeds after, IReadOnlyList<BedStay> stays, LocalDate today)
    {
        var there = stays.Where(s => s.TakesTheBed).ToList();
        var displaced = there.Where(s => s.Nights.DepartOn > today && Suits(before, s.BedId, s, today) && !Suits(after, s.BedId, s, today)).OrderBy(s => s.Nights.ArriveOn).ThenBy(s => s.Id).ToList();
        if (displaced.Count == 0) { return new([], new Dictionary<Guid, Guid>()); }

        var (at, met, beds) = (there.ToDictionary(s => s.Id, s => s.BedId), new List<MetStay>(), after.Beds.ToDictionary(b => b.Id));
        var rooms = PackedHouse.Beds(after);
        var packed = PackedHouse.Stays(stays, today, nights => nights);
        foreach (var stay in displaced)
        {
            var from = before.Beds.Single(b => b.Id == stay.BedId);
            if (!PackedHouse.MayMove(stay))
            {
                met.Add(new(stay, from, null, new(stay.State == StayState.Arrived ? "facility.stay-lives-there" : "facility.stay-bed-named")));
                continue;
            }
            var now = packed.Select(s => at.TryGetValue(s.Id, out var bed) ? s with { Bed = bed } : s).ToList();
            var answer = Packing.Fit(rooms, now, now.Single(s => s.Id == stay.Id));
            if (answer is { Fits: true, Bed: { } bed })
            {
                foreach (var move in answer.Moves) { at[move.Stay] = move.To; }
                at[stay.Id] = bed;
            }
            met.Add(new(stay, from, answer is { Fits: true, Bed: { } to } ? beds[to] : null, answer.Why));
        }
        return new(met, there.Where(s => at[s.Id] != s.BedId).ToDictionary(s => s.Id, s => at[s.Id]));
    }

    private static bool Suits(FacilityBeds house, Guid bed, BedStay stay, LocalDate today)
    {
        // what was slept already cannot be met any more
        var nights = new Nights(LocalDate.Max(stay.Nights.ArriveOn, today), stay.Nights.DepartOn);
        return house.Beds.FirstOrDefault(b => b.Id == bed) is { } own && stay.Needs.All(own.Features.Contains) && BedDays.Usable(own, house.OutOfService, house.Facility, nights);
    }
}

using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>A stay that takes a bed, as the search knows it.</summary>
public sealed record TakenBed(Guid Stay, Guid Bed, PersonId Person, bool Movable, IReadOnlyList<string> Needs, Nights Nights, Nights Occupies);

/// <summary>A house with its beds and everybody who has one from some day on.</summary>
public sealed record HouseRoom(Facility Facility, IReadOnlyList<Bed> Beds, IReadOnlyList<OutOfServiceRevision> OutOfService, IReadOnlyList<TakenBed> Taken);

/// <summary>Whether a house has a bed for these nights, and since when. Pure and exact: a bed is free for the whole stay with the days it needs afterwards, or becomes free
/// when people who have not arrived are moved to other beds of the house.</summary>
public sealed class BedRoom
{
    private readonly HouseRoom house;
    private readonly List<Bed> suiting;
    private readonly List<TakenBed> taken;
    private readonly Dictionary<Guid, List<TakenBed>> byBed;
    private readonly IReadOnlyList<string> needs;
    private readonly Func<LocalDate, LocalDate> readyOn;

    /// <param name="except">Whose stays do not count, because they would give them up.</param>
    /// <param name="readyOn">From the day somebody leaves, the day the bed is ready for the next.</param>
    public BedRoom(HouseRoom house, IReadOnlyList<string> needs, PersonId? except, Func<LocalDate, LocalDate> readyOn)
    {
        ArgumentNullException.ThrowIfNull(house);
        (this.house, this.needs, this.readyOn) = (house, needs, readyOn);
        suiting = [.. house.Beds.Where(b => needs.All(b.Features.Contains))];
        taken = [.. house.Taken.Where(t => except is null || t.Person != except)];
        byBed = taken.GroupBy(t => t.Bed).ToDictionary(g => g.Key, g => g.ToList());
    }

    public RoomAnswer On(Nights nights)
    {
        if (house.Beds.Count == 0) { return new(RoomKind.None, 0, new("room.no-beds")); }
        if (suiting.Count == 0) { return new(RoomKind.None, 0, new("room.no-such-bed", [.. needs.Select(n => (object?)new Reason("bed-feature." + n))])); }
        var usable = suiting.Where(b => BedDays.Usable(b, house.OutOfService, house.Facility, nights)).ToList();
        if (usable.Count == 0) { return new(RoomKind.None, 0, new("room.out-of-use")); }
        var occupies = new Nights(nights.ArriveOn, readyOn(nights.DepartOn));
        var free = usable.Count(b => !byBed.TryGetValue(b.Id, out var there) || !there.Exists(t => t.Occupies.Meets(occupies)));
        if (free > 0) { return new(RoomKind.Free, free, new(free == 1 ? "room.free.one" : "room.free", free)); }
        if (!MayBeRepacked(nights)) { return new(RoomKind.None, 0, new("room.full")); }
        var packed = Packing.Fit(
            PackedHouse.Beds(new(house.Facility, house.Beds, house.OutOfService)),
            [.. taken.Select(t => new PackStay(t.Stay, t.Nights, t.Occupies, t.Needs, t.Bed, !t.Movable))],
            new PackStay(Guid.Empty, nights, occupies, needs, null, false));
        return packed.Verdict switch
        {
            PackingVerdict.Fits => new(RoomKind.AfterRepacking, 0, new("room.repack", packed.Moves.Count)),
            PackingVerdict.Full => new(RoomKind.None, 0, packed.Why),
            _ => new(RoomKind.None, 0, new("room.undecided")),
        };
    }

    /// <summary>The first day, from the one asked for on, on which a stay of so many nights has room; null: none that begins within the horizon.
    /// A stay that fits on some day can be moved forward until it meets what ends before it, so only those days need be tried.</summary>
    public LocalDate? FirstDay(LocalDate from, int nights, int horizonDays)
    {
        var last = from.PlusDays(horizonDays);
        if (suiting.Count == 0) { return null; }
        // the first day on which one bed is free all through; only before that day is re-packing worth a look
        var free = suiting.Select(b => FirstDay(b, from, last, nights)).Min();
        var days = taken.Select(t => t.Occupies.DepartOn)
            .Concat(house.OutOfService.Where(s => s.UntilOn is not null).Select(s => s.UntilOn!.Value.PlusDays(1)))
            .Concat(house.Beds.Where(b => b.OpensOn is not null).Select(b => b.OpensOn!.Value))
            .Append(house.Facility.OpensOn ?? from).Append(from)
            .Where(d => d >= from && d <= last && (free is not { } f || d < f)).Distinct().Order();
        foreach (var day in days)
        {
            var stay = new Nights(day, day.PlusDays(nights));
            if (MayBeRepacked(stay) && On(stay).Has) { return day; }
        }
        return free;
    }

    /// <summary>The first day on which this very bed is free for so many nights; null: none up to the last.</summary>
    private LocalDate? FirstDay(Bed bed, LocalDate from, LocalDate last, int nights)
    {
        var there = byBed.TryGetValue(bed.Id, out var found) ? found : [];
        var spells = house.OutOfService.Where(s => s.BedId == bed.Id).ToList();
        var days = there.Select(t => t.Occupies.DepartOn).Concat(spells.Where(s => s.UntilOn is not null).Select(s => s.UntilOn!.Value.PlusDays(1)))
            .Append(bed.OpensOn ?? from).Append(house.Facility.OpensOn ?? from).Append(from).Where(d => d >= from && d <= last).Distinct().Order();
        foreach (var day in days)
        {
            var stay = new Nights(day, day.PlusDays(nights));
            var occupies = new Nights(day, readyOn(stay.DepartOn));
            if (!there.Exists(t => t.Occupies.Meets(occupies)) && BedDays.Usable(bed, spells, house.Facility, stay)) { return day; }
        }
        return null;
    }

    /// <summary>Cheap and never wrong when it says no: on no night may as many people be there as the house has beds, and somebody must be able to move.</summary>
    private bool MayBeRepacked(Nights nights)
    {
        var occupies = new Nights(nights.ArriveOn, readyOn(nights.DepartOn));
        var meeting = taken.FindAll(t => t.Occupies.Meets(occupies));
        if (!meeting.Exists(t => t.Movable)) { return false; }
        // as many as ever at once are there on the first night or on the night somebody arrives
        return meeting.Select(t => t.Occupies.ArriveOn).Where(d => d > occupies.ArriveOn).Append(occupies.ArriveOn).Distinct()
            .All(d => meeting.Count(t => t.Occupies.ArriveOn <= d && d < t.Occupies.DepartOn) < house.Beds.Count);
    }
}

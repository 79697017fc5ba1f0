using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>A stay that takes a bed, as the search knows it; or a bed being made ready after somebody who has left, which is nobody's and stays where it is.</summary>
/// <param name="Arrived">They sleep there.</param>
/// <param name="HeldUntil">Of a hold that ends by the clock alone.</param>
public sealed record TakenBed(
    Guid Stay, Guid Bed, PersonId Person, bool Movable, IReadOnlyList<string> Needs, Nights Nights, Nights Occupies, bool Arrived = false, Instant? HeldUntil = null);

/// <summary>A house with its beds and everybody who has one from some day on.</summary>
public sealed record HouseRoom(Facility Facility, IReadOnlyList<Bed> Beds, IReadOnlyList<OutOfServiceRevision> OutOfService, IReadOnlyList<TakenBed> Taken)
{
    private PreparedHouse? prepared;

    /// <summary>As packing asks for it; made once, also when many ask at the same time.</summary>
    internal PreparedHouse Prepared => LazyInitializer.EnsureInitialized(ref prepared, () => Prepare(Taken));

    internal PreparedHouse Prepare(IEnumerable<TakenBed> taken) => new(
        PackedHouse.Beds(new(Facility, Beds, OutOfService)),
        [.. taken.Select(t => new PackStay(t.Stay, t.Nights, t.Occupies, t.Needs, t.Bed, !t.Movable))]);

    /// <summary>As it stands now, which nobody writes down: who is still there after their departure day has the bed this night too, and a hold whose time is over takes none.
    /// The same as <see cref="PackedHouse"/> and <see cref="FitStay"/> see it.</summary>
    /// <param name="readyAfter">The nights with the days after them in which the bed is made ready.</param>
    public HouseRoom At(Instant now, LocalDate today, Func<Nights, Nights> readyAfter)
    {
        bool Over(TakenBed taken) => taken.HeldUntil <= now;
        bool Overstays(TakenBed taken) => taken.Arrived && StayRules.IsOverstaying(taken.Nights, today);
        if (!Taken.Any(t => Over(t) || Overstays(t))) { return this; }
        // not a copy: what was prepared for the others stays theirs
        return new(Facility, Beds, OutOfService, [.. Taken.Where(t => !Over(t)).Select(t => Overstays(t) ? Still(t, today, readyAfter) : t)]);
    }

    private static TakenBed Still(TakenBed taken, LocalDate today, Func<Nights, Nights> readyAfter)
    {
        var nights = new Nights(taken.Nights.ArriveOn, today.PlusDays(1));
        return taken with { Nights = nights, Occupies = readyAfter(nights) };
    }
}

/// <summary>Whether a house has a bed for these nights, and since when. Pure and exact: a bed is free for the whole stay with the days it needs afterwards, or becomes free
/// when people who have not arrived are moved to other beds of the house.</summary>
public sealed class BedRoom
{
    /// <summary>A search looks at hundreds of houses: beyond so many tried placements in one of them it says that the house has to be asked.</summary>
    private const int MostSteps = 400;

    private readonly HouseRoom house;
    private readonly PreparedHouse prepared;
    private readonly IReadOnlyList<string> needs;
    private readonly Func<LocalDate, LocalDate> readyOn;

    /// <param name="except">Whose stays do not count, because they would give them up.</param>
    /// <param name="readyOn">From the day somebody leaves, the day the bed is ready for the next.</param>
    public BedRoom(HouseRoom house, IReadOnlyList<string> needs, PersonId? except, Func<LocalDate, LocalDate> readyOn)
    {
        ArgumentNullException.ThrowIfNull(house);
        (this.house, this.needs, this.readyOn) = (house, needs, readyOn);
        prepared = except is { } person && house.Taken.Any(t => t.Person == person) ? house.Prepare(house.Taken.Where(t => t.Person != person)) : house.Prepared;
    }

    public RoomAnswer On(Nights nights)
    {
        if (house.Beds.Count == 0) { return new(RoomKind.None, 0, new("room.no-beds")); }
        var suiting = prepared.Having(needs);
        if (suiting.Length == 0) { return new(RoomKind.None, 0, new("room.no-such-bed", [.. needs.Select(n => (object?)new Reason("bed-feature." + n))])); }
        var asked = PreparedHouse.Days(nights);
        if (!Array.Exists(suiting, b => prepared.IsOpen(b, asked))) { return new(RoomKind.None, 0, new("room.out-of-use")); }
        var occupies = new Nights(nights.ArriveOn, readyOn(nights.DepartOn));
        var free = suiting.Count(b => prepared.IsFree(b, asked, PreparedHouse.Days(occupies)));
        if (free > 0) { return new(RoomKind.Free, free, new(free == 1 ? "room.free.one" : "room.free", free)); }
        var packed = Packing.Fit(prepared, new PackStay(Guid.Empty, nights, occupies, needs, null, false), MostSteps);
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
        var suiting = prepared.Having(needs);
        if (suiting.Length == 0) { return null; }
        // the first day on which one bed is free all through; only before that day is re-packing worth a look
        var (first, last) = (PreparedHouse.Day(from), PreparedHouse.Day(from) + horizonDays);
        int? free = null;
        foreach (var day in prepared.Changes(first, last))
        {
            var (stay, occupies) = Stay(day, nights);
            if (Array.Exists(suiting, b => prepared.IsFree(b, stay, occupies))) { free = day; break; }
        }
        foreach (var day in prepared.Changes(first, (free ?? last + 1) - 1))
        {
            var (stay, occupies) = Stay(day, nights);
            if (!Array.Exists(suiting, b => prepared.MayBeFreed(b, stay, occupies))) { continue; }
            var wanted = new PackStay(Guid.Empty, Nights(stay), Nights(occupies), needs, null, false);
            if (Packing.Fit(prepared, wanted, MostSteps).Fits) { return PreparedHouse.Date(day); }
        }
        return free is { } on ? PreparedHouse.Date(on) : null;
    }

    private ((int, int) Stay, (int, int) Occupies) Stay(int day, int nights) => ((day, day + nights), (day, PreparedHouse.Day(readyOn(PreparedHouse.Date(day + nights)))));

    private static Nights Nights((int From, int Until) days) => new(PreparedHouse.Date(days.From), PreparedHouse.Date(days.Until));
}

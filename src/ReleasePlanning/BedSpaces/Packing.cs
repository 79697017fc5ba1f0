using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>A bed as packing sees it.</summary>
/// <param name="Closed">Nights it cannot be slept in: before it opens, from the day it closes, and while it is out of service.</param>
public sealed record PackBed(Guid Id, string Label, IReadOnlyList<string> Features, IReadOnlyList<Nights> Closed)
{
    public bool Suits(PackStay stay) => stay.Needs.All(Features.Contains) && !Closed.Any(c => c.Meets(stay.Nights));
}

/// <summary>A stay as packing sees it.</summary>
/// <param name="Occupies">Its nights and the days after them in which the bed is made ready.</param>
/// <param name="Bed">Where it is now; null for one that has no bed yet.</param>
/// <param name="Fixed">It stays on that bed: the person is in it, or the bed was asked for by name.</param>
public sealed record PackStay(Guid Id, Nights Nights, Nights Occupies, IReadOnlyList<string> Needs, Guid? Bed, bool Fixed);

public enum PackingVerdict
{
    Fits,
    Full,
    /// <summary>The search was given up before it had an answer. Never to be read as "no".</summary>
    NotDecided,
}

/// <summary>A stay that goes to another bed so that there is room.</summary>
public sealed record PackMove(Guid Stay, Guid From, Guid To);

/// <summary>Whether there is room, on which bed and at the price of which moves; and why.</summary>
/// <param name="Steps">How many placements were tried.</param>
public sealed record PackingAnswer(PackingVerdict Verdict, Guid? Bed, IReadOnlyList<PackMove> Moves, Reason Why, int Steps)
{
    public bool Fits => Verdict == PackingVerdict.Fits;
    /// <summary>The stay that is in the way where a bed was named.</summary>
    public Guid? Meets { get; init; }
}

/// <summary>Is there room for one more stay in a house, if stays whose bed nobody named may change beds? Exact: it answers "full" only when no assignment of stays to beds
/// exists. A free bed is found at once; else each night is tested for a matching of its stays to beds; else few moves are looked for, then all assignments are
/// searched night by night, each situation once. Deterministic. A stay may always remain where it is, even where its bed has since lost what it needs.</summary>
public static class Packing
{
    public const int MostSteps = 200_000;
    /// <summary>Up to so many moves the fewest are found; beyond, some.</summary>
    private const int FewMoves = 4;

    public static PackingAnswer Fit(IReadOnlyList<PackBed> beds, IReadOnlyList<PackStay> stays, PackStay wanted, int mostSteps = MostSteps)
    {
        ArgumentNullException.ThrowIfNull(stays);
        ArgumentNullException.ThrowIfNull(wanted);
        return Fit(new PreparedHouse(beds, [.. stays.Where(s => s.Id != wanted.Id)]), wanted, mostSteps);
    }

    /// <summary>The same for a house that is asked about more than once. <paramref name="wanted"/> must not be among its stays.</summary>
    public static PackingAnswer Fit(PreparedHouse prepared, PackStay wanted, int mostSteps = MostSteps)
    {
        ArgumentNullException.ThrowIfNull(prepared);
        ArgumentNullException.ThrowIfNull(wanted);
        var house = new PackingHouse(prepared, wanted);
        if (house.NamedBedRefuses() is { } no) { return no; }
        if (house.FreeBed() is { } free) { return new(PackingVerdict.Fits, free.Id, [], new Reason("packing.free-bed", free.Label), 0); }
        if (house.NightThatFails() is { } why) { return new(PackingVerdict.Full, null, [], why, 0); }

        var budget = new PackingBudget(mostSteps);
        for (var moves = 1; moves <= Math.Min(FewMoves, house.Movable) && budget.Left > mostSteps / 2; moves++)
        {
            if (new PackingMoves(house, budget, moves).Search() is { } few) { return house.Answer(few, budget.Spent); }
        }
        var swept = new PackingSweep(house, budget).Search();
        if (swept is { } all) { return house.Answer(all, budget.Spent); }
        return budget.Left > 0
            ? new(PackingVerdict.Full, null, [], new Reason("packing.no-assignment", wanted.Nights.ArriveOn, wanted.Nights.DepartOn, house.Beds.Length), budget.Spent)
            : new(PackingVerdict.NotDecided, null, [], new Reason("packing.not-decided", mostSteps), budget.Spent);
    }
}

/// <summary>How many placements may still be tried.</summary>
internal sealed class PackingBudget(int most)
{
    public int Spent { get; private set; }
    public int Left => most - Spent;
    public bool Take() => Left > 0 && ++Spent > 0;
}

/// <summary>One question about a house: the stay wanted, and those that can move and can matter, each with the beds it may have.</summary>
internal sealed class PackingHouse
{
    private readonly PreparedHouse prepared;
    private readonly PackStay wanted;
    private readonly (int From, int Until) wantedDays;
    private readonly (int From, int Until)[] days;

    public PackingHouse(PreparedHouse prepared, PackStay wanted)
    {
        (this.prepared, this.wanted, wantedDays) = (prepared, wanted, PreparedHouse.Days(wanted.Occupies));
        var movers = prepared.Touching(wantedDays);
        Stays = new PackStay[movers.Count + 1];
        May = new int[Stays.Length][];
        days = new (int, int)[Stays.Length];
        (Stays[0], May[0], days[0]) = (wanted, MayHave(), wantedDays);
        for (var i = 0; i < movers.Count; i++) { (Stays[i + 1], May[i + 1], days[i + 1]) = (prepared.Movers[movers[i]], prepared.MoverMay[movers[i]], prepared.MoverDays[movers[i]]); }
    }

    public PackBed[] Beds => prepared.Beds;
    /// <summary>The one wanted, then those that may change beds and meet it or each other.</summary>
    public PackStay[] Stays { get; }
    /// <summary>By stay, the indices of the beds it may have whatever the others do; its own first.</summary>
    public int[][] May { get; }
    public int Movable => Stays.Length - 1;

    public bool Meets(int one, int other) => one != other && PreparedHouse.Meet(days[one], days[other]);

    public int ArrivesOn(int stay) => days[stay].From;

    public int LeavesOn(int stay) => days[stay].Until;

    public int Now(int stay) => May[stay].Length > 0 && Stays[stay].Bed is { } bed && Beds[May[stay][0]].Id == bed ? May[stay][0] : -1;

    /// <summary>A bed asked for by name that cannot be had whatever moves.</summary>
    public PackingAnswer? NamedBedRefuses()
    {
        if (!wanted.Fixed) { return null; }
        var (nights, bed) = (wanted.Nights, Beds.FirstOrDefault(b => b.Id == wanted.Bed));
        if (bed is null) { return Full(new Reason("packing.no-such-bed")); }
        if (wanted.Needs.FirstOrDefault(n => !bed.Features.Contains(n)) is { } missing) { return Full(new Reason("packing.bed-lacks", bed.Label, "@bed-feature." + missing)); }
        if (bed.Closed.FirstOrDefault(c => c.Meets(nights)) is { } closed) { return Full(new Reason("packing.bed-closed", bed.Label, LocalDate.Max(closed.ArriveOn, nights.ArriveOn))); }
        if (prepared.All.Where(s => s.Fixed && s.Bed == bed.Id && s.Occupies.Meets(wanted.Occupies)).MinBy(s => s.Nights.ArriveOn) is { } met)
        {
            return Full(new Reason("packing.bed-taken", bed.Label, met.Nights.ArriveOn, met.Nights.DepartOn, met.Occupies.DepartOn)) with { Meets = met.Id };
        }
        return null;

        static PackingAnswer Full(Reason why) => new(PackingVerdict.Full, null, [], why, 0);
    }

    /// <summary>A bed that is free as things are: the one it has, else the one with the least to spare, and among those the one left free for the shortest time.</summary>
    public PackBed? FreeBed()
    {
        var free = May[0].Where(b => prepared.NoMoverOn(b, wantedDays)).Select(b => Beds[b]).ToList();
        return free.FirstOrDefault(b => b.Id == wanted.Bed) ?? (free.Count <= 1 ? free.FirstOrDefault() : free.OrderBy(b => b.Features.Count).ThenBy(GapAround).First());
    }

    // the tighter the gap, the less is lost for somebody who needs a long one
    private int GapAround(PackBed bed)
    {
        const int Far = 10_000;
        var others = prepared.All.Where(s => s.Bed == bed.Id).ToList();
        var before = others.Where(s => s.Occupies.DepartOn <= wanted.Occupies.ArriveOn).Select(s => Period.DaysBetween(s.Occupies.DepartOn, wanted.Occupies.ArriveOn)).DefaultIfEmpty(Far).Min();
        var after = others.Where(s => s.Occupies.ArriveOn >= wanted.Occupies.DepartOn).Select(s => Period.DaysBetween(wanted.Occupies.DepartOn, s.Occupies.ArriveOn)).DefaultIfEmpty(Far).Min();
        return before + after;
    }

    /// <summary>The first night of the wanted stay on which its stays cannot all have a bed, by itself and whatever the other nights do; and what is short.
    /// A matching of stays to beds is carried from night to night: whoever leaves gives the bed back, whoever arrives is matched by an augmenting path. So the first
    /// night that fails is one on which somebody arrives, or the first.</summary>
    public Reason? NightThatFails()
    {
        if (May[0].Length == 0) { return NoBedAtAll(); }
        var arriving = Enumerable.Range(0, Stays.Length).Where(s => days[s].Until > wantedDays.From && days[s].From < wantedDays.Until)
            .OrderBy(s => Math.Max(days[s].From, wantedDays.From)).ToArray();
        var (holder, seen, round) = (new int[Beds.Length], new int[Beds.Length], 0);
        Array.Fill(holder, -1);
        foreach (var stay in arriving)
        {
            var night = Math.Max(days[stay].From, wantedDays.From);
            for (var b = 0; b < holder.Length; b++) { if (holder[b] >= 0 && days[holder[b]].Until <= night) { holder[b] = -1; } }
            round++;
            if (!Place(stay)) { return WhyFull(night); }
        }
        return null;

        bool Place(int stay)
        {
            foreach (var bed in May[stay])
            {
                if (seen[bed] == round) { continue; }
                seen[bed] = round;
                if (holder[bed] < 0 || Place(holder[bed]))
                {
                    holder[bed] = stay;
                    return true;
                }
            }
            return false;
        }
    }

    private Reason NoBedAtAll()
    {
        var suiting = prepared.Having(wanted.Needs);
        if (suiting.Length == 0)
        {
            return wanted.Needs.FirstOrDefault(n => !Beds.Any(b => b.Features.Contains(n))) is { } missing
                ? new("packing.no-bed-has", "@bed-feature." + missing) : new("packing.no-bed-has-all", wanted.Needs.Count);
        }
        var (from, until) = PreparedHouse.Days(wanted.Nights);
        for (var night = from; night < until; night++)
        {
            if (prepared.OpenOn(night) == 0) { return new("packing.closed-on", PreparedHouse.Date(night)); }
        }
        var asked = suiting.Where(b => prepared.IsOpen(b, (from, until))).ToArray();
        for (var night = wantedDays.From; night < wantedDays.Until; night++)
        {
            if (!Array.Exists(asked, b => prepared.Unanchored(b, (night, night + 1)))) { return WhyFull(night); }
        }
        return new("packing.no-assignment", wanted.Nights.ArriveOn, wanted.Nights.DepartOn, Beds.Length);
    }

    private Reason WhyFull(int on)
    {
        var (night, open, booked) = (PreparedHouse.Date(on), prepared.OpenOn(on), prepared.ThereOn(on));
        if (booked + 1 > open) { return new("packing.full-on", night, open, booked); }
        List<PackStay> there = [.. prepared.All.Where(s => Covers(s.Occupies, night)), wanted];
        foreach (var feature in wanted.Needs.Concat(there.SelectMany(s => s.Needs)).Distinct())
        {
            var (having, needing) = (prepared.OpenOn(on, [feature]), there.Count(s => s.Needs.Contains(feature)));
            if (needing > having) { return new("packing.short-of", night, "@bed-feature." + feature, having, needing - 1); }
        }
        return wanted.Needs.Count > 0
            ? new("packing.short-of-suitable", night, "@bed-feature." + wanted.Needs[0], prepared.OpenOn(on, wanted.Needs))
            : new("packing.short-of-free", night);
    }

    private static bool Covers(Nights nights, LocalDate night) => nights.ArriveOn <= night && night < nights.DepartOn;

    /// <summary>From an assignment of all, only the moves that making room asks for: whoever is not in the way of somebody who moved stays.</summary>
    public PackingAnswer Answer(int[] assigned, int steps)
    {
        var bed = Enumerable.Range(0, Stays.Length).Select(Now).ToArray();
        var moved = new bool[Stays.Length];
        var next = new Queue<int>([0]);
        while (next.TryDequeue(out var stay))
        {
            if (moved[stay]) { continue; }
            (moved[stay], bed[stay]) = (true, assigned[stay]);
            for (var other = 1; other < Stays.Length; other++)
            {
                if (Meets(stay, other) && !moved[other] && bed[other] == bed[stay]) { next.Enqueue(other); }
            }
        }
        List<PackMove> moves = [.. Enumerable.Range(1, Movable).Where(s => moved[s] && Beds[bed[s]].Id != Stays[s].Bed).Select(s => new PackMove(Stays[s].Id, Stays[s].Bed!.Value, Beds[bed[s]].Id))];
        var to = Beds[bed[0]];
        return new(PackingVerdict.Fits, to.Id, moves, new Reason("packing.fits-by-moving", to.Label, moves.Count), steps);
    }

    private int[] MayHave()
    {
        var (may, nights, own) = (new List<int>(Beds.Length), PreparedHouse.Days(wanted.Nights), wanted.Bed is { } at ? prepared.IndexOf(at) : -1);
        if (own >= 0 && MayBe(own)) { may.Add(own); }
        if (wanted.Fixed) { return [.. may]; }
        for (var b = 0; b < Beds.Length; b++) { if (b != own && MayBe(b)) { may.Add(b); } }
        return [.. may];

        bool MayBe(int bed) => prepared.Suits(bed, wanted.Needs, nights) && prepared.Unanchored(bed, wantedDays);
    }
}

/// <summary>Puts the wanted stay somewhere and those it drives out somewhere else, at most so many; complete for that many moves.</summary>
internal sealed class PackingMoves(PackingHouse house, PackingBudget budget, int most)
{
    private readonly int[] bed = [.. Enumerable.Range(0, house.Stays.Length).Select(house.Now)];
    private readonly bool[] placed = new bool[house.Stays.Length];

    public int[]? Search() => Place([0], 0) ? bed : null;

    private bool Place(List<int> homeless, int moves)
    {
        if (homeless.Count == 0) { return true; }
        if (moves + homeless.Count(s => s != 0) > most) { return false; }
        // the one with the fewest beds left first
        var stay = homeless.Count == 1 ? homeless[0] : homeless.MinBy(s => (house.May[s].Count(b => Free(s, b)), s));
        var (rest, was) = (homeless.Where(s => s != stay).ToList(), bed[stay]);
        foreach (var to in house.May[stay])
        {
            if ((stay != 0 && to == was) || !Free(stay, to)) { continue; }
            if (!budget.Take()) { return false; }
            var next = new List<int>(rest);
            for (var o = 1; o < bed.Length; o++) { if (bed[o] == to && !placed[o] && house.Meets(stay, o) && !homeless.Contains(o)) { next.Add(o); } }
            (placed[stay], bed[stay]) = (true, to);
            if (Place(next, stay == 0 ? moves : moves + 1)) { return true; }
            (placed[stay], bed[stay]) = (false, was);
        }
        return false;
    }

    // nobody already decided is there
    private bool Free(int stay, int to)
    {
        for (var other = 0; other < placed.Length; other++)
        {
            if (placed[other] && bed[other] == to && house.Meets(stay, other)) { return false; }
        }
        return true;
    }
}

/// <summary>All assignments, in the order of arrival. What decides the rest is only which beds are taken until when, so each such situation is searched once.</summary>
internal sealed class PackingSweep
{
    private readonly PackingHouse house;
    private readonly PackingBudget budget;
    private readonly int[] order;
    private readonly int[] assigned;
    private readonly int[] freeFrom;
    private readonly int[] kind;
    private readonly HashSet<string> failed = [];

    public PackingSweep(PackingHouse house, PackingBudget budget)
    {
        (this.house, this.budget) = (house, budget);
        order = [.. Enumerable.Range(0, house.Stays.Length).OrderBy(house.ArrivesOn).ThenBy(s => house.May[s].Length).ThenBy(s => s)];
        assigned = new int[house.Stays.Length];
        freeFrom = new int[house.Beds.Length];
        // beds that the same stays may have are alike, but for who is in them
        var kinds = new Dictionary<string, int>();
        kind = [.. Enumerable.Range(0, house.Beds.Length).Select(b => KindOf(string.Join(',', Enumerable.Range(0, house.Stays.Length).Where(s => house.May[s].Contains(b)))))];

        int KindOf(string who) => kinds.TryGetValue(who, out var k) ? k : kinds[who] = kinds.Count;
    }

    public int[]? Search() => Place(0) ? assigned : null;

    private bool Place(int at)
    {
        if (at == order.Length) { return true; }
        var stay = order[at];
        var (arrives, leaves) = (house.ArrivesOn(stay), house.LeavesOn(stay));
        if (!failed.Add(Situation(at, arrives))) { return false; }
        var tried = new HashSet<int>();
        foreach (var bed in house.May[stay])
        {
            if (freeFrom[bed] > arrives) { continue; }
            // one of several free beds that are alike stands for all
            if (!tried.Add(kind[bed])) { continue; }
            if (!budget.Take()) { return false; }
            var before = freeFrom[bed];
            (assigned[stay], freeFrom[bed]) = (bed, leaves);
            if (StillPossible(at + 1) && Place(at + 1)) { return true; }
            freeFrom[bed] = before;
        }
        return false;
    }

    private string Situation(int at, int on)
    {
        var taken = Enumerable.Range(0, freeFrom.Length).Where(b => freeFrom[b] > on).Select(b => (Kind: kind[b], Until: freeFrom[b])).Order();
        return $"{at}|{string.Join(';', taken.Select(t => $"{t.Kind}:{t.Until}"))}";
    }

    /// <summary>On the day the next one arrives, those who arrive that day still have a bed each.</summary>
    private bool StillPossible(int at)
    {
        if (at == order.Length) { return true; }
        var on = house.ArrivesOn(order[at]);
        for (var i = at; i < order.Length && house.ArrivesOn(order[i]) == on; i++)
        {
            if (!Array.Exists(house.May[order[i]], b => freeFrom[b] <= on)) { return false; }
        }
        return true;
    }
}

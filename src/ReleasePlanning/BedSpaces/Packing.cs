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
        ArgumentNullException.ThrowIfNull(beds);
        ArgumentNullException.ThrowIfNull(stays);
        ArgumentNullException.ThrowIfNull(wanted);
        var house = new PackingHouse(beds, stays, wanted);
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
            ? new(PackingVerdict.Full, null, [], new Reason("packing.no-assignment", wanted.Nights.ArriveOn, wanted.Nights.DepartOn, house.Beds.Count), budget.Spent)
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

/// <summary>The house prepared for searching: stays that can move and can matter, each with the beds it may have.</summary>
internal sealed class PackingHouse
{
    private readonly PackStay wanted;
    private readonly List<PackStay> anchored;
    private readonly IReadOnlyList<PackStay> all;

    public PackingHouse(IReadOnlyList<PackBed> beds, IReadOnlyList<PackStay> stays, PackStay wanted)
    {
        this.wanted = wanted;
        // beds with less to offer first: a wheelchair bed is not given away while another will do
        Beds = [.. beds.OrderBy(b => b.Features.Count).ThenBy(b => b.Label, StringComparer.Ordinal).ThenBy(b => b.Id)];
        all = [.. stays.Where(s => s.Id != wanted.Id)];
        anchored = [.. all.Where(s => s.Fixed && s.Bed is not null)];
        Stays = [wanted, .. Touching(wanted, [.. all.Where(s => !s.Fixed && s.Bed is not null)]).OrderBy(s => s.Nights.ArriveOn).ThenBy(s => s.Id)];
        May = [.. Stays.Select(MayHave)];
        Meets = new bool[Stays.Count, Stays.Count];
        for (var i = 0; i < Stays.Count; i++)
        {
            for (var j = 0; j < Stays.Count; j++) { Meets[i, j] = i != j && Stays[i].Occupies.Meets(Stays[j].Occupies); }
        }
    }

    public IReadOnlyList<PackBed> Beds { get; }
    /// <summary>The one wanted, then those that may change beds and meet it or each other.</summary>
    public IReadOnlyList<PackStay> Stays { get; }
    /// <summary>By stay, the indices of the beds it may have whatever the others do; its own first.</summary>
    public IReadOnlyList<int[]> May { get; }
    public bool[,] Meets { get; }
    public int Movable => Stays.Count - 1;

    public int Now(int stay) => May[stay].Length > 0 && Stays[stay].Bed is { } bed && Beds[May[stay][0]].Id == bed ? May[stay][0] : -1;

    /// <summary>A bed asked for by name that cannot be had whatever moves.</summary>
    public PackingAnswer? NamedBedRefuses()
    {
        if (!wanted.Fixed) { return null; }
        var (nights, bed) = (wanted.Nights, Beds.FirstOrDefault(b => b.Id == wanted.Bed));
        if (bed is null) { return Full(new Reason("packing.no-such-bed")); }
        if (wanted.Needs.FirstOrDefault(n => !bed.Features.Contains(n)) is { } missing) { return Full(new Reason("packing.bed-lacks", bed.Label, "@bed-feature." + missing)); }
        if (bed.Closed.FirstOrDefault(c => c.Meets(nights)) is { } closed) { return Full(new Reason("packing.bed-closed", bed.Label, LocalDate.Max(closed.ArriveOn, nights.ArriveOn))); }
        if (anchored.Where(s => s.Bed == bed.Id && s.Occupies.Meets(wanted.Occupies)).MinBy(s => s.Nights.ArriveOn) is { } met)
        {
            return Full(new Reason("packing.bed-taken", bed.Label, met.Nights.ArriveOn, met.Nights.DepartOn, met.Occupies.DepartOn)) with { Meets = met.Id };
        }
        return null;

        static PackingAnswer Full(Reason why) => new(PackingVerdict.Full, null, [], why, 0);
    }

    /// <summary>A bed that is free as things are: the one it has, else the one with the least to spare, and among those the one left free for the shortest time.</summary>
    public PackBed? FreeBed()
    {
        var movable = all.Where(s => !s.Fixed).ToList();
        var free = May[0].Select(b => Beds[b]).Where(b => !movable.Any(s => s.Bed == b.Id && s.Occupies.Meets(wanted.Occupies))).ToList();
        return free.FirstOrDefault(b => b.Id == wanted.Bed) ?? free.OrderBy(b => b.Features.Count).ThenBy(GapAround).FirstOrDefault();
    }

    // the tighter the gap, the less is lost for somebody who needs a long one
    private int GapAround(PackBed bed)
    {
        const int Far = 10_000;
        var others = all.Where(s => s.Bed == bed.Id).ToList();
        var before = others.Where(s => s.Occupies.DepartOn <= wanted.Occupies.ArriveOn).Select(s => Period.DaysBetween(s.Occupies.DepartOn, wanted.Occupies.ArriveOn)).DefaultIfEmpty(Far).Min();
        var after = others.Where(s => s.Occupies.ArriveOn >= wanted.Occupies.DepartOn).Select(s => Period.DaysBetween(wanted.Occupies.DepartOn, s.Occupies.ArriveOn)).DefaultIfEmpty(Far).Min();
        return before + after;
    }

    /// <summary>The first night of the wanted stay on which its stays cannot all have a bed, by itself and whatever the other nights do; and what is short.</summary>
    public Reason? NightThatFails()
    {
        if (May[0].Length == 0) { return NoBedAtAll(); }
        for (var night = wanted.Occupies.ArriveOn; night < wanted.Occupies.DepartOn; night = NextChange(night))
        {
            var there = Enumerable.Range(0, Stays.Count).Where(s => Covers(Stays[s].Occupies, night)).ToList();
            if (Matching(there) < there.Count) { return WhyFull(night); }
        }
        return null;
    }

    private LocalDate NextChange(LocalDate after) =>
        Stays.SelectMany(s => new[] { s.Occupies.ArriveOn, s.Occupies.DepartOn }).Where(d => d > after).DefaultIfEmpty(wanted.Occupies.DepartOn).Min();

    private Reason NoBedAtAll()
    {
        var nights = wanted.Nights;
        if (wanted.Needs.FirstOrDefault(n => !Beds.Any(b => b.Features.Contains(n))) is { } missing) { return new("packing.no-bed-has", "@bed-feature." + missing); }
        if (wanted.Needs.Count > 0 && !Beds.Any(b => wanted.Needs.All(b.Features.Contains))) { return new("packing.no-bed-has-all", wanted.Needs.Count); }
        for (var night = nights.ArriveOn; night < nights.DepartOn; night = night.PlusDays(1))
        {
            if (!Beds.Any(b => Open(b, night))) { return new("packing.closed-on", night); }
        }
        for (var night = wanted.Occupies.ArriveOn; night < wanted.Occupies.DepartOn; night = night.PlusDays(1))
        {
            if (!Beds.Any(b => b.Suits(wanted) && !Taken(b, night))) { return WhyFull(night); }
        }
        return new("packing.no-assignment", nights.ArriveOn, nights.DepartOn, Beds.Count);
    }

    private Reason WhyFull(LocalDate night)
    {
        var there = all.Append(wanted).Where(s => Covers(s.Occupies, night)).ToList();
        var open = Beds.Where(b => Open(b, night)).ToList();
        if (there.Count > open.Count) { return new("packing.full-on", night, open.Count, there.Count - 1); }
        foreach (var feature in wanted.Needs.Concat(there.SelectMany(s => s.Needs)).Distinct())
        {
            var (having, needing) = (open.Count(b => b.Features.Contains(feature)), there.Count(s => s.Needs.Contains(feature)));
            if (needing > having) { return new("packing.short-of", night, "@bed-feature." + feature, having, needing - 1); }
        }
        return wanted.Needs.Count > 0
            ? new("packing.short-of-suitable", night, "@bed-feature." + wanted.Needs[0], Beds.Count(b => Open(b, night) && wanted.Needs.All(b.Features.Contains)))
            : new("packing.short-of-free", night);
    }

    private bool Taken(PackBed bed, LocalDate night) => all.Any(s => s.Fixed && s.Bed == bed.Id && Covers(s.Occupies, night));

    private static bool Open(PackBed bed, LocalDate night) => !bed.Closed.Any(c => Covers(c, night));

    private static bool Covers(Nights nights, LocalDate night) => nights.ArriveOn <= night && night < nights.DepartOn;

    /// <summary>How many of these stays, which all meet, can have a bed of their own (augmenting paths).</summary>
    public int Matching(IReadOnlyList<int> stays)
    {
        var holder = new int[Beds.Count];
        Array.Fill(holder, -1);
        return stays.Count(s => Place(s, new bool[Beds.Count]));

        bool Place(int stay, bool[] seen)
        {
            foreach (var bed in May[stay])
            {
                if (seen[bed]) { continue; }
                seen[bed] = true;
                if (holder[bed] < 0 || Place(holder[bed], seen))
                {
                    holder[bed] = stay;
                    return true;
                }
            }
            return false;
        }
    }

    /// <summary>From an assignment of all, only the moves that making room asks for: whoever is not in the way of somebody who moved stays.</summary>
    public PackingAnswer Answer(int[] assigned, int steps)
    {
        var bed = Enumerable.Range(0, Stays.Count).Select(Now).ToArray();
        var moved = new bool[Stays.Count];
        var next = new Queue<int>([0]);
        while (next.TryDequeue(out var stay))
        {
            if (moved[stay]) { continue; }
            (moved[stay], bed[stay]) = (true, assigned[stay]);
            for (var other = 1; other < Stays.Count; other++)
            {
                if (Meets[stay, other] && !moved[other] && bed[other] == bed[stay]) { next.Enqueue(other); }
            }
        }
        List<PackMove> moves = [.. Enumerable.Range(1, Movable).Where(s => moved[s] && Beds[bed[s]].Id != Stays[s].Bed).Select(s => new PackMove(Stays[s].Id, Stays[s].Bed!.Value, Beds[bed[s]].Id))];
        var to = Beds[bed[0]];
        return new(PackingVerdict.Fits, to.Id, moves, new Reason("packing.fits-by-moving", to.Label, moves.Count), steps);
    }

    private int[] MayHave(PackStay stay)
    {
        var may = new List<int>();
        for (var b = 0; b < Beds.Count; b++)
        {
            var (bed, own) = (Beds[b], stay.Bed == Beds[b].Id && stay.Id != wanted.Id);
            if (stay.Fixed && stay.Bed != bed.Id) { continue; }
            if (!own && (!bed.Suits(stay) || anchored.Any(s => s.Bed == bed.Id && s.Occupies.Meets(stay.Occupies)))) { continue; }
            if (stay.Bed == bed.Id) { may.Insert(0, b); } else { may.Add(b); }
        }
        return [.. may];
    }

    private static List<PackStay> Touching(PackStay wanted, List<PackStay> rest)
    {
        var (found, from) = (new List<PackStay>(), new Queue<PackStay>([wanted]));
        while (from.TryDequeue(out var one))
        {
            foreach (var met in rest.Where(s => s.Occupies.Meets(one.Occupies)).ToList())
            {
                rest.Remove(met);
                found.Add(met);
                from.Enqueue(met);
            }
        }
        return found;
    }
}

/// <summary>Puts the wanted stay somewhere and those it drives out somewhere else, at most so many; complete for that many moves.</summary>
internal sealed class PackingMoves(PackingHouse house, PackingBudget budget, int most)
{
    private readonly int[] bed = [.. Enumerable.Range(0, house.Stays.Count).Select(house.Now)];
    private readonly bool[] placed = new bool[house.Stays.Count];

    public int[]? Search() => Place([0], 0) ? bed : null;

    private bool Place(List<int> homeless, int moves)
    {
        if (homeless.Count == 0) { return true; }
        if (moves + homeless.Count(s => s != 0) > most) { return false; }
        // the one with the fewest beds left first
        var stay = homeless.MinBy(s => (house.May[s].Count(b => Free(s, b)), s));
        var (rest, was) = (homeless.Where(s => s != stay).ToList(), bed[stay]);
        foreach (var to in house.May[stay])
        {
            if ((stay != 0 && to == was) || !Free(stay, to)) { continue; }
            if (!budget.Take()) { return false; }
            var driven = Enumerable.Range(1, house.Movable).Where(o => !placed[o] && !homeless.Contains(o) && house.Meets[stay, o] && bed[o] == to).ToList();
            (placed[stay], bed[stay]) = (true, to);
            if (Place([.. rest, .. driven], stay == 0 ? moves : moves + 1)) { return true; }
            (placed[stay], bed[stay]) = (false, was);
        }
        return false;
    }

    // nobody already decided is there
    private bool Free(int stay, int to)
    {
        for (var other = 0; other < placed.Length; other++)
        {
            if (placed[other] && bed[other] == to && house.Meets[stay, other]) { return false; }
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
    private readonly LocalDate[] freeFrom;
    private readonly int[] kind;
    private readonly HashSet<string> failed = [];

    public PackingSweep(PackingHouse house, PackingBudget budget)
    {
        (this.house, this.budget) = (house, budget);
        order = [.. Enumerable.Range(0, house.Stays.Count).OrderBy(s => house.Stays[s].Occupies.ArriveOn).ThenBy(s => house.May[s].Length).ThenBy(s => s)];
        assigned = new int[house.Stays.Count];
        freeFrom = new LocalDate[house.Beds.Count];
        Array.Fill(freeFrom, LocalDate.MinIsoValue);
        // beds that the same stays may have are alike, but for who is in them
        var kinds = new Dictionary<string, int>();
        kind = [.. Enumerable.Range(0, house.Beds.Count).Select(b => KindOf(string.Join(',', Enumerable.Range(0, house.Stays.Count).Where(s => house.May[s].Contains(b)))))];

        int KindOf(string who) => kinds.TryGetValue(who, out var k) ? k : kinds[who] = kinds.Count;
    }

    public int[]? Search() => Place(0) ? assigned : null;

    private bool Place(int at)
    {
        if (at == order.Length) { return true; }
        var stay = order[at];
        var nights = house.Stays[stay].Occupies;
        if (!failed.Add(Situation(at, nights.ArriveOn))) { return false; }
        var tried = new HashSet<(int, LocalDate)>();
        foreach (var bed in house.May[stay])
        {
            if (freeFrom[bed] > nights.ArriveOn) { continue; }
            // one of several free beds that are alike stands for all
            if (!tried.Add((kind[bed], LocalDate.MinIsoValue))) { continue; }
            if (!budget.Take()) { return false; }
            var before = freeFrom[bed];
            (assigned[stay], freeFrom[bed]) = (bed, nights.DepartOn);
            if (StillPossible(at + 1) && Place(at + 1)) { return true; }
            freeFrom[bed] = before;
        }
        return false;
    }

    private string Situation(int at, LocalDate on)
    {
        var taken = Enumerable.Range(0, freeFrom.Length).Where(b => freeFrom[b] > on).Select(b => (Kind: kind[b], Until: freeFrom[b])).Order();
        return $"{at}|{string.Join(';', taken.Select(t => $"{t.Kind}:{t.Until.ToDateOnly().DayNumber}"))}";
    }

    /// <summary>On the day the next one arrives, those who arrive that day still have a bed each.</summary>
    private bool StillPossible(int at)
    {
        if (at == order.Length) { return true; }
        var on = house.Stays[order[at]].Occupies.ArriveOn;
        var arriving = order.Skip(at).TakeWhile(s => house.Stays[s].Occupies.ArriveOn == on);
        return arriving.All(s => house.May[s].Any(b => freeFrom[b] <= on));
    }
}

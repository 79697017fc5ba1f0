using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>A house prepared for <see cref="Packing"/>: what does not depend on the stay that is asked about, computed once for as many questions as are asked.
/// Immutable once made; days are counted, because dates are compared very often.</summary>
public sealed class PreparedHouse
{
    private readonly Dictionary<Guid, int> index;
    private readonly (int From, int Until)[][] closed;
    private readonly (int From, int Until)[][] anchored;
    private readonly (int From, int Until)[][] moved;
    private readonly int[] changes;
    private readonly (int From, int Until)[] allDays;
    // which of those that may move meet each other, directly or through others: numbered in the order of time
    private readonly int[] group;
    private readonly (int From, int Until)[] groups;

    /// <exception cref="ArgumentNullException">One of the lists is null.</exception>
    public PreparedHouse(IReadOnlyList<PackBed> beds, IReadOnlyList<PackStay> stays)
    {
        ArgumentNullException.ThrowIfNull(beds);
        ArgumentNullException.ThrowIfNull(stays);
        // beds with less to offer first: a wheelchair bed is not given away while another will do
        Beds = [.. beds.OrderBy(b => b.Features.Count).ThenBy(b => b.Label, StringComparer.Ordinal).ThenBy(b => b.Id)];
        (All, allDays) = (stays, [.. stays.Select(s => Days(s.Occupies))]);
        index = new(Beds.Length);
        for (var b = 0; b < Beds.Length; b++) { index[Beds[b].Id] = b; }
        closed = [.. Beds.Select(b => b.Closed.Select(Days).ToArray())];
        var there = stays.Where(s => s.Fixed && s.Bed is not null).ToLookup(s => s.Bed!.Value);
        anchored = [.. Beds.Select(b => there[b.Id].Select(s => Days(s.Occupies)).ToArray())];
        Movers = [.. stays.Where(s => !s.Fixed && s.Bed is not null).OrderBy(s => s.Nights.ArriveOn).ThenBy(s => s.Id)];
        MoverDays = [.. Movers.Select(m => Days(m.Occupies))];
        var on = Movers.Select((m, i) => (Bed: m.Bed!.Value, Days: MoverDays[i])).ToLookup(m => m.Bed, m => m.Days);
        moved = [.. Beds.Select(b => on[b.Id].ToArray())];
        changes = [.. closed.Concat(anchored).Concat(moved).SelectMany(spans => spans).Select(s => s.Until).Distinct().Order()];
        MoverMay = [.. Movers.Select(m => MayHave(m, IndexOf(m.Bed!.Value)))];
        (group, groups) = Grouped();
    }

    internal PackBed[] Beds { get; }
    internal IReadOnlyList<PackStay> All { get; }
    /// <summary>Stays that may change beds, in the order of arrival.</summary>
    internal PackStay[] Movers { get; }
    internal (int From, int Until)[] MoverDays { get; }
    /// <summary>The indices of the beds each may have whatever the others do; its own first.</summary>
    internal int[][] MoverMay { get; }

    internal static int Day(LocalDate date) => date.Year < 1 ? -1 : date.ToDateOnly().DayNumber;

    internal static LocalDate Date(int day) => LocalDate.FromDateOnly(DateOnly.FromDayNumber(day));

    internal static (int From, int Until) Days(Nights nights) => (Day(nights.ArriveOn), Day(nights.DepartOn));

    internal static bool Meet((int From, int Until) one, (int From, int Until) other) => one.From < other.Until && other.From < one.Until;

    internal int IndexOf(Guid bed) => index.TryGetValue(bed, out var at) ? at : -1;

    /// <summary>Nobody who stays where they are is on this bed on these days.</summary>
    internal bool Unanchored(int bed, (int From, int Until) days) => !Any(anchored[bed], days);

    internal bool Has(int bed, IReadOnlyList<string> needs)
    {
        for (var i = 0; i < needs.Count; i++) { if (!Beds[bed].Features.Contains(needs[i])) { return false; } }
        return true;
    }

    /// <summary>The beds that have all of this.</summary>
    internal int[] Having(IReadOnlyList<string> needs) => [.. Enumerable.Range(0, Beds.Length).Where(b => Has(b, needs))];

    /// <summary>The bed can be slept in on these nights.</summary>
    internal bool IsOpen(int bed, (int From, int Until) nights) => !Any(closed[bed], nights);

    /// <summary>How many beds, or those that have all of this, can be slept in on a night.</summary>
    internal int OpenOn(int night, IReadOnlyList<string>? needs = null)
    {
        var open = 0;
        for (var b = 0; b < Beds.Length; b++) { if (IsOpen(b, (night, night + 1)) && (needs is null || Has(b, needs))) { open++; } }
        return open;
    }

    /// <summary>How many people have a bed on a night.</summary>
    internal int ThereOn(int night)
    {
        var there = 0;
        foreach (var days in allDays) { if (days.From <= night && night < days.Until) { there++; } }
        return there;
    }

    /// <summary>The bed has what is needed and can be slept in on these nights.</summary>
    internal bool Suits(int bed, IReadOnlyList<string> needs, (int From, int Until) nights) => Has(bed, needs) && IsOpen(bed, nights);

    /// <summary>Nobody who may move is on this bed on these days.</summary>
    internal bool NoMoverOn(int bed, (int From, int Until) days) => !Any(moved[bed], days);

    /// <summary>Nobody is on this bed, and it can be slept in.</summary>
    internal bool IsFree(int bed, (int From, int Until) nights, (int From, int Until) occupies) => MayBeFreed(bed, nights, occupies) && NoMoverOn(bed, occupies);

    /// <summary>Only people who may move are on this bed, and it can be slept in.</summary>
    internal bool MayBeFreed(int bed, (int From, int Until) nights, (int From, int Until) occupies) => IsOpen(bed, nights) && Unanchored(bed, occupies);

    /// <summary>The first day, and each day up to the last on which a bed may become free or open.</summary>
    internal IEnumerable<int> Changes(int first, int last)
    {
        if (first > last) { yield break; }
        yield return first;
        foreach (var day in changes) { if (day > first && day <= last) { yield return day; } }
    }

    /// <summary>Those that meet these days, and those that meet them, and so on.</summary>
    internal List<int> Touching((int From, int Until) days)
    {
        var found = new List<int>(Movers.Length);
        for (var m = 0; m < Movers.Length; m++) { if (Meet(groups[group[m]], days)) { found.Add(m); } }
        return found;
    }

    private int[] MayHave(PackStay stay, int own)
    {
        var may = new List<int>(Beds.Length);
        // it may remain where it is, even where the bed has since lost what it needs
        if (own >= 0) { may.Add(own); }
        var (nights, occupies) = (Days(stay.Nights), Days(stay.Occupies));
        for (var b = 0; b < Beds.Length; b++) { if (b != own && Suits(b, stay.Needs, nights) && Unanchored(b, occupies)) { may.Add(b); } }
        return [.. may];
    }

    private (int[] Of, (int From, int Until)[] All) Grouped()
    {
        var (of, all) = (new int[Movers.Length], new List<(int From, int Until)>());
        foreach (var m in Enumerable.Range(0, Movers.Length).OrderBy(m => MoverDays[m].From))
        {
            if (all.Count > 0 && MoverDays[m].From < all[^1].Until) { all[^1] = (all[^1].From, Math.Max(all[^1].Until, MoverDays[m].Until)); }
            else { all.Add(MoverDays[m]); }
            of[m] = all.Count - 1;
        }
        return (of, [.. all]);
    }

    private static bool Any((int From, int Until)[] spans, (int From, int Until) days)
    {
        foreach (var span in spans) { if (Meet(span, days)) { return true; } }
        return false;
    }
}

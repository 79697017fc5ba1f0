using System.Collections.Concurrent;
using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>The working days of one province by one calendar: Monday to Friday without its holidays, corrected by what administrators entered.
/// Federal working days (CCRA s.2(1)) where nothing else is said.</summary>
public sealed class WorkingDays
{
    private readonly ImmutableDictionary<LocalDate, CalendarOverride> overrides;
    private readonly ImmutableArray<YearlyRule> yearly;
    private readonly ConcurrentDictionary<int, (ImmutableDictionary<LocalDate, DayOff> Off, ImmutableDictionary<LocalDate, string> Opened)> years = new();

    public WorkingDays(Province province, IEnumerable<CalendarOverride>? overrides = null, IEnumerable<YearlyRule>? yearly = null, CalendarKind calendar = CalendarKind.Federal)
    {
        (Province, Calendar) = (province, calendar);
        this.yearly = [.. (yearly ?? []).Where(r => r.Province is null || r.Province == province)];
        // the more specific last, so that it wins
        var mine = ImmutableDictionary.CreateBuilder<LocalDate, CalendarOverride>();
        foreach (var one in (overrides ?? []).Where(o => o.Province is null || o.Province == province).OrderBy(o => o.Province is not null)) mine[one.On] = one;
        this.overrides = mine.ToImmutable();
    }

    public Province Province { get; }

    public CalendarKind Calendar { get; }

    public bool IsWorkingDay(LocalDate date) => Status(date).Value;

    /// <summary>Whether it is a working day, and why.</summary>
    public Reasoned<bool> Status(LocalDate date)
    {
        if (overrides.TryGetValue(date, out var set)) return new(!set.Closed, new(set.Closed ? "day.closed" : "day.opened", date, set.Reason));
        var year = YearOf(date.Year);
        if (year.Opened.TryGetValue(date, out var opened)) return new(true, new("day.opened", date, opened));
        if (year.Off.TryGetValue(date, out var off))
            return new(false, off.Nominal == date ? new("day.holiday", date, off.Name) : new("day.holiday-observed", date, off.Name, off.Nominal));
        return date.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday ? new(false, new("day.weekend", date)) : new(true, new("day.working", date));
    }

    /// <summary>The first working day after a date.</summary>
    public LocalDate Next(LocalDate date) => Step(date, 1);

    /// <summary>The last working day before a date.</summary>
    public LocalDate Previous(LocalDate date) => Step(date, -1);

    /// <summary>The date itself, or the next working day.</summary>
    public LocalDate SameOrNext(LocalDate date) => IsWorkingDay(date) ? date : Next(date);

    /// <summary>The nth working day after a date, or before it when negative. No days: the date itself, or the next working day.</summary>
    public LocalDate Add(LocalDate date, int days)
    {
        if (days == 0) return SameOrNext(date);
        for (var left = Math.Abs(days); left > 0; left--) date = Step(date, Math.Sign(days));
        return date;
    }

    /// <summary>How many working days lie after <paramref name="from"/> up to and including <paramref name="to"/>; negative when that is earlier.</summary>
    /// <remarks>The inverse of <see cref="Add"/>: Monday to Friday of one week are four apart.</remarks>
    public int Between(LocalDate from, LocalDate to)
    {
        var (count, step) = (0, from <= to ? 1 : -1);
        for (var day = from; day != to;)
        {
            day = day.PlusDays(step);
            if (IsWorkingDay(day)) count += step;
        }
        return count;
    }

    internal ImmutableArray<Reason> WhyClosed(LocalDate after, LocalDate before)
    {
        var why = ImmutableArray.CreateBuilder<Reason>();
        for (var day = after.PlusDays(1); day < before; day = day.PlusDays(1)) why.Add(Status(day).Why);
        return why.ToImmutable();
    }

    private LocalDate Step(LocalDate date, int by)
    {
        do date = date.PlusDays(by);
        while (!IsWorkingDay(date));
        return date;
    }

    /// <summary>The days off of a year, by the day that is off: the calendar's own and those entered for every year.</summary>
    public ImmutableArray<DayOff> DaysOff(int year) => [.. YearOf(year).Off.Values.OrderBy(d => d.Observed)];

    private (ImmutableDictionary<LocalDate, DayOff> Off, ImmutableDictionary<LocalDate, string> Opened) YearOf(int year) => years.GetOrAdd(year, Make, this);

    private static (ImmutableDictionary<LocalDate, DayOff>, ImmutableDictionary<LocalDate, string>) Make(int year, WorkingDays of)
    {
        IEnumerable<DayOff> own = of.Calendar == CalendarKind.Provincial
            ? ProvincialHolidays.Of(year, of.Province)
            : FederalHolidays.Of(year, of.Province).Select(h => new DayOff($"@holiday.{h.Code}", h.Nominal, h.Observed));
        // where two fall on one day, the first of them names it
        var off = own.GroupBy(d => d.Observed).ToDictionary(g => g.Key, g => g.First());
        var opened = new Dictionary<LocalDate, string>();
        foreach (var rule in of.yearly)
        {
            if (rule.Of(year) is not { } day) continue;
            if (!rule.Closed) { opened[day] = rule.Name; continue; }
            var observed = day;
            while (rule.Rolls && (observed.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday || off.ContainsKey(observed))) observed = observed.PlusDays(1);
            off.TryAdd(observed, new(rule.Name, day, observed));
        }
        return (off.ToImmutableDictionary(), opened.ToImmutableDictionary());
    }
}

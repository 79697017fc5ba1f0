using System.Collections.Concurrent;
using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>The federal working days of one province (CCRA s.2(1)): Monday to Friday without designated holidays, corrected by overrides.</summary>
public sealed class WorkingDays
{
    private readonly ImmutableDictionary<LocalDate, CalendarOverride> overrides;
    private readonly ConcurrentDictionary<int, ImmutableDictionary<LocalDate, FederalHoliday>> holidays = new();

    public WorkingDays(Province province, IEnumerable<CalendarOverride>? overrides = null)
    {
        Province = province;
        // the more specific last, so that it wins
        var mine = ImmutableDictionary.CreateBuilder<LocalDate, CalendarOverride>();
        foreach (var one in (overrides ?? []).Where(o => o.Province is null || o.Province == province).OrderBy(o => o.Province is not null)) mine[one.On] = one;
        this.overrides = mine.ToImmutable();
    }

    public Province Province { get; }

    public bool IsWorkingDay(LocalDate date) => Status(date).Value;

    /// <summary>Whether it is a working day, and why.</summary>
    public Reasoned<bool> Status(LocalDate date)
    {
        if (overrides.TryGetValue(date, out var set)) return new(!set.Closed, new(set.Closed ? "day.closed" : "day.opened", date, set.Reason));
        if (HolidaysOf(date.Year).TryGetValue(date, out var holiday))
            return new(false, holiday.Nominal == date
                ? new("day.holiday", date, HolidayKey(holiday))
                : new("day.holiday-observed", date, HolidayKey(holiday), holiday.Nominal));
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

    private ImmutableDictionary<LocalDate, FederalHoliday> HolidaysOf(int year) =>
        holidays.GetOrAdd(year, (y, province) => FederalHolidays.Of(y, province).ToImmutableDictionary(h => h.Observed), Province);

    private static string HolidayKey(FederalHoliday holiday) => $"@holiday.{holiday.Code}";
}

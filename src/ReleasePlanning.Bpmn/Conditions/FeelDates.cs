using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on dates, times and durations.</summary>
internal static class FeelDates
{
    public static object? Today(FeelCall call)
    {
        if (call[0] is not string id) return null;
        return call.Scope.Now.InZone(Zone(id, call)).Date;
    }

    public static object? Date(FeelCall call) => (call[0], call[1], call[2]) switch
    {
        (string s, null, null) => FeelTemporal.Date(s),
        (LocalDate d, null, null) => d,
        (LocalDateTime d, null, null) => d.Date,
        // the date of an instant depends on where one stands
        (Instant i, string zone, null) => i.InZone(Zone(zone, call)).Date,
        (decimal y, decimal m, decimal d) => Made(() => new LocalDate(Whole(y), Whole(m), Whole(d))),
        _ => null
    };

    public static object? Time(FeelCall call) => (call[0], call[1], call[2]) switch
    {
        (string s, null, null) => FeelTemporal.Time(s),
        (LocalTime t, null, null) => t,
        (LocalDateTime d, null, null) => d.TimeOfDay,
        (Instant i, string zone, null) => i.InZone(Zone(zone, call)).TimeOfDay,
        (decimal h, decimal m, decimal s) => Made(() => new LocalTime(Whole(h), Whole(m), Whole(s))),
        _ => null
    };

    /// <summary>From a text, or a date and a time, or these and the zone they are meant in.</summary>
    public static object? DateAndTime(FeelCall call) => (call[0], call[1], call[2]) switch
    {
        (string s, null, null) => FeelTemporal.DateAndTime(s),
        (LocalDate d, LocalTime t, null) => d + t,
        (LocalDate d, LocalTime t, string zone) => (d + t).InZone(Zone(zone, call), Timing.ClockChanges.Resolver).ToInstant(),
        _ => null
    };

    public static object? MonthsBetween(FeelCall call)
    {
        if ((call[0] as LocalDate? ?? (call[0] as LocalDateTime?)?.Date) is not { } from || (call[1] as LocalDate? ?? (call[1] as LocalDateTime?)?.Date) is not { } to) return null;
        return Period.Between(from, to, PeriodUnits.YearMonthDay) is var p ? Period.FromYears(p.Years) + Period.FromMonths(p.Months) : null;
    }

    public static object? WorkingDaysBetween(FeelCall call)
    {
        var count = call.Scope.Host?.WorkingDaysBetween
            ?? throw new FeelException(call.Position, "There is no calendar of working days here.", "feel.no-calendar", "working days between");
        if (call[0] is not LocalDate from || call[1] is not LocalDate to || call[2] is not string province) return null;
        // the calendar is asked once per day at worst; nobody needs more than a lifetime of days
        if (Math.Abs(Period.DaysBetween(from, to)) > 40_000) return null;
        call.Scope.Spend(call.Position, 1 + Math.Abs(Period.DaysBetween(from, to)) / 16);
        try
        {
            return (decimal)count(from, to, province);
        }
        catch (ArgumentException)
        {
            throw new FeelException(call.Position, $"There is no province '{province}'.", "feel.unknown-province", province);
        }
    }

    private static DateTimeZone Zone(string id, FeelCall call) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? throw new FeelException(call.Position, $"There is no time zone '{id}'.", "feel.unknown-zone", id);

    private static int Whole(decimal d) => d == decimal.Truncate(d) && Math.Abs(d) < 100_000 ? (int)d : throw new ArgumentOutOfRangeException(nameof(d));

    private static object? Made<T>(Func<T> make) where T : struct
    {
        try
        {
            return make();
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }
}

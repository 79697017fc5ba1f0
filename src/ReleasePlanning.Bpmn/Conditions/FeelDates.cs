using NodaTime;
using NodaTime.Calendars;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Functions on dates, times and durations.</summary>
internal static class FeelDates
{
    public static object? Today(FeelCall call) => call.Scope.Now.InZone(Zone((string)call[0]!, call)).Date;

    public static object? Date(FeelCall call) => (call[0], call[1]) switch
    {
        (string s, null) => FeelTemporal.Date(s),
        // the date of an instant depends on where one stands
        (Instant i, string zone) => i.InZone(Zone(zone, call)).Date,
        (Instant, null) => null,
        var (value, zone) => zone is null ? FeelMoments.Date(One(value)) : FeelMoments.Instant(value) is { } i ? i.InZone(Zone((string)zone, call)).Date : null
    };

    public static object? DateOf(FeelCall call) => Made(call, c => new LocalDate(Whole(c, 0), Whole(c, 1), Whole(c, 2)));

    public static object? Time(FeelCall call) => (call[0], call[1]) switch
    {
        (string s, null) => FeelTemporal.Time(s),
        (LocalTime or FeelTime, null) => call[0],
        // the midnight a date begins with, in UTC
        (LocalDate, null) => new FeelTime(LocalTime.Midnight, Offset.Zero),
        (Instant i, string zone) => i.InZone(Zone(zone, call)).TimeOfDay,
        var (value, zone) => zone is null ? FeelMoments.Time(One(value)) : FeelMoments.Instant(value) is { } i ? i.InZone(Zone((string)zone, call)).TimeOfDay : null
    };

    /// <summary>From hours, minutes, seconds and perhaps an offset; seconds may have a fraction.</summary>
    public static object? TimeOf(FeelCall call) => Made(call, c =>
    {
        var seconds = c.Number(2);
        if (seconds is < 0 or >= 60) throw new ArgumentOutOfRangeException(nameof(call));
        var time = new LocalTime(Whole(c, 0), Whole(c, 1), (int)seconds).PlusNanoseconds((long)((seconds % 1) * 1_000_000_000m));
        return c[3] switch
        {
            null => time,
            Duration offset when offset.ToInt128Nanoseconds() % 1_000_000_000 == 0 => new FeelTime(time, Offset.FromSeconds(checked((int)offset.TotalSeconds))),
            _ => null
        };
    });

    /// <summary>From a text, or a date as its midnight.</summary>
    public static object? DateAndTime(FeelCall call) => One(call[0]) switch
    {
        string s => FeelTemporal.DateAndTime(s),
        LocalDate d => d.AtMidnight(),
        var value => FeelMoments.IsDateAndTime(value) ? value : null
    };

    /// <summary>From a date and a time, and perhaps the zone they are meant in.</summary>
    public static object? Together(FeelCall call)
    {
        if (FeelMoments.Date(call[0]) is not { } date || One(call[1]) is not { } time || time is not (LocalTime or FeelTime)) return null;
        if (call.Arguments.Length < 3) return FeelMoments.At(date, time);
        return time is LocalTime local ? (date + local).InZone(Zone((string)call[2]!, call), Timing.ClockChanges.Resolver).ToInstant() : null;
    }

    public static object? MonthsBetween(FeelCall call)
    {
        if (FeelMoments.Date(call[0]) is not { } from || FeelMoments.Date(call[1]) is not { } to) return null;
        var between = Period.Between(from, to, PeriodUnits.YearMonthDay);
        return FeelTemporal.OfMonths((between.Years * 12L) + between.Months);
    }

    public static object? MonthOfYear(FeelCall call) =>
        System.Globalization.CultureInfo.InvariantCulture.DateTimeFormat.GetMonthName(FeelMoments.Date(call[0])!.Value.Month);

    public static object? WeekOfYear(FeelCall call) => FeelBox.Of(WeekYearRules.Iso.GetWeekOfWeekYear(FeelMoments.Date(call[0])!.Value));

    public static object? LastDayOfMonth(FeelCall call) => FeelMoments.Date(call[0])!.Value.With(DateAdjusters.EndOfMonth);

    public static object? WorkingDaysBetween(FeelCall call)
    {
        var count = call.Scope.Host?.WorkingDaysBetween
            ?? throw new FeelException(call.Position, "There is no calendar of working days here.", "feel.no-calendar", "working days between");
        if (call[0] is not LocalDate from || call[1] is not LocalDate to || call[2] is not string province) return null;
        // the calendar is asked once per day at worst; nobody needs more than a lifetime of days
        if (Math.Abs(Period.DaysBetween(from, to)) > 40_000) return null;
        call.Scope.Spend(call.Position, 1 + (Math.Abs(Period.DaysBetween(from, to)) / 16));
        try
        {
            return (decimal)count(from, to, province);
        }
        catch (ArgumentException)
        {
            throw new FeelException(call.Position, $"There is no province '{province}'.", "feel.unknown-province", province);
        }
    }

    private static object? One(object? value) => value is IReadOnlyList<object?> { Count: 1 } list ? FeelValue.Shallow(list[0]) : value;

    private static DateTimeZone Zone(string id, FeelCall call) =>
        DateTimeZoneProviders.Tzdb.GetZoneOrNull(id) ?? throw new FeelException(call.Position, $"There is no time zone '{id}'.", "feel.unknown-zone", id);

    private static int Whole(FeelCall call, int index) =>
        call.Number(index) is var d && d == decimal.Truncate(d) && Math.Abs(d) < 100_000 ? (int)d : throw new ArgumentOutOfRangeException(nameof(index));

    private static object? Made(FeelCall call, Func<FeelCall, object?> make)
    {
        try
        {
            return make(call);
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }
}

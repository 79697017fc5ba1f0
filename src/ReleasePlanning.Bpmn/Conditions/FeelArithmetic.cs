using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Arithmetic on numbers, texts and temporal values; null where it has no answer (other kinds, division by zero, out of range).</summary>
internal static class FeelArithmetic
{
    public static object? Do(string word, object? a, object? b, FeelScope scope, int position)
    {
        try
        {
            if (a is decimal m && b is decimal n) return Numbers(word, m, n);
            return (word, a, b) switch
            {
                (_, null, _) or (_, _, null) => null,
                ("+", string x, string y) => Joined(x, y, scope, position),
                ("-", _, _) when a is LocalDate or LocalTime or FeelTime || FeelMoments.IsDateAndTime(a) => Apart(a, b),
                ("+" or "-", Duration x, Duration y) => word == "+" ? x + y : x - y,
                ("*", Duration x, decimal y) => Times(x, y),
                ("*", decimal x, Duration y) => Times(y, x),
                ("/", Duration x, decimal y) => y == 0 ? null : Over(x, y),
                ("/", Duration x, Duration y) => y == Duration.Zero ? null : FeelBox.Of(Nanoseconds(x) / Nanoseconds(y)),
                ("+" or "-", Period x, Period y) => word == "+" ? Plus(x, y) : Plus(x, Period.Zero - y),
                ("*", Period x, decimal y) => TimesMonths(x, y),
                ("*", decimal x, Period y) => TimesMonths(y, x),
                ("/", Period x, decimal y) => y == 0 || FeelTemporal.Months(x) is not { } months ? null : FeelTemporal.OfMonths((long)decimal.Truncate(months / y)),
                ("/", Period x, Period y) => FeelTemporal.Months(x) is { } p && FeelTemporal.Months(y) is { } q && q != 0 ? FeelBox.Of((decimal)p / q) : null,
                ("+", _, Duration y) => Shift(a, y),
                ("+", Duration x, _) => Shift(b, x),
                ("+", _, Period y) => Shift(a, y),
                ("+", Period x, _) => Shift(b, x),
                _ => null
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            // the answer does not fit: a number beyond 28 digits, a date beyond year 9999
            return null;
        }
    }

    public static object? Negate(object? value) => value switch
    {
        decimal d => FeelBox.Of(-d),
        Duration d => -d,
        Period p => Period.Zero - p,
        _ => null
    };

    private static object? Numbers(string word, decimal x, decimal y) => word switch
    {
        "+" => FeelBox.Of(x + y),
        "-" => FeelBox.Of(x - y),
        "*" => FeelBox.Of(x * y),
        "/" => y == 0 ? null : FeelBox.Of(x / y),
        "%" => y == 0 ? null : FeelBox.Of(x % y),
        _ => Power(x, y)
    };

    private static string Joined(string a, string b, FeelScope scope, int position)
    {
        scope.Spend(position, (a.Length + b.Length) / 16);
        return a + b;
    }

    // a point in time less another, or less a duration
    private static object? Apart(object a, object b) => (a, b) switch
    {
        (_, Duration y) => Shift(a, -y),
        (_, Period y) => Shift(a, Period.Zero - y),
        (LocalDate x, LocalDate y) => Duration.FromDays(Period.DaysBetween(y, x)),
        (LocalTime x, LocalTime y) => Duration.FromNanoseconds(x.NanosecondOfDay - y.NanosecondOfDay),
        (FeelTime x, FeelTime y) => Duration.FromNanoseconds(x.Order - y.Order),
        (LocalDateTime x, LocalDateTime y) => Exact(x) - Exact(y),
        // beside a moment a date is its midnight in UTC, and so has nothing to do with a local time
        _ => Moment(a) is { } i && Moment(b) is { } j ? i - j : null
    };

    private static Instant? Moment(object value) => value is LocalDate d ? d.AtMidnight().InUtc().ToInstant() : FeelMoments.Instant(value);

    private static object? Shift(object? value, Duration by) => value switch
    {
        Instant i => i + by,
        OffsetDateTime o => o + by,
        ZonedDateTime z => z + by,
        LocalDateTime d => d + by.ToPeriod(),
        // part of a day does not move a date forward; going back, it does
        LocalDate d => (d.AtMidnight() + by.ToPeriod()).Date,
        LocalTime t => Around(t, by),
        FeelTime t => t with { Time = Around(t.Time, by) },
        _ => null
    };

    private static object? Shift(object? value, Period by) => value switch
    {
        LocalDate d when !by.HasTimeComponent => d + by,
        LocalDateTime d => d + by,
        OffsetDateTime o => (o.LocalDateTime + by).WithOffset(o.Offset),
        ZonedDateTime z => (z.LocalDateTime + by).InZone(z.Zone, Timing.ClockChanges.Resolver),
        // without a zone a month has no length
        _ => null
    };

    private static LocalTime Around(LocalTime time, Duration by) => time + Period.FromNanoseconds((long)(by.ToInt128Nanoseconds() % NodaConstants.NanosecondsPerDay));

    private static Period ToPeriod(this Duration d) => Period.FromDays(d.Days) + Period.FromNanoseconds(d.NanosecondOfDay);

    private static Duration Exact(LocalDateTime d) => d.InUtc().ToInstant() - Instant.FromUnixTimeTicks(0);

    private static decimal Nanoseconds(Duration d) => (decimal)d.ToInt128Nanoseconds();

    private static Duration Times(Duration d, decimal by) => Duration.FromNanoseconds((Int128)decimal.Round(Nanoseconds(d) * by));

    private static Duration Over(Duration d, decimal by) => Duration.FromNanoseconds((Int128)decimal.Round(Nanoseconds(d) / by));

    private static Period? Plus(Period a, Period b) =>
        FeelTemporal.Months(a) is { } m && FeelTemporal.Months(b) is { } n ? FeelTemporal.OfMonths(m + n) : a + b;

    private static Period? TimesMonths(Period p, decimal by) =>
        FeelTemporal.Months(p) is { } months ? FeelTemporal.OfMonths((long)decimal.Truncate(months * by)) : null;

    private static object? Power(decimal x, decimal y)
    {
        if (y != decimal.Truncate(y) || Math.Abs(y) > 1_000)
            return FeelNumbers.Of(Math.Pow((double)x, (double)y));
        var result = 1m;
        for (var i = Math.Abs(y); i > 0; i--) result *= x;
        return y >= 0 ? FeelBox.Of(result) : result == 0 ? null : FeelBox.Of(1 / result);
    }
}

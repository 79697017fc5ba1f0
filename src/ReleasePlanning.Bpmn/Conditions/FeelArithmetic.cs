using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Arithmetic on numbers, texts and temporal values; null where it has no answer (other kinds, division by zero, out of range).</summary>
internal static class FeelArithmetic
{
    public static object? Do(string word, object? a, object? b, FeelScope scope, int position)
    {
        try
        {
            return (word, a, b) switch
            {
                ("+", decimal x, decimal y) => x + y,
                ("-", decimal x, decimal y) => x - y,
                ("*", decimal x, decimal y) => x * y,
                ("/", decimal x, decimal y) => y == 0 ? null : x / y,
                ("%", decimal x, decimal y) => y == 0 ? null : x % y,
                ("**", decimal x, decimal y) => Power(x, y),
                ("+", string x, string y) => Joined(x, y, scope, position),
                ("-", LocalDate x, LocalDate y) => Duration.FromDays(Period.DaysBetween(y, x)),
                ("-", LocalDateTime x, LocalDateTime y) => Exact(x) - Exact(y),
                ("-", LocalTime x, LocalTime y) => Duration.FromNanoseconds(x.NanosecondOfDay - y.NanosecondOfDay),
                ("-", Instant x, Instant y) => x - y,
                ("+" or "-", Duration x, Duration y) => word == "+" ? x + y : x - y,
                ("*", Duration x, decimal y) => Times(x, y),
                ("*", decimal x, Duration y) => Times(y, x),
                ("/", Duration x, decimal y) => y == 0 ? null : Times(x, 1 / y),
                ("/", Duration x, Duration y) => y == Duration.Zero ? null : Nanoseconds(x) / Nanoseconds(y),
                ("+" or "-", Period x, Period y) => word == "+" ? x + y : x - y,
                ("*", Period x, decimal y) => TimesMonths(x, y),
                ("*", decimal x, Period y) => TimesMonths(y, x),
                ("+" or "-", _, Duration y) => Shift(a, word == "+" ? y : -y),
                ("+", Duration x, _) => Shift(b, x),
                ("+" or "-", _, Period y) => Shift(a, word == "+" ? y : Period.Zero - y),
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
        decimal d => -d,
        Duration d => -d,
        Period p => Period.Zero - p,
        _ => null
    };

    private static object Joined(string a, string b, FeelScope scope, int position)
    {
        scope.Spend(position, (a.Length + b.Length) / 16);
        return a + b;
    }

    private static object? Shift(object? value, Duration by) => value switch
    {
        Instant i => i + by,
        LocalDateTime d => d + by.ToPeriod(),
        // part of a day does not move a date forward; going back, it does
        LocalDate d => (d.AtMidnight() + by.ToPeriod()).Date,
        LocalTime t => t + Period.FromNanoseconds((long)(by.ToBigIntegerNanoseconds() % NodaConstants.NanosecondsPerDay)),
        _ => null
    };

    private static object? Shift(object? value, Period by) => value switch
    {
        LocalDate d when !by.HasTimeComponent => d + by,
        LocalDateTime d => d + by,
        // without a zone a month has no length
        _ => null
    };

    private static Period ToPeriod(this Duration d) => Period.FromDays(d.Days) + Period.FromNanoseconds(d.NanosecondOfDay);

    private static Duration Exact(LocalDateTime d) => d.InUtc().ToInstant() - Instant.FromUnixTimeTicks(0);

    private static decimal Nanoseconds(Duration d) => (decimal)d.ToBigIntegerNanoseconds();

    private static Duration Times(Duration d, decimal by) => Duration.FromNanoseconds((System.Numerics.BigInteger)decimal.Round(Nanoseconds(d) * by));

    private static Period? TimesMonths(Period p, decimal by) =>
        FeelTemporal.Months(p) is { } months ? Period.FromMonths(decimal.ToInt32(decimal.Truncate(months * by))).Normalize() : null;

    private static object? Power(decimal x, decimal y)
    {
        if (y != decimal.Truncate(y) || Math.Abs(y) > 1_000)
            return Math.Pow((double)x, (double)y) is var p && Math.Abs(p) < 7.9e28 ? (decimal)p : null;
        var result = 1m;
        for (var i = Math.Abs(y); i > 0; i--) result *= x;
        return y >= 0 ? result : result == 0 ? null : 1 / result;
    }
}

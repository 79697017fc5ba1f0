using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Temporal values as text and back (ISO 8601, as DMN writes them).</summary>
internal static class FeelTemporal
{
    /// <summary>What stands in <c>@"…"</c>: a date, time, date and time, or duration; null when it is none.</summary>
    public static object? Any(string text) => Date(text) ?? Time(text) ?? DateAndTime(text) ?? Duration(text);

    public static object? Date(string text) => LocalDatePattern.Iso.Parse(text) is { Success: true } r ? r.Value : null;

    public static object? Time(string text) =>
        LocalTimePattern.ExtendedIso.Parse(text) is { Success: true } r ? r.Value
        : LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(text) is { Success: true } m ? m.Value
        : null;

    /// <summary>A local date and time, or an instant when the text names an offset (Z, +01:00) or a zone (@America/Toronto).</summary>
    public static object? DateAndTime(string text)
    {
        if (text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
            return DateTimeZoneProviders.Tzdb.GetZoneOrNull(text[(at + 1)..]) is { } zone && Local(text[..at]) is { } local
                ? local.InZone(zone, Timing.ClockChanges.Resolver).ToInstant()
                : null;
        if (OffsetDateTimePattern.ExtendedIso.Parse(text) is { Success: true } o) return o.Value.ToInstant();
        if (OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<Z+HH:mm>").Parse(text) is { Success: true } short_) return short_.Value.ToInstant();
        return Local(text) is { } l ? l : null;
    }

    /// <summary>Days and time as an exact duration, years and months as a period; a mixture is kept as a period that has no order.</summary>
    public static object? Duration(string text)
    {
        var negative = text.StartsWith('-');
        var body = negative ? text[1..] : text;
        // NodaTime also takes a sign inside ("P-1D"), which neither ISO 8601 nor DMN writes
        if (body.Contains('-', StringComparison.Ordinal) || !(PeriodPattern.NormalizingIso.Parse(body) is { Success: true } r)) return null;
        try
        {
            var period = negative ? Period.Zero - r.Value : r.Value;
            if (period is { Years: 0, Months: 0 }) return period.ToDuration();
            return period;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    public static long? Months(Period p) => p.HasTimeComponent || p.Weeks != 0 || p.Days != 0 ? null : p.Years * 12L + p.Months;

    public static string Text(object value) => value switch
    {
        LocalDate d => LocalDatePattern.Iso.Format(d),
        LocalTime t => LocalTimePattern.ExtendedIso.Format(t),
        LocalDateTime d => LocalDateTimePattern.ExtendedIso.Format(d),
        Instant i => InstantPattern.ExtendedIso.Format(i),
        Period p => PeriodText(p),
        Duration d => DurationText(d),
        _ => throw new NotSupportedException($"A {value.GetType().Name} is not a FEEL value.")
    };

    private static LocalDateTime? Local(string text) =>
        LocalDateTimePattern.ExtendedIso.Parse(text) is { Success: true } r ? r.Value
        : LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm").Parse(text) is { Success: true } m ? m.Value
        : null;

    private static string DurationText(Duration d)
    {
        if (d == NodaTime.Duration.Zero) return "PT0S";
        var sign = d < NodaTime.Duration.Zero ? "-" : "";
        if (sign.Length > 0) d = -d;
        var days = d.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{d.Days}D") : "";
        var rest = (d.Hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{d.Hours}H") : "") + (d.Minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{d.Minutes}M") : "");
        var seconds = d.Seconds + d.SubsecondNanoseconds / 1_000_000_000m;
        if (seconds > 0) rest += FeelValue.Number(seconds) + "S";
        return $"{sign}P{days}{(rest.Length > 0 ? "T" + rest : "")}";
    }

    private static string PeriodText(Period p)
    {
        var n = p.Normalize();
        if (Months(n) is { } months)
        {
            var abs = Math.Abs(months);
            return abs == 0 ? "P0M" : string.Create(CultureInfo.InvariantCulture, $"{(months < 0 ? "-" : "")}P{(abs >= 12 ? $"{abs / 12}Y" : "")}{(abs % 12 > 0 ? $"{abs % 12}M" : "")}");
        }
        // every part of a period that came from text has one sign
        var negative = n.Years < 0 || n.Months < 0 || n.Days < 0;
        return negative ? "-" + PeriodPattern.NormalizingIso.Format(Period.Zero - n) : PeriodPattern.NormalizingIso.Format(n);
    }
}

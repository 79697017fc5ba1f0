using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>Temporal values as text and back (ISO 8601, as DMN writes them).</summary>
internal static partial class FeelTemporal
{
    private static readonly LocalTimePattern Minutes = LocalTimePattern.CreateWithInvariantCulture("HH:mm");
    private static readonly LocalDateTimePattern DateMinutes = LocalDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mm");

    /// <summary>What stands in <c>@"…"</c>: a date, time, date and time, or duration; null when it is none.</summary>
    public static object? Any(string text) => (object?)Date(text) ?? Time(text) ?? DateAndTime(text) ?? Duration(text);

    public static LocalDate? Date(string text) => LocalDatePattern.Iso.Parse(text) is { Success: true } r ? r.Value : null;

    /// <summary>A local time, or one with an offset when the text names it (Z, +01:00) or a zone (@America/Toronto).</summary>
    public static object? Time(string text)
    {
        if (!Suffix(text, out var body, out var offset, out var zone)) return null;
        var read = LocalTimePattern.ExtendedIso.Parse(body) is { Success: true } r ? r : Minutes.Parse(body);
        if (!read.Success) return null;
        return zone is not null ? FeelTime.In(read.Value, zone) : offset is { } o ? new FeelTime(read.Value, o) : read.Value;
    }

    /// <summary>A local date and time, or one with an offset when the text names it (Z, +01:00) or a zone (@America/Toronto). A date alone is its midnight.</summary>
    public static object? DateAndTime(string text)
    {
        if (Date(text) is { } date) return date.AtMidnight();
        if (!Suffix(text, out var body, out var offset, out var zone)) return null;
        var read = LocalDateTimePattern.ExtendedIso.Parse(body) is { Success: true } r ? r : DateMinutes.Parse(body);
        if (!read.Success) return null;
        if (zone is not null) return read.Value.InZone(zone, Timing.ClockChanges.Resolver);
        return offset is { } o ? read.Value.WithOffset(o) : read.Value;
    }

    /// <summary>Days and time as an exact duration, years and months as a period; a mixture is kept as a period that has no order.</summary>
    public static object? Duration(string text)
    {
        var match = Lasting().Match(text);
        if (!match.Success || text[^1] is 'P' or 'T') return null;
        try
        {
            var sign = match.Groups["sign"].Success ? -1 : 1;
            long Part(string name) => match.Groups[name].Success ? sign * long.Parse(match.Groups[name].ValueSpan, CultureInfo.InvariantCulture) : 0;
            var seconds = match.Groups["seconds"].Success ? sign * decimal.Parse(match.Groups["seconds"].ValueSpan, CultureInfo.InvariantCulture) : 0;
            var (months, days) = (checked((Part("years") * 12) + Part("months")), checked((Part("weeks") * 7) + Part("days")));
            var rest = NodaTime.Duration.FromDays(checked((int)days)) + NodaTime.Duration.FromHours(checked((int)Part("hours")))
                + NodaTime.Duration.FromMinutes(Part("minutes")) + NodaTime.Duration.FromNanoseconds((Int128)decimal.Truncate(seconds * 1_000_000_000m));
            var calendar = match.Groups["years"].Success || match.Groups["months"].Success;
            if (!calendar) return rest;
            if (rest == NodaTime.Duration.Zero) return OfMonths(months);
            return new PeriodBuilder { Months = checked((int)months), Days = rest.Days, Nanoseconds = rest.NanosecondOfDay }.Build().Normalize() is var mixed
                ? OfMonths(months)! + new PeriodBuilder { Days = mixed.Days, Hours = mixed.Hours, Minutes = mixed.Minutes, Seconds = mixed.Seconds, Nanoseconds = mixed.SubsecondNanoseconds() }.Build()
                : null;
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Years and months; null beyond the calendar.</summary>
    public static Period? OfMonths(long months) =>
        Math.Abs(months) > int.MaxValue ? null : new PeriodBuilder { Years = (int)(months / 12), Months = (int)(months % 12) }.Build();

    public static long? Months(Period p) => p.HasTimeComponent || p.Weeks != 0 || p.Days != 0 ? null : (p.Years * 12L) + p.Months;

    public static string Text(object value) => value switch
    {
        LocalDate d => LocalDatePattern.Iso.Format(d),
        LocalTime t => LocalTimePattern.ExtendedIso.Format(t),
        FeelTime { Zone: { } zone } t => LocalTimePattern.ExtendedIso.Format(t.Time) + "@" + zone,
        FeelTime t => LocalTimePattern.ExtendedIso.Format(t.Time) + Text(t.Offset),
        LocalDateTime d => LocalDateTimePattern.ExtendedIso.Format(d),
        OffsetDateTime o => LocalDateTimePattern.ExtendedIso.Format(o.LocalDateTime) + Text(o.Offset),
        ZonedDateTime z => LocalDateTimePattern.ExtendedIso.Format(z.LocalDateTime) + "@" + z.Zone.Id,
        Instant i => InstantPattern.ExtendedIso.Format(i),
        Period p => PeriodText(p),
        Duration d => DurationText(d),
        _ => throw new NotSupportedException($"A {value.GetType().Name} is not a FEEL value.")
    };

    private static string Text(Offset offset)
    {
        if (offset == Offset.Zero) return "Z";
        var seconds = Math.Abs(offset.Seconds);
        var rest = seconds % 60 == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $":{seconds % 60:00}");
        return string.Create(CultureInfo.InvariantCulture, $"{(offset.Seconds < 0 ? '-' : '+')}{seconds / 3600:00}:{seconds / 60 % 60:00}{rest}");
    }

    // cuts "@zone", "Z", "+01:00" or "+01:00:30" off a text
    private static bool Suffix(string text, out string body, out Offset? offset, out DateTimeZone? zone)
    {
        (body, offset, zone) = (text, null, null);
        if (text.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
        {
            body = text[..at];
            zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(text[(at + 1)..]);
            return zone is not null;
        }
        if (text.Length > 0 && text[^1] is 'Z' or 'z')
        {
            (body, offset) = (text[..^1], Offset.Zero);
            return true;
        }
        var length = Shift(text, 6) ? 6 : Shift(text, 9) ? 9 : 0;
        if (length == 0) return true;
        var shift = text.AsSpan(text.Length - length);
        body = text[..^length];
        if (!int.TryParse(shift[1..3], NumberStyles.None, CultureInfo.InvariantCulture, out var hours) || !int.TryParse(shift[4..6], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)) return false;
        var seconds = 0;
        if (length == 9 && !int.TryParse(shift[7..9], NumberStyles.None, CultureInfo.InvariantCulture, out seconds)) return false;
        if (hours > 18 || minutes > 59 || seconds > 59 || (hours == 18 && minutes + seconds > 0)) return false;
        offset = Offset.FromSeconds((shift[0] == '-' ? -1 : 1) * ((hours * 3600) + (minutes * 60) + seconds));
        return true;
    }

    // the hour before must be there too, or a date would be cut in its middle
    private static bool Shift(string text, int length) =>
        text.Length > length && text[^length] is '+' or '-' && text[text.Length - length + 3] == ':' && text.IndexOf(':', StringComparison.Ordinal) < text.Length - length;

    private static string DurationText(Duration d)
    {
        if (d == NodaTime.Duration.Zero) return "PT0S";
        var sign = d < NodaTime.Duration.Zero ? "-" : "";
        if (sign.Length > 0) d = -d;
        var days = d.Days > 0 ? string.Create(CultureInfo.InvariantCulture, $"{d.Days}D") : "";
        var rest = (d.Hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{d.Hours}H") : "") + (d.Minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{d.Minutes}M") : "");
        var seconds = d.Seconds + (d.SubsecondNanoseconds / 1_000_000_000m);
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
        var negative = n.Years < 0 || n.Months < 0 || n.Days < 0 || n.Hours < 0 || n.Minutes < 0 || n.Seconds < 0;
        return negative ? "-" + PeriodPattern.NormalizingIso.Format(Period.Zero - n) : PeriodPattern.NormalizingIso.Format(n);
    }

    private static long SubsecondNanoseconds(this Period p) => (p.Milliseconds * 1_000_000) + (p.Ticks * 100) + p.Nanoseconds;

    [GeneratedRegex(@"^(?<sign>-)?P(?:(?<years>\d{1,9})Y)?(?:(?<months>\d{1,10})M)?(?:(?<weeks>\d{1,9})W)?(?:(?<days>\d{1,9})D)?(?:T(?:(?<hours>\d{1,9})H)?(?:(?<minutes>\d{1,12})M)?(?:(?<seconds>\d{1,12}(?:\.\d+)?)S)?)?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Lasting();
}

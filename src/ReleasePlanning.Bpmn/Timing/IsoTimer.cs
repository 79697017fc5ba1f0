using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.Bpmn.Timing;

/// <summary>The ISO 8601 notations of BPMN timers (clause 10.5.5.1): instant, duration, repeating interval.</summary>
/// <remarks>No clock here: what "from arming" means is told by the caller.</remarks>
public static class IsoTimer
{
    /// <summary>An instant: <c>2026-12-15T08:00:00Z</c>, <c>2026-12-15T08:00-06:00</c>.</summary>
    /// <exception cref="IsoTimerException">Not an instant; a time without an offset means a different moment at every site, so it is none.</exception>
    public static Instant ParseInstant(string text)
    {
        var t = Trimmed(text);
        foreach (var pattern in Instants)
            if (pattern.Parse(t) is { Success: true } parsed) return parsed.Value.ToInstant();
        throw LocalDateTimePattern.GeneralIso.Parse(t).Success || LocalDatePattern.Iso.Parse(t).Success
            ? new IsoTimerException("timer.no-offset", text, $"'{text}' does not say its offset: end it with Z or an offset such as -05:00.")
            : new IsoTimerException("timer.not-an-instant", text, $"'{text}' is not an ISO 8601 date and time.");
    }

    /// <summary>A duration that does not go back: <c>PT10M</c>, <c>P1DT2H</c>, <c>P2W</c>, <c>P1M</c>; <c>PT0S</c> falls due at once.</summary>
    /// <returns>A period; its calendar units depend on where one counts, see <see cref="After"/>.</returns>
    /// <exception cref="IsoTimerException">Not a duration, or one that goes back.</exception>
    public static Period ParseDuration(string text) => Parse(text, zeroIsMeant: true);

    // what repeats without any time between would repeat for ever at once
    private static Period ParseStep(string text) => Parse(text, zeroIsMeant: false);

    private static Period Parse(string text, bool zeroIsMeant)
    {
        var parsed = PeriodPattern.NormalizingIso.Parse(Trimmed(text));
        if (!parsed.Success) throw new IsoTimerException("timer.not-a-duration", text, $"'{text}' is not an ISO 8601 duration.");
        var p = parsed.Value;
        var parts = new[] { p.Years, p.Months, p.Weeks, p.Days, p.Hours, p.Minutes, p.Seconds, p.Milliseconds, p.Ticks, p.Nanoseconds };
        return Array.TrueForAll(parts, part => part >= 0) && (zeroIsMeant || Array.Exists(parts, part => part > 0)) ? p
            : throw new IsoTimerException("timer.not-forward", text, $"'{text}' does not go forward in time.");
    }

    /// <summary>A repeating interval: <c>R3/PT10M</c>, <c>R/P1D</c>, <c>R3/2026-12-15T08:00:00Z/PT1H</c>, <c>R/PT1H/2026-12-31T00:00:00Z</c>,
    /// <c>R2/2026-12-15T08:00:00Z/2026-12-15T09:00:00Z</c>; or one that starts at a due rule, <c>R3/R-10W/P1D</c>.</summary>
    /// <exception cref="IsoTimerException">Not a repeating interval, or one that never fires: <c>R0</c> is a timer nobody would draw on purpose.</exception>
    public static IsoCycle ParseCycle(string text)
    {
        var parts = Trimmed(text).Split('/');
        if (parts.Length is < 2 or > 3 || !parts[0].StartsWith('R'))
            throw new IsoTimerException("timer.not-a-cycle", text, $"'{text}' is not a repeating interval such as R3/PT10M.");
        int? count = null;
        if (parts[0].Length > 1)
            count = int.TryParse(parts[0].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n > 0 ? n
                : throw new IsoTimerException("timer.bad-count", text, $"'{parts[0]}' must be R, or R and how often it fires.");
        if (parts.Length == 2) return new(count, null, ParseStep(parts[1]), null);
        if (parts[1].StartsWith('P')) return new(count, null, ParseStep(parts[1]), ParseInstant(parts[2]));
        if (DueRule.TryParse(parts[1], out var rule)) return new(count, null, ParseStep(parts[2]), null) { StartRule = rule };
        var start = ParseInstant(parts[1]);
        return new(count, start, parts[2].StartsWith('P') ? ParseStep(parts[2]) : Between(start, ParseInstant(parts[2]), text), null);
    }

    // an interval written by its two ends is as long as the time between them
    private static Period Between(Instant start, Instant end, string text) => end > start
        ? new PeriodBuilder { Days = (end - start).Days, Nanoseconds = (end - start).NanosecondOfDay }.Build().Normalize()
        : throw new IsoTimerException("timer.not-forward", text, $"'{text}' does not go forward in time.");

    /// <summary>The instant that lies <paramref name="times"/> periods after another, counted from that one every time.</summary>
    /// <param name="zone">Where days and months are counted; hours and less are exact anywhere.</param>
    /// <remarks>Counting from the first and not from the last keeps month ends: 31 January, 28 February, 31 March.</remarks>
    /// <exception cref="IsoTimerException">Beyond the calendar.</exception>
    public static Instant After(Instant from, Period every, DateTimeZone zone, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(every);
        ArgumentNullException.ThrowIfNull(zone);
        try
        {
            var dates = new PeriodBuilder { Years = checked(every.Years * times), Months = checked(every.Months * times), Weeks = checked(every.Weeks * times), Days = checked(every.Days * times) }.Build();
            var exact = new PeriodBuilder(every) { Years = 0, Months = 0, Weeks = 0, Days = 0 }.Build().ToDuration() * times;
            // without calendar units the instant must not pass through local time, which would lose the second hour of an overlap
            var day = every.HasDateComponent ? (from.InZone(zone).LocalDateTime + dates).InZone(zone, ClockChanges.Resolver).ToInstant() : from;
            return day + exact;
        }
        catch (Exception e) when (e is OverflowException or ArgumentException)
        {
            throw new IsoTimerException("timer.beyond-calendar", every.ToString(), $"{every} after {from} is beyond the calendar.");
        }
    }

    private static readonly OffsetDateTimePattern[] Instants =
    [
        OffsetDateTimePattern.ExtendedIso,
        OffsetDateTimePattern.CreateWithInvariantCulture("uuuu'-'MM'-'dd'T'HH':'mmo<Z+HH:mm>")
    ];

    private static string Trimmed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Trim();
    }
}

/// <summary>A repeating interval.</summary>
/// <param name="Count">How often it fires; null without end.</param>
/// <param name="Start">The first firing; null: one interval after arming.</param>
/// <param name="Every">The time between firings.</param>
/// <param name="End">No firing after this; null for none.</param>
public sealed record IsoCycle(int? Count, Instant? Start, Period Every, Instant? End)
{
    /// <summary>The first firing as a due rule, so that the whole repetition moves with the rule's anchor; null when it does not.</summary>
    public DueRule? StartRule { get; init; }

    /// <summary>When it fires for the first time, or null when that would be after its end.</summary>
    /// <param name="armedAt">The moment it was armed.</param>
    /// <param name="zone">Where days and months are counted.</param>
    public Instant? First(Instant armedAt, DateTimeZone zone)
    {
        var first = Start ?? IsoTimer.After(armedAt, Every, zone);
        return first <= (End ?? Instant.MaxValue) ? first : null;
    }

    /// <summary>The firing that follows <paramref name="fired"/> firings, or null when that was the last.</summary>
    /// <param name="first">The first firing.</param>
    /// <param name="fired">How many have been.</param>
    /// <param name="zone">Where days and months are counted.</param>
    public Instant? Next(Instant first, int fired, DateTimeZone zone)
    {
        if (fired >= Count) return null;
        var next = IsoTimer.After(first, Every, zone, fired);
        return next <= (End ?? Instant.MaxValue) ? next : null;
    }
}

/// <summary>A timer text that cannot be read.</summary>
/// <param name="code">What is wrong, as a stable code, e.g. <c>timer.not-a-duration</c>.</param>
/// <param name="text">The text.</param>
/// <param name="message">What is wrong, in English.</param>
/// <param name="french">The same in French, where it is not told by the code alone.</param>
public sealed class IsoTimerException(string code, string text, string message, string? french = null) : Exception(message)
{
    /// <summary>What is wrong, in French; null where the code alone says it.</summary>
    public string? French { get; } = french;

    /// <summary>What is wrong, as a stable code, e.g. <c>timer.not-a-duration</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The text that cannot be read.</summary>
    public string Text { get; } = text;
}

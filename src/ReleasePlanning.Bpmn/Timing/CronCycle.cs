using NodaTime;

namespace ReleasePlanning.Bpmn.Timing;

/// <summary>A cron expression as Quartz reads it: seconds, minutes, hours, days of the month, months, days of the week, and perhaps years;
/// <c>?</c>, <c>L</c>, <c>W</c>, <c>#</c>, names, and 1 for Sunday.</summary>
/// <remarks>
/// On the night the clocks change this follows Quartz too. What the spring gap swallows fires once, at the moment the clocks moved to.
/// In the hour that comes twice, a time of day fires the first time only; a wildcard, step or range of seconds, minutes or hours means
/// "as often as that" and fires both times.
/// </remarks>
public sealed class CronCycle
{
    // as Quartz: what is further away than this is never
    private const int YearsAhead = 100;

    private readonly SortedSet<int> seconds, minutes, hours, months;
    private readonly SortedSet<int>? years;
    private readonly CronDays days;
    private readonly bool firesInBothHours;

    private CronCycle(string[] fields)
    {
        (seconds, minutes, hours) = (CronField.Second.Values(fields[0]), CronField.Minute.Values(fields[1]), CronField.Hour.Values(fields[2]));
        (days, months) = (new CronDays(fields[3], fields[5]), CronField.Month.Values(fields[4]));
        years = fields.Length == 7 && fields[6] != "*" ? CronField.Year.Values(fields[6]) : null;
        firesInBothHours = fields.Take(3).Any(f => f.AsSpan().IndexOfAny('*', '/', '-') >= 0);
    }

    /// <summary>Reads an expression such as <c>0 0 8 ? * MON-FRI</c>.</summary>
    /// <exception cref="IsoTimerException">Not a cron expression; the message says which field is wrong and why.</exception>
    public static CronCycle Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var fields = text.ToUpperInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is < 6 or > 7)
            throw new IsoTimerException("timer.not-a-cron", text, $"'{text}' has {fields.Length} fields. A cron expression has six, seconds first, or seven with years: 0 0 8 ? * MON-FRI.",
                $"« {text} » compte {fields.Length} champs. Une expression cron en a six, les secondes d’abord, ou sept avec les années : 0 0 8 ? * MON-FRI.");
        try
        {
            return new(fields);
        }
        catch (CronFieldException e)
        {
            throw new IsoTimerException("timer.bad-cron", text, $"'{text}': {e.Message}", $"« {text} » : {e.French}");
        }
    }

    /// <summary>The first firing strictly after an instant, or null when there is none within a hundred years.</summary>
    /// <param name="after">Firings are at whole seconds after this.</param>
    /// <param name="zone">Whose clock the expression reads.</param>
    public Instant? After(Instant after, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var from = Instant.FromUnixTimeSeconds(after.ToUnixTimeSeconds() + 1);
        var interval = zone.GetZoneInterval(from);
        var reading = from.WithOffset(interval.WallOffset).LocalDateTime;
        var giveUp = reading.Year + YearsAhead;
        while (NextReading(reading, giveUp) is { } next)
        {
            if (!interval.HasEnd || next < interval.IsoLocalEnd)
                return next.WithOffset(interval.WallOffset).ToInstant();
            var following = zone.GetZoneInterval(interval.End);
            if (next < following.IsoLocalStart)
                return interval.End;
            reading = firesInBothHours ? following.IsoLocalStart : LocalDateTime.Max(following.IsoLocalStart, interval.IsoLocalEnd);
            interval = following;
        }
        return null;
    }

    /// <summary>The first clock reading at or after another that every field names.</summary>
    private LocalDateTime? NextReading(LocalDateTime from, int giveUp)
    {
        for (var year = from.Year; year <= giveUp; year++)
        {
            if (years?.Contains(year) == false)
                continue;
            foreach (var month in months.Where(m => year > from.Year || m >= from.Month))
            {
                var isFirst = year == from.Year && month == from.Month;
                foreach (var day in days.Of(year, month).Where(d => !isFirst || d >= from.Day))
                {
                    var date = new LocalDate(year, month, day);
                    if (NextTime(date == from.Date ? from.TimeOfDay : LocalTime.Midnight) is { } time)
                        return date + time;
                }
            }
        }
        return null;
    }

    private LocalTime? NextTime(LocalTime from)
    {
        foreach (var hour in hours.Where(h => h >= from.Hour))
        {
            foreach (var minute in minutes.Where(m => hour > from.Hour || m >= from.Minute))
            {
                var isExact = hour == from.Hour && minute == from.Minute;
                foreach (var second in seconds.Where(s => !isExact || s >= from.Second))
                    return new LocalTime(hour, minute, second);
            }
        }
        return null;
    }
}

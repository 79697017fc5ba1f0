using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>What dates and times, with or without an offset or zone, have in common.</summary>
internal static class FeelMoments
{
    public static bool IsDateAndTime(object? value) => value is LocalDateTime or OffsetDateTime or ZonedDateTime or NodaTime.Instant;

    public static LocalDateTime? Local(object? value) => value switch
    {
        LocalDateTime d => d,
        OffsetDateTime o => o.LocalDateTime,
        ZonedDateTime z => z.LocalDateTime,
        Instant i => i.InUtc().LocalDateTime,
        _ => null
    };

    public static LocalDate? Date(object? value) => value is LocalDate d ? d : Local(value)?.Date;

    public static Instant? Instant(object? value) => value switch
    {
        OffsetDateTime o => o.ToInstant(),
        ZonedDateTime z => z.ToInstant(),
        Instant i => i,
        _ => null
    };

    public static Offset? Offset(object? value) => value switch
    {
        OffsetDateTime o => o.Offset,
        ZonedDateTime z => z.Offset,
        NodaTime.Instant => NodaTime.Offset.Zero,
        FeelTime t => t.Offset,
        _ => null
    };

    public static string? Zone(object? value) => value switch
    {
        ZonedDateTime z => z.Zone.Id,
        FeelTime t => t.Zone,
        _ => null
    };

    public static LocalTime? TimeOfDay(object? value) => value switch
    {
        LocalTime t => t,
        FeelTime t => t.Time,
        _ => Local(value)?.TimeOfDay
    };

    /// <summary>The time of day of a date and time, with its offset or zone.</summary>
    public static object? Time(object? value) => value switch
    {
        LocalDateTime d => d.TimeOfDay,
        OffsetDateTime o => new FeelTime(o.TimeOfDay, o.Offset),
        ZonedDateTime z => new FeelTime(z.TimeOfDay, z.Offset, z.Zone.Id),
        Instant i => new FeelTime(i.InUtc().TimeOfDay, NodaTime.Offset.Zero),
        _ => null
    };

    /// <summary>A date and a time of day together, with the offset or zone of the time.</summary>
    public static object At(LocalDate date, object time) => time switch
    {
        FeelTime { Zone: { } zone } t when DateTimeZoneProviders.Tzdb.GetZoneOrNull(zone) is { } found => (date + t.Time).InZone(found, Timing.ClockChanges.Resolver),
        FeelTime t => (date + t.Time).WithOffset(t.Offset),
        _ => date + (LocalTime)time
    };
}

using NodaTime;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>A time of day with an offset, which a zone may have given. A time without either is a <see cref="LocalTime"/>.</summary>
/// <remarks>A zone without a date has only its standard offset, whatever the season.</remarks>
internal sealed record FeelTime(LocalTime Time, Offset Offset, string? Zone = null)
{
    private static readonly Instant Standard = Instant.FromUtc(2020, 1, 1, 0, 0);

    public long Order => Time.NanosecondOfDay - Offset.Nanoseconds;

    public static FeelTime In(LocalTime time, DateTimeZone zone) => new(time, zone.GetZoneInterval(Standard).StandardOffset, zone.Id);
}

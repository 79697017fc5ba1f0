using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Calendar;

/// <summary>Local time of sites. The zone data is NodaTime's own: an operating system may be a year behind on Alberta and British Columbia.</summary>
public static class SiteTime
{
    /// <summary>Zones of the places the service works in, for choosing one.</summary>
    public static readonly IReadOnlyList<string> CanadianZones =
    [
        "America/St_Johns", "America/Goose_Bay", "America/Halifax", "America/Moncton", "America/Blanc-Sablon", "America/Toronto", "America/Atikokan",
        "America/Iqaluit", "America/Rankin_Inlet", "America/Winnipeg", "America/Regina", "America/Edmonton", "America/Cambridge_Bay", "America/Inuvik",
        "America/Creston", "America/Dawson_Creek", "America/Fort_Nelson", "America/Vancouver", "America/Whitehorse"
    ];

    /// <summary>The zone of an IANA id, or null.</summary>
    public static DateTimeZone? Find(string id) => DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);

    /// <exception cref="ArgumentException">There is no such zone.</exception>
    public static DateTimeZone Zone(string id) => Find(id) ?? throw new ArgumentException($"There is no time zone '{id}'.", nameof(id));

    /// <summary>A local time as an instant; on the night clocks change by <see cref="ClockChanges.Resolver"/>.</summary>
    public static Instant At(LocalDate date, LocalTime time, DateTimeZone zone) => (date + time).InZone(zone, ClockChanges.Resolver).ToInstant();

    public static LocalDate DateOf(Instant at, DateTimeZone zone) => at.InZone(zone).Date;
}

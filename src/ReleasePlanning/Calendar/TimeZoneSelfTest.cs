using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>Checks at start-up that the zone data knows the laws of 2026: Alberta and British Columbia no longer change their clocks.</summary>
public static class TimeZoneSelfTest
{
    private static readonly (string Zone, int Hours)[] Expected = [("America/Edmonton", -6), ("America/Vancouver", -7)];
    private static readonly Instant Winter = Instant.FromUtc(2026, 12, 15, 18, 0);

    /// <summary>What is wrong; nothing when the data is recent enough (tzdb 2026c or later).</summary>
    public static ImmutableArray<Reason> Run(IDateTimeZoneProvider? zones = null)
    {
        var provider = zones ?? DateTimeZoneProviders.Tzdb;
        var problems = ImmutableArray.CreateBuilder<Reason>();
        foreach (var (id, hours) in Expected)
        {
            if (provider.GetZoneOrNull(id) is not { } zone) problems.Add(new("time-zone.missing", id, provider.VersionId));
            else if (zone.GetUtcOffset(Winter) is var offset && offset != Offset.FromHours(hours))
                problems.Add(new("time-zone.outdated", id, Offset.FromHours(hours).ToString(), offset.ToString(), provider.VersionId));
        }
        return problems.ToImmutable();
    }
}

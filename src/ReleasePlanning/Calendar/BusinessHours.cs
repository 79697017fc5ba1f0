using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>When a site works, on working days. At the moment it closes, it is closed.</summary>
public sealed record BusinessHours(LocalTime Opens, LocalTime Closes)
{
    /// <summary>What holds where a site has not said otherwise.</summary>
    public static BusinessHours Default { get; } = new(new(8, 0), new(16, 0));

    /// <summary>Hours that end at a time and begin as by default, or with the day where that would be no hours at all.</summary>
    public static BusinessHours Until(LocalTime closes) => new(closes > Default.Opens ? Default.Opens : LocalTime.Midnight, closes);

    /// <summary>The moment itself within business hours, otherwise the next opening.</summary>
    public Instant NextOpening(Instant at, WorkingDays workingDays, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(workingDays);
        var local = at.InZone(zone).LocalDateTime;
        if (!workingDays.IsWorkingDay(local.Date) || local.TimeOfDay >= Closes) return SiteTime.At(workingDays.Next(local.Date), Opens, zone);
        return local.TimeOfDay < Opens ? SiteTime.At(local.Date, Opens, zone) : at;
    }
}

using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>How a site handles a decision that comes shortly before the release. Site defaults, kept with the site; no policy gives them.</summary>
/// <param name="WithinWorkingDays">So many working days or fewer before the release, a plan is expedited.</param>
/// <param name="LeastNotice">Nobody is given less than this, unless less than this is left altogether.</param>
public sealed record ExpeditedRules(int WithinWorkingDays, Duration LeastNotice)
{
    /// <summary>What a site starts with.</summary>
    public const int DefaultWithinWorkingDays = 10;
    public const int DefaultLeastNoticeMinutes = 30;

    private const int WorkingDaysInAWeek = 5;
    private const int DaysInAWeek = 7;

    /// <summary>Whether a plan that looks ahead to a release at this moment is expedited.</summary>
    public bool Apply(Instant now, LocalDate release, WorkingDays workingDays, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(workingDays);
        return workingDays.Between(SiteTime.DateOf(now, zone), release) <= WithinWorkingDays;
    }

    /// <summary>The lead time that is compressed to half of what is left: the threshold itself, as days on the wall.</summary>
    internal Duration Half => Duration.FromDays(WithinWorkingDays * DaysInAWeek / (double)WorkingDaysInAWeek);
}

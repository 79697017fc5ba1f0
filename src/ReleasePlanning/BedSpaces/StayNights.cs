using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Which nights a plan needs. Pure.</summary>
public static class StayNights
{
    /// <summary>Product default while nobody said how long.</summary>
    public const int Usual = 90;
    private const int LongestJourney = 7;

    /// <summary>The day of arrival at the house: the journey's, when it is known and fits the release day (after a night on the way it is the next day), else the release day.</summary>
    public static LocalDate ArriveOn(ReleasePlan plan, DateTimeZone zone) =>
        plan.ArrivalExpectedAt is { } at && at.InZone(zone).Date is var on && on >= plan.ReleaseOn && on <= plan.ReleaseOn.PlusDays(LongestJourney) ? on : plan.ReleaseOn;

    public static Nights Of(ReleasePlan plan, DateTimeZone zone, int? nights = null) =>
        new(ArriveOn(plan, zone), ArriveOn(plan, zone).PlusDays(nights ?? Usual));
}

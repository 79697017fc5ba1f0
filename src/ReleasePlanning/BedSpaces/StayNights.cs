using NodaTime;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Which nights a plan needs, the same for whoever looks for a house, asks one or holds a bed. Pure.</summary>
public static class StayNights
{
    /// <summary>How long a stay is when nothing says otherwise. Product default, no directive says it.</summary>
    public const int Usual = 90;
    public const int Most = 730;
    private const int LongestJourney = 7;

    /// <summary>The day of arrival at the house: the journey's, when it is known and fits the release day (after a night on the way it is the next day), else the release day.</summary>
    public static LocalDate ArriveOn(ReleasePlan plan, DateTimeZone zone) =>
        plan.ArrivalExpectedAt is { } at && at.InZone(zone).Date is var on && on >= plan.ReleaseOn && on <= plan.ReleaseOn.PlusDays(LongestJourney) ? on : plan.ReleaseOn;

    /// <param name="residencyUntil">Until when the residency condition stands, where it says so.</param>
    public static (Nights Nights, Reason Why) Of(ReleasePlan plan, LocalDate? residencyUntil, DateTimeZone zone)
    {
        var arriveOn = ArriveOn(plan, zone);
        if (plan.ReturnOn is { } back && back > arriveOn) { return (Until(arriveOn, back), new("bed-search.nights.return", back)); }
        if (residencyUntil is { } until && until > arriveOn) { return (Until(arriveOn, until), new("bed-search.nights.residency", until)); }
        return (new(arriveOn, arriveOn.PlusDays(Usual)), new("bed-search.nights.usual", Usual));
    }

    private static Nights Until(LocalDate from, LocalDate to) => new(from, LocalDate.Min(to, from.PlusDays(Most)));
}

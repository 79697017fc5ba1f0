using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>On which day a person walks out (CCRA s.93).</summary>
public static class ReleaseDay
{
    /// <summary>How many days before the entitlement day a release may be brought forward (s.93(2)); calendar days, for the Act says "days".</summary>
    public const int MostDaysEarly = 5;

    /// <summary>The release day that follows from the entitlement date.</summary>
    /// <param name="entitledByLaw">Statutory release or warrant expiry: the last working day before the date (s.93(1)), always, not only when the date is a holiday.
    /// Otherwise (parole, absences) the date itself; Sentence Management is asked about dates that are no working days.</param>
    public static Reasoned<LocalDate> Decide(bool entitledByLaw, LocalDate entitlement, WorkingDays workingDays)
    {
        ArgumentNullException.ThrowIfNull(workingDays);
        if (!entitledByLaw)
            return new(entitlement, new(workingDays.IsWorkingDay(entitlement) ? "release-day.the-date" : "release-day.the-date-not-working", entitlement));
        var day = workingDays.Previous(entitlement);
        var closures = workingDays.WhyClosed(day, entitlement).Where(why => why.Code != "day.weekend").Select(why => why.Args[1]).ToList();
        return new(day, (closures, Period.DaysBetween(day, entitlement)) switch
        {
            ([], 1) => new("release-day.day-before", entitlement, day),
            ([], _) => new("release-day.over-weekend", entitlement, day),
            ([var one], _) => new("release-day.over-holiday", entitlement, day, one),
            ([var one, var two], _) => new("release-day.over-two-holidays", entitlement, day, one, two),
            ([var one, var two, ..], _) => new("release-day.over-closures", entitlement, day, one, two, closures.Count - 2)
        });
    }

    /// <summary>Whether a release by law may take place on a proposed day, and why (not).</summary>
    /// <param name="earlyApproved">The institutional head's approval of an early release is recorded (s.93(2)).</param>
    public static Reasoned<bool> Check(LocalDate proposed, LocalDate entitlement, WorkingDays workingDays, bool earlyApproved)
    {
        ArgumentNullException.ThrowIfNull(workingDays);
        var lawful = workingDays.Previous(entitlement);
        var earliest = entitlement.PlusDays(-MostDaysEarly);
        if (proposed == lawful) return new(true, new("release-day.lawful", proposed, entitlement));
        if (proposed >= entitlement) return new(false, new("release-day.not-before-entitlement", proposed, entitlement, lawful));
        if (proposed > lawful) return new(false, new("release-day.not-a-working-day", proposed, lawful));
        if (proposed < earliest) return new(false, new("release-day.too-early", proposed, entitlement, earliest));
        return earlyApproved
            ? new(true, new("release-day.early-approved", proposed, entitlement))
            : new(false, new("release-day.early-not-approved", proposed, lawful));
    }
}

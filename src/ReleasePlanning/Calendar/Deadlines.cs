using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>Deadlines as the Interpretation Act (R.S.C. 1985, c. I-21) counts them.</summary>
public static class Deadlines
{
    /// <summary>The last day to act when at least so many days must lie between that day and an event: both are left out (s.27(1)).</summary>
    /// <remarks>"At least 14 days before" the 23rd is the 8th, not the 9th.</remarks>
    public static LocalDate LastDayForClearDays(LocalDate eventOn, int days) => eventOn.PlusDays(-days - 1);

    /// <summary>The nearest day that leaves so many clear days between itself and another: before it when negative, after it otherwise (s.27(1)).</summary>
    public static LocalDate WithClearDays(LocalDate date, int days) => date.PlusDays(days + Math.Sign(days));

    /// <summary>How many clear days lie between two days; none when they are the same or next to each other.</summary>
    public static int ClearDays(LocalDate first, LocalDate second) => Math.Max(0, Math.Abs(Period.DaysBetween(first, second)) - 1);

    /// <summary>The same day so many months later or earlier, or the last day of that month when it has no such day (s.28).</summary>
    public static LocalDate AddMonths(LocalDate date, int months) => date.PlusMonths(months);
}

using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>One day of a year that is off, and why.</summary>
/// <param name="Name">A resource key with "@", or an administrator's words.</param>
/// <param name="Nominal">The day itself.</param>
/// <param name="Observed">The day that is off for it.</param>
public sealed record DayOff(string Name, LocalDate Nominal, LocalDate Observed);

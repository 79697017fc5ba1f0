using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>A day off (or a working day) that an administrator entered for every year, from one day on and perhaps until another.</summary>
/// <param name="Province">Null for every province.</param>
/// <param name="Rolls">Off on the next working day when it falls on a weekend.</param>
/// <param name="Name">The administrator's words.</param>
public sealed record YearlyRule(Province? Province, YearlyDay Day, LocalDate From, LocalDate? Until, bool Closed, bool Rolls, string Name)
{
    /// <summary>The day in a year, if it has one while the rule is in force.</summary>
    public LocalDate? Of(int year) => Day.Of(year) is { } day && day >= From && !(day > Until) ? day : null;
}

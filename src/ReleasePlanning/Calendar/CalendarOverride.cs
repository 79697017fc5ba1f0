using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>A one-off closure or opening that an administrator entered, as the rules see it.</summary>
/// <param name="Province">Null for every province; one for a province goes before one for all.</param>
/// <param name="Closed">True: no working day. False: a working day, whatever the calendar says.</param>
/// <param name="Reason">The administrator's words.</param>
public sealed record CalendarOverride(Province? Province, LocalDate On, bool Closed, string Reason);

namespace ReleasePlanning.Calendar;

/// <summary>The working days of a province with the administrators' exceptions, from their rows.</summary>
public static class FederalCalendar
{
    public static WorkingDays For(string province, IEnumerable<CalendarException> exceptions) => new(
        Enum.Parse<Province>(province),
        exceptions.Select(e => new CalendarOverride(e.Province is null ? null : Enum.Parse<Province>(e.Province), e.On, e.Closed, e.Reason)));
}

using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Calendar;

/// <summary>Everything about time at one site: both calendars of its province, its opening hours, its zone.</summary>
public sealed record SiteCalendar(WorkingDays Federal, WorkingDays Provincial, OpeningHours Hours, DateTimeZone Zone)
{
    /// <summary>A site without hours of its own and without provincial exceptions.</summary>
    public static SiteCalendar Of(WorkingDays federal, BusinessHours hours, DateTimeZone zone)
    {
        ArgumentNullException.ThrowIfNull(federal);
        return new(federal, new(federal.Province, calendar: CalendarKind.Provincial), new(hours), zone);
    }

    /// <summary>The days a unit counts; null for units that count by the calendar or the clock.</summary>
    public WorkingDays? DaysOf(DueUnit unit) => unit switch
    {
        DueUnit.WorkingDays => Federal,
        DueUnit.ProvincialDays => Provincial,
        _ => null
    };

    /// <summary>Whether it is a working day of the province on which the site itself is open.</summary>
    public bool IsOpen(LocalDate on) => Federal.IsWorkingDay(on) && Hours.IsOpen(on).Value;

    public Instant NextOpening(Instant at) => Hours.NextOpening(at, Federal, Zone);

    public Instant Opens(LocalDate on) => SiteTime.At(on, Hours.On(on).Opens, Zone);

    public Instant Closes(LocalDate on) => SiteTime.At(on, Hours.On(on).Closes, Zone);

    public LocalDate DateOf(Instant at) => SiteTime.DateOf(at, Zone);
}

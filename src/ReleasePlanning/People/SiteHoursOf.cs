using ReleasePlanning.Calendar;

namespace ReleasePlanning.People;

/// <summary>A site as the calendars see it.</summary>
public static class SiteHoursOf
{
    /// <summary>Both calendars of its province, its hours (those it was imported with, where no others were entered) and its zone.</summary>
    public static SiteCalendar Of(this CalendarData data, Site site)
    {
        ArgumentNullException.ThrowIfNull(data);
        return data.Of(site.Id, site.Province, new BusinessHours(site.OpensAt, site.ClosesAt), SiteTime.Zone(site.TimeZone));
    }
}

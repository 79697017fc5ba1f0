using System.Globalization;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Language;

namespace ReleasePlanning.Web.Layout;

/// <summary>How far away a moment is, as people say it: "today", "in 3 working days", "2 days overdue".</summary>
public static class Distances
{
    public static string Say(Instant at, Instant now, DateTimeZone zone, WorkingDays days, CultureInfo culture)
    {
        var (today, on) = (now.InZone(zone).Date, at.InZone(zone).Date);
        if (on == today) { return Texts.Of(at < now ? "page.distance.overdue-today" : "page.distance.today", culture); }
        if (at < now)
        {
            var late = Period.DaysBetween(on, today);
            return Texts.Of(late == 1 ? "page.distance.overdue-one" : "page.distance.overdue", culture, late);
        }
        var ahead = days.Between(today, on);
        return ahead switch
        {
            0 => Texts.Of("page.distance.next-working-day", culture),
            1 => Texts.Of("page.distance.in-one", culture),
            _ => Texts.Of("page.distance.in", culture, ahead),
        };
    }
}

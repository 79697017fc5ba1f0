using System.Globalization;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.People;

namespace ReleasePlanning.WorkItems;

/// <summary>The one sentence that explains a step's due date, the same on pages, in the API and in messages. Null where a step has no due rule.</summary>
public static class SayDue
{
    public static string? Of(WorkItem item, Site site, CultureInfo culture) => Of(item.DueReason, item.DueAt, item.Basis, item.BasisSource(culture.Name), site, culture);

    public static string? Of(Reason? why, Instant? dueAt, BasisKind basis, string source, Site site, CultureInfo culture) =>
        why is null ? null : DueSentence.Of(why, dueAt, SiteTime.Zone(site.TimeZone), site.City, DueSentence.Basis(basis.ToString(), source), culture);
}

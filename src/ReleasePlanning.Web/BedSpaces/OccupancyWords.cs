using System.Globalization;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Language;

namespace ReleasePlanning.Web.BedSpaces;

/// <summary>Groups of houses and what runs short, in words.</summary>
public static class OccupancyWords
{
    public static string NameOf(OccupancyGroup group, CultureInfo culture) => group.Kind switch
    {
        OccupancyGroupKind.Region => Texts.Of("region." + group.Key, culture),
        OccupancyGroupKind.Subtype => Texts.Of("facility-subtype." + group.Key, culture),
        _ => group.Key,
    };

    /// <summary>When a group first runs short, when it is worst, and when it might; nothing is said that the numbers do not.</summary>
    public static IEnumerable<Reason> Of(OccupancyGroup group, CultureInfo culture)
    {
        var name = NameOf(group, culture);
        var scarce = group.ShortWeeks.ToList();
        if (scarce.Count > 0)
        {
            yield return new Reason("forecast.short", name, scarce[0].On, scarce[0].Short);
            if (scarce.MaxBy(w => w.Short) is { } worst && worst.Short > scarce[0].Short) { yield return new Reason("forecast.worst", name, worst.On, worst.Short); }
        }
        else if (group.Weeks.FirstOrDefault(w => w.ShortAtMost > 0) is { } possible) { yield return new Reason("forecast.may-be-short", name, possible.On, possible.ShortAtMost); }
        else if (group.Weeks.Any(w => w.Plans is not null)) { yield return new Reason("forecast.enough", name); }
    }
}

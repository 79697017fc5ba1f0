using System.Collections.Immutable;
using NodaTime;
using static ReleasePlanning.Calendar.Province;

namespace ReleasePlanning.Calendar;

/// <summary>Days on which provincial and municipal services are closed by statute (calendar B).</summary>
/// <remarks>
/// The statutory set of each province, with the year it began where that is recent, as compiled by the holidays project (vacanza/holidays, Canada); not a
/// federal source. Optional days (Easter Monday, Boxing Day outside Ontario, the days of Newfoundland) are left out: an administrator adds them where services close.
/// </remarks>
public static class ProvincialHolidays
{
    private static readonly Province[] All = Enum.GetValues<Province>();

    private static readonly Statutory[] Days =
    [
        new("new-year", "01-01", 0, Roll.Weekend, All),
        new("family-day", "3 Mon 02", 1990, Roll.None, AB), new("family-day", "3 Mon 02", 2019, Roll.None, BC), new("family-day", "3 Mon 02", 2018, Roll.None, NB),
        new("family-day", "3 Mon 02", 2008, Roll.None, ON), new("family-day", "3 Mon 02", 2007, Roll.None, SK),
        new("louis-riel-day", "3 Mon 02", 2008, Roll.None, MB), new("heritage-day", "3 Mon 02", 2015, Roll.None, NS), new("islander-day", "3 Mon 02", 2010, Roll.None, PE),
        new("good-friday", "Easter-2", 0, Roll.None, All),
        new("victoria-day", "", 0, Roll.None, AB, BC, MB, ON, SK, NT, NU, YT), new("patriots-day", "", 2003, Roll.None, QC),
        new("indigenous-peoples-day", "06-21", 2001, Roll.None, NT), new("indigenous-peoples-day", "06-21", 2017, Roll.None, YT),
        new("saint-jean-baptiste", "06-24", 0, Roll.Sunday, QC),
        new("canada-day", "07-01", 0, Roll.Sunday, AB, BC, MB, NB, NS, NT, NU, ON, QC), new("canada-day", "07-01", 0, Roll.Weekend, PE, SK, YT), new("memorial-day", "07-01", 0, Roll.Weekend, NL),
        new("nunavut-day", "07-09", 2020, Roll.None, NU),
        new("british-columbia-day", "1 Mon 08", 0, Roll.None, BC), new("new-brunswick-day", "1 Mon 08", 0, Roll.None, NB), new("saskatchewan-day", "1 Mon 08", 0, Roll.None, SK),
        new("civic-holiday", "1 Mon 08", 0, Roll.None, NT, NU), new("discovery-day", "3 Mon 08", 0, Roll.None, YT),
        new("labour-day", "1 Mon 09", 0, Roll.None, All),
        new("truth-and-reconciliation", "09-30", 2022, Roll.None, PE, NT, NU), new("truth-and-reconciliation", "09-30", 2023, Roll.None, BC, YT), new("truth-and-reconciliation", "09-30", 2024, Roll.Weekend, MB),
        new("thanksgiving", "2 Mon 10", 0, Roll.None, AB, BC, MB, ON, QC, SK, NT, NU, YT),
        new("remembrance-day", "11-11", 0, Roll.None, BC, NB, NT, NU), new("remembrance-day", "11-11", 0, Roll.Weekend, AB, NL, NS, PE, SK, YT),
        new("christmas", "12-25", 0, Roll.Weekend, All),
        new("boxing-day", "12-26", 0, Roll.Weekend, ON),
    ];

    private enum Roll { None, Sunday, Weekend }

    /// <summary>The days off of a year, in the order of the year.</summary>
    public static ImmutableArray<DayOff> Of(int year, Province province)
    {
        var off = ImmutableArray.CreateBuilder<DayOff>();
        var taken = new HashSet<LocalDate>();
        foreach (var (day, nominal) in Days.Where(d => year >= d.Since && d.Provinces.Contains(province)).Select(d => (d, d.In(year))).OrderBy(d => d.Item2))
        {
            var observed = nominal;
            while ((day.Rolls == Roll.Sunday && observed.DayOfWeek == IsoDayOfWeek.Sunday)
                || (day.Rolls == Roll.Weekend && observed.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday) || (day.Rolls != Roll.None && taken.Contains(observed)))
            {
                observed = observed.PlusDays(1);
            }
            taken.Add(observed);
            off.Add(new($"@holiday.{day.Code}", nominal, observed));
        }
        return off.ToImmutable();
    }

    private sealed record Statutory(string Code, string Day, int Since, Roll Rolls, params Province[] Provinces)
    {
        // the Monday before 25 May is no nth Monday
        public LocalDate In(int year) => Day.Length == 0 ? new LocalDate(year, 5, 25).Previous(IsoDayOfWeek.Monday) : YearlyDay.Read(Day)!.Of(year)!.Value;
    }
}

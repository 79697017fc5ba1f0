using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>One designated holiday of the federal public service.</summary>
/// <param name="Code">Stable; its name is the resource <c>holiday.{code}</c>.</param>
/// <param name="Nominal">The day itself.</param>
/// <param name="Observed">The working day that is off: the day itself, or the next one free when that falls on a weekend.</param>
public sealed record FederalHoliday(string Code, LocalDate Nominal, LocalDate Observed)
{
    /// <summary>Its name, in either language.</summary>
    public Reason Name => new($"holiday.{Code}");
}

/// <summary>Designated holidays of the federal public service by province (collective agreements; Holidays Act).</summary>
/// <remarks>Not the provincial holidays: a Family Day in February closes shops, not federal offices.</remarks>
public static class FederalHolidays
{
    /// <summary>Since when 30 September is a holiday (S.C. 2021, c. 11).</summary>
    private const int FirstTruthAndReconciliationDay = 2021;

    /// <summary>The holidays of a year, by the day they are observed.</summary>
    public static ImmutableArray<FederalHoliday> Of(int year, Province province)
    {
        var holidays = ImmutableArray.CreateBuilder<FederalHoliday>();
        var taken = new HashSet<LocalDate>();
        // in the order of the year: with Christmas on a Saturday, Christmas gets Monday and Boxing Day Tuesday
        foreach (var (code, day) in Nominal(year, province).OrderBy(h => h.Day))
        {
            var observed = day;
            while (observed.DayOfWeek is IsoDayOfWeek.Saturday or IsoDayOfWeek.Sunday || !taken.Add(observed)) observed = observed.PlusDays(1);
            holidays.Add(new(code, day, observed));
        }
        return holidays.ToImmutable();
    }

    private static IEnumerable<(string Code, LocalDate Day)> Nominal(int year, Province province)
    {
        var easter = Easter.SundayOf(year);
        yield return ("new-year", new(year, 1, 1));
        yield return ("good-friday", easter.PlusDays(-2));
        yield return ("easter-monday", easter.PlusDays(1));
        yield return ("victoria-day", new LocalDate(year, 5, 25).Previous(IsoDayOfWeek.Monday));
        yield return ("canada-day", new(year, 7, 1));
        yield return province switch
        {
            Province.QC => ("saint-jean-baptiste", new(year, 6, 24)),
            Province.YT => ("discovery-day", Nth(3, year, 8)),
            _ => ("civic-holiday", Nth(1, year, 8))
        };
        yield return ("labour-day", Nth(1, year, 9));
        if (year >= FirstTruthAndReconciliationDay) yield return ("truth-and-reconciliation", new(year, 9, 30));
        yield return ("thanksgiving", Nth(2, year, 10));
        yield return ("remembrance-day", new(year, 11, 11));
        yield return ("christmas", new(year, 12, 25));
        yield return ("boxing-day", new(year, 12, 26));
    }

    private static LocalDate Nth(int nth, int year, int month) => LocalDate.FromYearMonthWeekAndDay(year, month, nth, IsoDayOfWeek.Monday);
}

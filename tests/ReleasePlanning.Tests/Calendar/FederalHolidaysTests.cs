using NodaTime;
using ReleasePlanning.Calendar;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

public sealed class FederalHolidaysTests
{
    [Theory]
    [InlineData(Province.ON, "new-year", "2026-01-01", "2027-01-01", "2028-01-03", "a Saturday in 2028")]
    [InlineData(Province.ON, "good-friday", "2026-04-03", "2027-03-26", "2028-04-14", "two days before Easter")]
    [InlineData(Province.ON, "easter-monday", "2026-04-06", "2027-03-29", "2028-04-17", "federal offices are closed, most others are not")]
    [InlineData(Province.ON, "victoria-day", "2026-05-18", "2027-05-24", "2028-05-22", "the Monday preceding 25 May")]
    [InlineData(Province.QC, "saint-jean-baptiste", "2026-06-24", "2027-06-24", "2028-06-26", "Quebec's day, a Saturday in 2028")]
    [InlineData(Province.ON, "canada-day", "2026-07-01", "2027-07-01", "2028-07-03", "a Saturday in 2028")]
    [InlineData(Province.AB, "civic-holiday", "2026-08-03", "2027-08-02", "2028-08-07", "first Monday of August")]
    [InlineData(Province.YT, "discovery-day", "2026-08-17", "2027-08-16", "2028-08-21", "third Monday of August")]
    [InlineData(Province.ON, "labour-day", "2026-09-07", "2027-09-06", "2028-09-04", "first Monday of September")]
    [InlineData(Province.SK, "truth-and-reconciliation", "2026-09-30", "2027-09-30", "2028-10-02", "a Saturday in 2028")]
    [InlineData(Province.ON, "thanksgiving", "2026-10-12", "2027-10-11", "2028-10-09", "second Monday of October")]
    [InlineData(Province.ON, "remembrance-day", "2026-11-11", "2027-11-11", "2028-11-13", "a Saturday in 2028")]
    [InlineData(Province.ON, "christmas", "2026-12-25", "2027-12-27", "2028-12-25", "a Saturday in 2027: Monday")]
    [InlineData(Province.ON, "boxing-day", "2026-12-28", "2027-12-28", "2028-12-26", "after Christmas took Monday: Tuesday")]
    public void Holidays_are_observed_on(Province province, string code, string in2026, string in2027, string in2028, string reason)
    {
        Observed(2026, province, code).ShouldBe(Date(in2026), reason);
        Observed(2027, province, code).ShouldBe(Date(in2027), reason);
        Observed(2028, province, code).ShouldBe(Date(in2028), reason);
    }

    [Theory]
    [InlineData(2022, "christmas", "2022-12-26", "Christmas on a Sunday gets Monday")]
    [InlineData(2022, "boxing-day", "2022-12-27", "and pushes Boxing Day to Tuesday")]
    [InlineData(2024, "good-friday", "2024-03-29", "an early Easter")]
    [InlineData(2038, "easter-monday", "2038-04-26", "the latest Easter there is")]
    [InlineData(1997, "victoria-day", "1997-05-19", "25 May is a Sunday: six days before")]
    [InlineData(2020, "victoria-day", "2020-05-18", "25 May is a Monday: the Monday preceding it")]
    public void Edges_hold(int year, string code, string expected, string reason) => Observed(year, Province.ON, code).ShouldBe(Date(expected), reason);

    [Theory]
    [InlineData(Province.QC, "civic-holiday", "Quebec has 24 June instead")]
    [InlineData(Province.YT, "civic-holiday", "Yukon has Discovery Day instead")]
    [InlineData(Province.ON, "saint-jean-baptiste", "only Quebec")]
    [InlineData(Province.BC, "discovery-day", "only Yukon")]
    public void Provinces_have_their_own_summer_day(Province province, string code, string reason) =>
        FederalHolidays.Of(2026, province).ShouldNotContain(h => h.Code == code, reason);

    [Fact]
    public void Truth_and_reconciliation_begins_in_2021()
    {
        FederalHolidays.Of(2020, Province.ON).ShouldNotContain(h => h.Code == "truth-and-reconciliation");
        FederalHolidays.Of(2021, Province.ON).ShouldContain(h => h.Code == "truth-and-reconciliation");
    }

    [Fact]
    public void Provincial_february_holidays_are_no_federal_ones()
    {
        foreach (var province in Enum.GetValues<Province>())
            FederalHolidays.Of(2026, province).ShouldNotContain(h => h.Observed.Month == 2, province.ToString());
    }

    [Fact]
    public void Every_year_has_as_many_different_weekdays_off_as_holidays()
    {
        foreach (var province in Enum.GetValues<Province>())
            for (var year = 2021; year <= 2060; year++)
            {
                var holidays = FederalHolidays.Of(year, province);
                holidays.Length.ShouldBe(12);
                holidays.Select(h => h.Observed).Distinct().Count().ShouldBe(12);
                holidays.ShouldAllBe(h => h.Observed.DayOfWeek <= IsoDayOfWeek.Friday && h.Observed >= h.Nominal && h.Observed.Year == year);
            }
    }

    private static LocalDate Observed(int year, Province province, string code) => FederalHolidays.Of(year, province).Single(h => h.Code == code).Observed;
}

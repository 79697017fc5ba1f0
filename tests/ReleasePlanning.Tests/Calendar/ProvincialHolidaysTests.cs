using NodaTime;
using ReleasePlanning.Calendar;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

public sealed class ProvincialHolidaysTests
{
    [Theory]
    [InlineData(Province.AB, 2026, "2026-01-01 2026-02-16 2026-04-03 2026-05-18 2026-07-01 2026-09-07 2026-10-12 2026-11-11 2026-12-25", "Family Day, Victoria Day, Thanksgiving, Remembrance Day")]
    [InlineData(Province.BC, 2026, "2026-01-01 2026-02-16 2026-04-03 2026-05-18 2026-07-01 2026-08-03 2026-09-07 2026-09-30 2026-10-12 2026-11-11 2026-12-25", "BC Day and 30 September as well")]
    [InlineData(Province.MB, 2026, "2026-01-01 2026-02-16 2026-04-03 2026-05-18 2026-07-01 2026-09-07 2026-09-30 2026-10-12 2026-12-25", "Louis Riel Day; no Remembrance Day")]
    [InlineData(Province.NB, 2026, "2026-01-01 2026-02-16 2026-04-03 2026-07-01 2026-08-03 2026-09-07 2026-11-11 2026-12-25", "New Brunswick Day; neither Victoria Day nor Thanksgiving")]
    [InlineData(Province.NL, 2026, "2026-01-01 2026-04-03 2026-07-01 2026-09-07 2026-11-11 2026-12-25", "Memorial Day; its other days are optional")]
    [InlineData(Province.NS, 2026, "2026-01-01 2026-02-16 2026-04-03 2026-07-01 2026-09-07 2026-11-11 2026-12-25", "Heritage Day")]
    [InlineData(Province.ON, 2026, "2026-01-01 2026-02-16 2026-04-03 2026-05-18 2026-07-01 2026-09-07 2026-10-12 2026-12-25 2026-12-28", "Boxing Day, off on Monday; no Remembrance Day")]
    [InlineData(Province.PE, 2026, "2026-01-01 2026-02-16 2026-04-03 2026-07-01 2026-09-07 2026-09-30 2026-11-11 2026-12-25", "Islander Day")]
    [InlineData(Province.QC, 2026, "2026-01-01 2026-04-03 2026-05-18 2026-06-24 2026-07-01 2026-09-07 2026-10-12 2026-12-25", "Patriots' Day and 24 June; Easter Monday is a choice and not included")]
    [InlineData(Province.SK, 2026, "2026-01-01 2026-02-16 2026-04-03 2026-05-18 2026-07-01 2026-08-03 2026-09-07 2026-10-12 2026-11-11 2026-12-25", "Saskatchewan Day")]
    [InlineData(Province.NT, 2026, "2026-01-01 2026-04-03 2026-05-18 2026-06-21 2026-07-01 2026-08-03 2026-09-07 2026-09-30 2026-10-12 2026-11-11 2026-12-25", "21 June")]
    [InlineData(Province.NU, 2026, "2026-01-01 2026-04-03 2026-05-18 2026-07-01 2026-07-09 2026-08-03 2026-09-07 2026-09-30 2026-10-12 2026-11-11 2026-12-25", "Nunavut Day")]
    [InlineData(Province.YT, 2026, "2026-01-01 2026-04-03 2026-05-18 2026-06-21 2026-07-01 2026-08-17 2026-09-07 2026-09-30 2026-10-12 2026-11-11 2026-12-25", "Discovery Day in August")]
    public void Each_province_has_its_own_days(Province province, int year, string observed, string reason) =>
        ProvincialHolidays.Of(year, province).Select(d => d.Observed).Order().ShouldBe(observed.Split(' ').Select(Date), reason);

    [Theory]
    [InlineData(Province.BC, 2022, false, "British Columbia began in 2023")]
    [InlineData(Province.BC, 2023, true, "from 2023 on")]
    [InlineData(Province.MB, 2023, false, "Manitoba began in 2024")]
    [InlineData(Province.ON, 2026, false, "never in Ontario")]
    public void The_thirtieth_of_September_began_when_each_province_said(Province province, int year, bool off, string reason) =>
        ProvincialHolidays.Of(year, province).Any(d => d.Name == "@holiday.truth-and-reconciliation").ShouldBe(off, reason);

    [Fact]
    public void February_is_off_for_services_and_not_for_federal_offices()
    {
        var (federal, services) = (new WorkingDays(Province.ON), new WorkingDays(Province.ON, calendar: CalendarKind.Provincial));
        (federal.IsWorkingDay(new(2026, 2, 16)), services.IsWorkingDay(new(2026, 2, 16))).ShouldBe((true, false));
        (federal.IsWorkingDay(new(2026, 11, 11)), services.IsWorkingDay(new(2026, 11, 11))).ShouldBe((false, true), "Remembrance Day is the other way round in Ontario");
        (federal.IsWorkingDay(new(2026, 4, 6)), services.IsWorkingDay(new(2026, 4, 6))).ShouldBe((false, true), "so is Easter Monday");
    }

    [Theory]
    [InlineData("06-24", 2027, "2027-06-24", "a date")]
    [InlineData("3 Mon 08", 2027, "2027-08-16", "the third Monday of August")]
    [InlineData("-1 Mon 05", 2027, "2027-05-31", "the last Monday of May")]
    [InlineData("Easter-2", 2027, "2027-03-26", "Good Friday")]
    [InlineData("02-29", 2028, "2028-02-29", "a leap day")]
    public void A_day_of_every_year_is_found(string text, int year, string expected, string reason)
    {
        var day = YearlyDay.Read(text)!;
        day.Of(year).ShouldBe(Date(expected), reason);
        YearlyDay.Read(day.ToString()).ShouldBe(day, reason);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("13-01", "no such month")]
    [InlineData("02-30", "no such day")]
    [InlineData("5 Mon 08", "not every August has five")]
    [InlineData("0 Mon 08", "there is no zeroth")]
    [InlineData("3 Abc 08", "no such weekday")]
    [InlineData("Easter-99", "too far from Easter")]
    public void What_is_no_such_day_is_refused(string text, string reason) => YearlyDay.Read(text).ShouldBeNull(reason);

    [Fact]
    public void A_leap_day_is_off_in_leap_years_only() => YearlyDay.Read("02-29")!.Of(2027).ShouldBeNull();

    [Theory]
    [InlineData("2026-06-24", true, "before it began")]
    [InlineData("2027-06-24", false, "from 2027 on")]
    [InlineData("2028-06-26", false, "24 June 2028 is a Saturday: Monday is off")]
    [InlineData("2029-06-25", true, "2029 is a Sunday, and it ended in 2028")]
    public void A_local_holiday_begins_and_ends_with_a_year(string date, bool works, string reason)
    {
        var days = new WorkingDays(Province.NL, [], [new(Province.NL, YearlyDay.Read("06-24")!, new(2027, 1, 1), new(2028, 12, 31), true, true, "Discovery Day")]);
        days.IsWorkingDay(Date(date)).ShouldBe(works, reason);
        new WorkingDays(Province.NS, [], [new(Province.NL, YearlyDay.Read("06-24")!, new(2027, 1, 1), null, true, true, "Discovery Day")]).IsWorkingDay(new(2027, 6, 24)).ShouldBeTrue("only in its province");
    }

    [Fact]
    public void A_yearly_opening_takes_a_holiday_away_and_a_single_day_goes_before_both()
    {
        YearlyRule open = new(null, YearlyDay.Read("Easter+1")!, new(2027, 1, 1), null, false, false, "Open on Easter Monday");
        new WorkingDays(Province.AB, [], [open]).Status(new(2027, 3, 29)).ShouldBe(new Reasoned<bool>(true, new("day.opened", new LocalDate(2027, 3, 29), "Open on Easter Monday")));
        new WorkingDays(Province.AB, [new(null, new(2027, 3, 29), true, "Flood")], [open]).IsWorkingDay(new(2027, 3, 29)).ShouldBeFalse();
    }
}

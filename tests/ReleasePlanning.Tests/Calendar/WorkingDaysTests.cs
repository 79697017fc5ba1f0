using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Calendar;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

public sealed class WorkingDaysTests
{
    private static readonly WorkingDays Ontario = new(Province.ON);

    [Theory]
    [InlineData("2010-02-08", "2010-02-12", "", 4, "Monday to Friday of one week")]
    [InlineData("2010-02-05", "2010-02-09", "", 2, "a weekend between")]
    [InlineData("2010-02-05", "2010-02-12", "2010-02-08;2010-02-09", 3, "a weekend and two closures between")]
    [InlineData("2010-02-08", "2010-02-08", "", 0, "the same day")]
    [InlineData("2010-02-12", "2010-02-08", "", -4, "backwards")]
    [InlineData("2026-04-02", "2026-04-07", "", 1, "over Easter: Friday and Monday are off")]
    [InlineData("2026-12-24", "2026-12-29", "", 1, "Christmas, a weekend, and Boxing Day on Monday")]
    public void Between_counts_the_later_day_and_not_the_earlier(string from, string to, string closed, int expected, string reason) =>
        With(closed).Between(Date(from), Date(to)).ShouldBe(expected, reason);

    [Theory]
    [InlineData("2026-11-20", 1, "2026-11-23", "Friday to Monday")]
    [InlineData("2026-11-20", 5, "2026-11-27", "a week")]
    [InlineData("2026-11-21", 1, "2026-11-23", "from a Saturday the first is Monday")]
    [InlineData("2026-11-21", 0, "2026-11-23", "no days from a Saturday is the next working day")]
    [InlineData("2026-11-20", 0, "2026-11-20", "no days from a working day is that day")]
    [InlineData("2026-11-23", -1, "2026-11-20", "Monday back to Friday")]
    [InlineData("2026-11-16", -5, "2026-11-06", "back over Remembrance Day and two weekends")]
    [InlineData("2026-12-31", 1, "2027-01-04", "over New Year")]
    public void Add_walks_working_days(string from, int days, string expected, string reason) => Ontario.Add(Date(from), days).ShouldBe(Date(expected), reason);

    [Theory]
    [InlineData("2026-11-20", true, "day.working", "a Friday")]
    [InlineData("2026-11-21", false, "day.weekend", "a Saturday")]
    [InlineData("2026-11-11", false, "day.holiday", "Remembrance Day")]
    [InlineData("2026-12-28", false, "day.holiday-observed", "Boxing Day, moved from Saturday")]
    [InlineData("2026-02-16", true, "day.working", "Family Day is not federal")]
    public void A_day_says_why(string date, bool working, string code, string reason)
    {
        var status = Ontario.Status(Date(date));
        status.Value.ShouldBe(working, reason);
        status.Why.Code.ShouldBe(code, reason);
    }

    [Fact]
    public void Overrides_close_and_open_days_for_one_province_or_all()
    {
        CalendarOverride[] overrides =
        [
            new(Province.NL, Date("2026-08-05"), true, "Regatta"),
            new(null, Date("2022-09-19"), true, "State funeral"),
            new(Province.ON, Date("2022-09-19"), false, "Ontario stayed open"),
            new(Province.ON, Date("2026-11-21"), false, "Inventory Saturday")
        ];
        new WorkingDays(Province.NL, overrides).Status(Date("2026-08-05")).ShouldBe(new Reasoned<bool>(false, new("day.closed", Date("2026-08-05"), "Regatta")));
        new WorkingDays(Province.ON, overrides).IsWorkingDay(Date("2026-08-05")).ShouldBeTrue("another province's closure");
        new WorkingDays(Province.BC, overrides).IsWorkingDay(Date("2022-09-19")).ShouldBeFalse("closed everywhere");
        new WorkingDays(Province.ON, overrides).IsWorkingDay(Date("2022-09-19")).ShouldBeTrue("the province's own word goes first, in whatever order");
        new WorkingDays(Province.ON, overrides.Reverse()).IsWorkingDay(Date("2022-09-19")).ShouldBeTrue("the province's own word goes first, in whatever order");
        new WorkingDays(Province.ON, overrides).Next(Date("2026-11-20")).ShouldBe(Date("2026-11-21"), "an opened Saturday");
    }

    [Fact]
    public void Adding_and_counting_are_each_other_s_inverse() =>
        Prop.ForAll(Dates, Offsets, (date, days) => days == 0 || Ontario.Between(date, Ontario.Add(date, days)) == days).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    [Fact]
    public void Every_step_lands_on_a_working_day() =>
        Prop.ForAll(Dates, Offsets, (date, days) => Ontario.IsWorkingDay(Ontario.Add(date, days))).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    [Fact]
    public void There_is_no_working_day_between_a_day_and_the_next() =>
        Prop.ForAll(Dates, date =>
        {
            var next = Ontario.Next(date);
            return next > date && Ontario.IsWorkingDay(next) && Ontario.Between(date, next) == 1 && (!Ontario.IsWorkingDay(date) || Ontario.Previous(next) == date);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    [Fact]
    public void Conditions_can_ask_the_calendars()
    {
        var host = new ProvinceCalendars([]).ForConditions();
        var count = FeelExpression.Compile("working days between(@\"2026-06-23\", @\"2026-06-25\", province)");
        count.Evaluate(new Dictionary<string, object?> { ["province"] = "QC" }, default, host).ShouldBe(1m, "24 June is off in Quebec");
        count.Evaluate(new Dictionary<string, object?> { ["province"] = "ON" }, default, host).ShouldBe(2m, "and not in Ontario");
        Should.Throw<FeelException>(() => count.Evaluate(new Dictionary<string, object?> { ["province"] = "XX" }, default, host)).Code.ShouldBe("feel.unknown-province");
    }

    [Theory]
    [InlineData("XX", "no such province")]
    [InlineData("", "nothing")]
    [InlineData("4", "a number of the enumeration is no code")]
    [InlineData("on", "codes are capitals")]
    public void Unknown_provinces_are_refused(string code, string reason) => Should.Throw<ArgumentException>(() => new ProvinceCalendars([]).Of(code), reason);

    private static Arbitrary<LocalDate> Dates => Gen.Choose(0, 15_000).Select(d => new LocalDate(2021, 1, 1).PlusDays(d)).ToArbitrary();

    private static Arbitrary<int> Offsets => Gen.Choose(-60, 60).ToArbitrary();

    private static WorkingDays With(string closed) =>
        new(Province.ON, closed.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(d => new CalendarOverride(null, Date(d), true, "closed")));
}

using ReleasePlanning.Calendar;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

public sealed class ReleaseDayTests
{
    [Theory]
    [InlineData(Province.ON, "2026-11-24", "2026-11-23", "release-day.day-before", "a Tuesday: Monday")]
    [InlineData(Province.ON, "2026-11-23", "2026-11-20", "release-day.over-weekend", "a Monday: Friday")]
    [InlineData(Province.BC, "2026-12-29", "2026-12-24", "release-day.over-two-holidays", "over Boxing Day, a weekend and Christmas")]
    [InlineData(Province.ON, "2027-01-04", "2026-12-31", "release-day.over-holiday", "over a weekend and New Year")]
    [InlineData(Province.AB, "2027-03-30", "2027-03-25", "release-day.over-two-holidays", "over Easter Monday, a weekend and Good Friday")]
    [InlineData(Province.QC, "2027-06-25", "2027-06-23", "release-day.over-holiday", "24 June is off in Quebec")]
    [InlineData(Province.ON, "2027-06-25", "2027-06-24", "release-day.day-before", "and not in Ontario")]
    [InlineData(Province.QC, "2027-08-03", "2027-08-02", "release-day.day-before", "no civic holiday in Quebec")]
    [InlineData(Province.ON, "2027-08-03", "2027-07-30", "release-day.over-holiday", "the civic holiday and a weekend")]
    [InlineData(Province.SK, "2027-10-01", "2027-09-29", "release-day.over-holiday", "over 30 September")]
    [InlineData(Province.ON, "2026-11-22", "2026-11-20", "release-day.over-weekend", "a Sunday: Friday")]
    [InlineData(Province.YT, "2026-08-18", "2026-08-14", "release-day.over-holiday", "Discovery Day in Yukon")]
    public void By_law_the_last_working_day_before(Province province, string entitlement, string expected, string code, string reason)
    {
        var decided = ReleaseDay.Decide(true, Date(entitlement), new(province));
        decided.Value.ShouldBe(Date(expected), reason);
        decided.Why.Code.ShouldBe(code, reason);
        decided.Why.Args[0].ShouldBe(Date(entitlement));
        decided.Why.Args[1].ShouldBe(Date(expected));
    }

    [Theory]
    [InlineData("2026-11-24", "release-day.the-date", "a Tuesday")]
    [InlineData("2026-11-22", "release-day.the-date-not-working", "a Sunday stays, and says so")]
    [InlineData("2026-12-25", "release-day.the-date-not-working", "Christmas stays, and says so")]
    public void Parole_dates_do_not_shift(string entitlement, string code, string reason)
    {
        var decided = ReleaseDay.Decide(false, Date(entitlement), new(Province.ON));
        decided.Value.ShouldBe(Date(entitlement), reason);
        decided.Why.Code.ShouldBe(code, reason);
    }

    [Fact]
    public void A_closure_moves_the_day_and_is_named()
    {
        CalendarOverride[] closures = [.. new[] { "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20" }.Select(d => new CalendarOverride(null, Date(d), true, $"Storm {d}"))];
        var one = ReleaseDay.Decide(true, Date("2026-11-21"), new(Province.ON, closures[3..]));
        one.ShouldBe(new(Date("2026-11-19"), new("release-day.over-holiday", Date("2026-11-21"), Date("2026-11-19"), "Storm 2026-11-20")));
        var four = ReleaseDay.Decide(true, Date("2026-11-23"), new(Province.ON, closures));
        four.ShouldBe(new(Date("2026-11-16"), new("release-day.over-closures", Date("2026-11-23"), Date("2026-11-16"), "Storm 2026-11-17", "Storm 2026-11-18", 2)));
    }

    [Theory]
    [InlineData("2026-11-23", false, true, "release-day.lawful", "the last working day before")]
    [InlineData("2026-11-23", true, true, "release-day.lawful", "the same with an approval nobody needed")]
    [InlineData("2026-11-24", true, false, "release-day.not-before-entitlement", "the entitlement day itself")]
    [InlineData("2026-11-25", true, false, "release-day.not-before-entitlement", "after it")]
    [InlineData("2026-11-20", false, false, "release-day.early-not-approved", "earlier without approval")]
    [InlineData("2026-11-20", true, true, "release-day.early-approved", "four days before, approved")]
    [InlineData("2026-11-19", true, true, "release-day.early-approved", "five days before: the most")]
    [InlineData("2026-11-18", true, false, "release-day.too-early", "six days before")]
    [InlineData("2026-11-18", false, false, "release-day.too-early", "no approval can help")]
    public void A_proposed_day_is_checked(string proposed, bool approved, bool allowed, string code, string reason)
    {
        var check = ReleaseDay.Check(Date(proposed), Date("2026-11-24"), new(Province.ON), approved);
        check.Value.ShouldBe(allowed, reason);
        check.Why.Code.ShouldBe(code, reason);
    }

    [Theory]
    [InlineData("2026-11-21", "2026-11-23", false, "release-day.not-a-working-day", "the Saturday between Friday and an entitlement on Monday")]
    [InlineData("2026-11-16", "2026-11-23", true, "release-day.lawful", "after a week of closures the lawful day is seven days before, and still lawful")]
    public void Days_off_before_the_entitlement(string proposed, string entitlement, bool allowed, string code, string reason)
    {
        var closed = allowed ? new[] { "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20" } : [];
        var check = ReleaseDay.Check(Date(proposed), Date(entitlement), new(Province.ON, closed.Select(d => new CalendarOverride(null, Date(d), true, "Storm"))), earlyApproved: true);
        check.Value.ShouldBe(allowed, reason);
        check.Why.Code.ShouldBe(code, reason);
    }
}

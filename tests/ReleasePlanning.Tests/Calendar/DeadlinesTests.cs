using ReleasePlanning.Calendar;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

public sealed class DeadlinesTests
{
    [Theory]
    [InlineData("2026-11-23", 14, "2026-11-08", "victims: at least 14 days before release (CCRA s.26(1.1)), both ends left out")]
    [InlineData("2026-11-23", 15, "2026-11-07", "the file: at least 15 days before review (CCRA s.141(1))")]
    [InlineData("2026-11-23", 0, "2026-11-22", "no days between is the day before")]
    [InlineData("2024-03-01", 1, "2024-02-28", "the leap day lies between")]
    public void Clear_days_leave_both_ends_out(string eventOn, int days, string expected, string reason)
    {
        var last = Deadlines.LastDayForClearDays(Date(eventOn), days);
        last.ShouldBe(Date(expected), reason);
        Deadlines.ClearDays(last, Date(eventOn)).ShouldBe(days, reason);
        Deadlines.ClearDays(Date(eventOn), Date(eventOn)).ShouldBe(0, "the same day");
    }

    [Theory]
    [InlineData("2026-03-31", -1, "2026-02-28", "no 31 February: its last day")]
    [InlineData("2024-03-31", -1, "2024-02-29", "in a leap year the 29th")]
    [InlineData("2026-08-31", -6, "2026-02-28", "six months before the end of August")]
    [InlineData("2026-01-30", 1, "2026-02-28", "forwards")]
    [InlineData("2026-01-15", -6, "2025-07-15", "the same number, another year")]
    public void Months_keep_the_number_or_take_the_last_day(string date, int months, string expected, string reason) =>
        Deadlines.AddMonths(Date(date), months).ShouldBe(Date(expected), reason);
}

using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Tests.Timing;

public sealed class DueRuleTests
{
    [Theory]
    [InlineData("R", DueAnchor.Release, 0, DueUnit.Days, "the day itself")]
    [InlineData("R-5W", DueAnchor.Release, -5, DueUnit.WorkingDays, "working days before")]
    [InlineData("H-28D", DueAnchor.Hearing, -28, DueUnit.Days, "days before")]
    [InlineData("S+2h", DueAnchor.StepOpened, 2, DueUnit.Hours, "hours after")]
    [InlineData("D+1W", DueAnchor.Decision, 1, DueUnit.WorkingDays, "working days after")]
    [InlineData("A+60m", DueAnchor.Arrival, 60, DueUnit.Minutes, "a small m is minutes")]
    [InlineData("E-6M", DueAnchor.Entitlement, -6, DueUnit.Months, "a capital M is months")]
    [InlineData("R+0W", DueAnchor.Release, 0, DueUnit.WorkingDays, "the day itself if it is a working day")]
    [InlineData("S+99999m", DueAnchor.StepOpened, 99999, DueUnit.Minutes, "five digits are the most")]
    public void A_rule_is_read_and_written_alike(string text, DueAnchor anchor, int offset, DueUnit unit, string reason)
    {
        DueRule.TryParse(text, out var rule).ShouldBeTrue(reason);
        rule.ShouldBe(DueRule.Of(anchor, offset, unit), reason);
        rule.ToString().ShouldBe(text, reason);
    }

    [Theory]
    [InlineData(" R-5W\n", "R-5W", "files are indented")]
    [InlineData("R+0D", "R", "no days is the day itself")]
    [InlineData("R-05W", "R-5W", "leading zeros mean nothing")]
    public void Other_spellings_are_written_the_short_way(string text, string written, string reason)
    {
        DueRule.TryParse(text, out var rule).ShouldBeTrue(reason);
        rule.ToString().ShouldBe(written, reason);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("X-5W", "no such anchor")]
    [InlineData("r-5W", "anchors are capitals")]
    [InlineData("R5W", "no sign")]
    [InlineData("R-W", "no number")]
    [InlineData("R-5", "no unit")]
    [InlineData("R-5w", "working days are a capital W")]
    [InlineData("S+2H", "hours are a small h")]
    [InlineData("R--5W", "two signs")]
    [InlineData("R- 5W", "a blank inside")]
    [InlineData("R-5.5W", "half a day")]
    [InlineData("R-100000D", "six digits")]
    [InlineData("R+10000M", "beyond the calendar")]
    [InlineData("R-5WD", "two units")]
    [InlineData("RE", "two anchors")]
    [InlineData("PT10M", "a duration is for another reader")]
    public void What_is_no_rule_is_refused(string text, string reason) => DueRule.TryParse(text, out _).ShouldBeFalse(reason);
}

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

    [Theory]
    [InlineData("earlier(R-60D, H-28D)", "earlier(R-60D, H-28D)", "whichever falls first")]
    [InlineData("earlier( R-60D,H-28D , E-6M )", "earlier(R-60D, H-28D, E-6M)", "blanks mean nothing")]
    [InlineData("R-21D  not before  S+1W", "R-21D not before S+1W", "a floor")]
    [InlineData("earlier(R-60D, H-28D) not before S+1W", "earlier(R-60D, H-28D) not before S+1W", "both")]
    [InlineData("earlier(R-21D not before S+1W, R-14C)", "earlier(R-21D not before S+1W, R-14C)", "a floor inside")]
    [InlineData("R-3W not before earlier(S+1W, S+5D)", "R-3W not before earlier(S+1W, S+5D)", "a floor of several")]
    [InlineData("R-14C", "R-14C", "clear days")]
    [InlineData("D+3P", "D+3P", "days on which provincial services are open")]
    public void Alternatives_and_floors_are_read_and_written_alike(string text, string written, string reason)
    {
        DueRule.TryParse(text, out var rule).ShouldBeTrue(reason);
        rule.ToString().ShouldBe(written, reason);
        DueRule.TryParse(written, out var again).ShouldBeTrue(reason);
        again.ShouldBe(rule, reason);
    }

    [Theory]
    [InlineData("earlier(R-60D)", "two to 5 rules", "one is no choice")]
    [InlineData("earlier(R, R, R, R, R, R)", "two to 5 rules", "too many")]
    [InlineData("earlier R-60D, H-28D", "in brackets", "no brackets")]
    [InlineData("earlier(R-60D, X-2W)", "\"X-2W\"", "the part that is wrong is named")]
    [InlineData("R-60D not before S+1W not before S+2W", "more than once", "one floor")]
    [InlineData("earlier(earlier(earlier(earlier(R, E), H), D), S)", "3 deep", "nested too deep")]
    [InlineData("R-0C", "clear days are one or more", "no clear days are none")]
    [InlineData("earlier(R-60D, H-28D", "in brackets", "a bracket left open")]
    [InlineData("R-60D not before", "\"\"", "a floor that says nothing")]
    [InlineData("earlier(R-60D, H-28D)                                                                                                                     x", "at most 120", "endless text")]
    public void What_is_wrong_is_said_in_both_languages(string text, string english, string reason)
    {
        var (rule, problem) = ReadDueRule.From(text);
        rule.ShouldBeNull(reason);
        problem!.English.ShouldContain(english, Case.Sensitive, reason);
        problem.French.ShouldNotBe(problem.English, reason);
    }

    [Theory]
    [InlineData("S-5W", "S-5W", "a step is not due before it opens")]
    [InlineData("earlier(R-5W, S-1D)", "S-1D", "nor by an alternative")]
    [InlineData("R-5W not before S-1D", "S-1D", "nor by a floor")]
    public void A_step_that_would_be_due_before_it_opens_is_refused(string text, string named, string reason) => ReadDueRule.CheckStep(text)!.English.ShouldContain(named, Case.Sensitive, reason);

    [Fact]
    public void Every_anchor_goes_with_every_unit()
    {
        foreach (var anchor in Enum.GetValues<DueAnchor>())
            foreach (var unit in Enum.GetValues<DueUnit>())
            {
                var rule = DueRule.Of(anchor, 3, unit);
                DueRule.TryParse(rule.ToString(), out var read).ShouldBeTrue(rule.ToString());
                read.ShouldBe(rule);
                ReadDueRule.CheckStep(rule.ToString()).ShouldBeNull(rule.ToString());
            }
    }
}

using NodaTime;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Calendar;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

public sealed class DueDatesTests
{
    private static readonly DateTimeZone Toronto = SiteTime.Zone("America/Toronto");
    private static readonly WorkingDays Ontario = new(Province.ON);
    private static readonly Anchors Plan = new(
        Release: Date("2026-11-23"), Entitlement: Date("2026-11-24"), Hearing: Date("2026-10-13"), Decision: Date("2026-10-09"),
        StepOpened: At("2026-11-05 10:15 -05:00"), ExpectedArrival: At("2026-11-23 19:40 -05:00"));

    [Theory]
    [InlineData("R", "2026-11-23 16:00 -05:00", "due.on-the-day", "end of business of the day itself")]
    [InlineData("R-5W", "2026-11-16 16:00 -05:00", "due.working-days.before", "a week before")]
    [InlineData("R-10W", "2026-11-06 16:00 -05:00", "due.working-days.before", "Remembrance Day does not count")]
    [InlineData("R+1W", "2026-11-24 16:00 -05:00", "due.working-days.after.one", "the working day after")]
    [InlineData("R-14D", "2026-11-09 16:00 -05:00", "due.days.before", "calendar days")]
    [InlineData("R-30D", "2026-10-24 16:00 -04:00", "due.days.before", "before the clocks change: the same local time, and a Saturday stays one")]
    [InlineData("E-6M", "2026-05-24 16:00 -04:00", "due.months.before", "calendar months")]
    [InlineData("H-28D", "2026-09-15 16:00 -04:00", "due.days.before", "from the hearing")]
    [InlineData("D+1W", "2026-10-13 16:00 -04:00", "due.working-days.after.one", "Thanksgiving does not count")]
    [InlineData("R-2h", "2026-11-23 14:00 -05:00", "due.hours.before", "hours around a day count from its end of business")]
    [InlineData("R+30m", "2026-11-23 16:30 -05:00", "due.minutes.after", "so do minutes")]
    [InlineData("S+2h", "2026-11-05 12:15 -05:00", "due.hours.after", "hours from the opening are exact")]
    [InlineData("S+1D", "2026-11-06 16:00 -05:00", "due.days.after.one", "a day from the opening ends with business")]
    [InlineData("S+5W", "2026-11-13 16:00 -05:00", "due.working-days.after", "over Remembrance Day")]
    [InlineData("A+60m", "2026-11-23 20:40 -05:00", "due.minutes.after", "minutes after arrival are exact, also in the evening")]
    [InlineData("A+14D", "2026-12-07 16:00 -05:00", "due.days.after", "days after arrival end with business")]
    public void A_rule_becomes_a_moment(string rule, string expected, string code, string reason)
    {
        var due = DueDates.Resolve(Rule(rule), Plan, Ontario, Toronto, new LocalTime(16, 0));
        Written.At(due.DueAt!.Value, Toronto).ShouldBe(expected, reason);
        due.DueOn.ShouldBe(SiteTime.DateOf(due.DueAt.Value, Toronto), reason);
        DueReasons.Parts(due.Why).Why.Code.ShouldBe(code, reason);
    }

    [Theory]
    [InlineData("R+99999W", "four centuries of working days")]
    [InlineData("R-99999W", "and back")]
    [InlineData("R+9999M", "the most months")]
    [InlineData("S+99999D", "the most days")]
    public void The_largest_rules_still_have_a_date(string rule, string reason) =>
        DueDates.Resolve(Rule(rule), Plan, Ontario, Toronto, BusinessHours.Default).DueAt.ShouldNotBeNull(reason);

    [Theory]
    [InlineData("R-5W", "@anchor.release")]
    [InlineData("E", "@anchor.entitlement")]
    [InlineData("H-28D", "@anchor.hearing")]
    [InlineData("D+1W", "@anchor.decision")]
    [InlineData("S+2h", "@anchor.step-opened")]
    [InlineData("A+60m", "@anchor.arrival")]
    public void Without_its_anchor_nothing_is_due_yet(string rule, string anchor) =>
        DueDates.Resolve(Rule(rule), new(), Ontario, Toronto, new LocalTime(16, 0)).ShouldBe(new(null, null, new("due.anchor-missing", anchor)));

    [Theory]
    [InlineData("2026-11-05 07:59 -05:00", "S+1W", "2026-11-06 16:00 -05:00", "before opening: the same day starts the clock")]
    [InlineData("2026-11-05 08:00 -05:00", "S+1W", "2026-11-06 16:00 -05:00", "at opening: at once")]
    [InlineData("2026-11-05 15:59 -05:00", "S+1W", "2026-11-06 16:00 -05:00", "just inside")]
    [InlineData("2026-11-05 16:00 -05:00", "S+1W", "2026-11-09 16:00 -05:00", "at closing it is closed: Friday starts the clock")]
    [InlineData("2026-11-06 20:00 -05:00", "S+1D", "2026-11-10 16:00 -05:00", "Friday evening: Monday starts the clock for days too")]
    [InlineData("2026-11-07 12:00 -05:00", "S+2W", "2026-11-12 16:00 -05:00", "Saturday: Monday starts it, Remembrance Day does not count")]
    [InlineData("2026-11-07 12:00 -05:00", "S", "2026-11-09 16:00 -05:00", "the day of opening is Monday")]
    [InlineData("2026-11-06 20:00 -05:00", "S+2h", "2026-11-06 22:00 -05:00", "hours are exact unless they are told to wait")]
    [InlineData("2026-10-30 10:00 -04:00", "S+1W", "2026-11-02 16:00 -05:00", "Friday before the autumn change: the same local end of business, one UTC hour later")]
    [InlineData("2026-03-06 10:00 -05:00", "S+1W", "2026-03-09 16:00 -04:00", "Friday before the spring change: the same local end of business, one UTC hour earlier")]
    [InlineData("2026-10-31 23:30 -04:00", "S+3h", "2026-11-01 01:30 -05:00", "three hours over the autumn change are three hours")]
    public void The_clock_of_a_step_starts_when_the_site_is_open(string opened, string rule, string expected, string reason)
    {
        var due = DueDates.Resolve(Rule(rule), new(StepOpened: At(opened)), Ontario, Toronto, BusinessHours.Default);
        Written.At(due.DueAt!.Value, Toronto).ShouldBe(expected, reason);
    }

    [Fact]
    public void Hours_wait_for_the_opening_when_told_and_say_so()
    {
        var due = DueDates.Resolve(Rule("S+2h"), new(StepOpened: At("2026-11-06 20:00 -05:00")), Ontario, Toronto, BusinessHours.Default, hoursFromOpening: true);
        Written.At(due.DueAt!.Value, Toronto).ShouldBe("2026-11-09 10:00 -05:00");
        due.Why.ShouldBe(new("due.hours.after", 2, "@anchor.next-opening", Date("2026-11-09"), Date("2026-11-09")));
    }

    [Theory]
    [InlineData("R-5W", "2026-11-16 08:00 -05:00", "what should start in the morning lands at the opening")]
    [InlineData("S+1W", "2026-11-06 08:00 -05:00", "and a step that opened at 10:15 still opened within business hours")]
    [InlineData("R-2h", "2026-11-23 06:00 -05:00", "hours around a day count from the same time")]
    [InlineData("S+2h", "2026-11-05 12:15 -05:00", "hours from the opening are exact")]
    public void A_day_can_land_at_another_time(string rule, string expected, string reason)
    {
        var due = DueDates.Resolve(Rule(rule), Plan, Ontario, Toronto, BusinessHours.Default, landsAt: BusinessHours.Default.Opens);
        Written.At(due.DueAt!.Value, Toronto).ShouldBe(expected, reason);
    }

    [Theory]
    [InlineData("2026-07-15", "America/Edmonton", "2026-07-15 16:00 -06:00", "summer in Alberta")]
    [InlineData("2026-12-15", "America/Edmonton", "2026-12-15 16:00 -06:00", "winter in Alberta since 2026")]
    [InlineData("2026-12-15", "America/St_Johns", "2026-12-15 16:00 -03:30", "Newfoundland")]
    public void A_day_ends_on_the_site_s_clock(string release, string zone, string expected, string reason)
    {
        var due = DueDates.Resolve(Rule("R"), new(Release: Date(release)), Ontario, SiteTime.Zone(zone), BusinessHours.Default);
        Written.At(due.DueAt!.Value, SiteTime.Zone(zone)).ShouldBe(expected, reason);
    }

    [Theory]
    [InlineData("R-30D", "2026-09-01 10:00 -04:00", "2026-10-24 16:00 -04:00", "due.days.before", "opened in good time: the rule's own date")]
    [InlineData("R-30D", "2026-11-05 10:15 -05:00", "2026-11-09 16:00 -05:00", "due.late.two-working-days", "passed: two working days from the opening")]
    [InlineData("R-30D", "2026-11-05 18:00 -05:00", "2026-11-10 16:00 -05:00", "due.late.two-working-days", "opened after hours: from the next opening")]
    [InlineData("R-10W", "2026-11-05 10:15 -05:00", "2026-11-09 16:00 -05:00", "due.late.two-working-days", "not passed, but too close")]
    [InlineData("R-3W", "2026-11-19 10:00 -05:00", "2026-11-20 16:00 -05:00", "due.late.before-release", "two working days would be the release day: the last working day before it")]
    [InlineData("R-3W", "2026-11-20 15:30 -05:00", "2026-11-20 16:30 -05:00", "due.late.one-hour", "half an hour before that: at least one hour")]
    [InlineData("R-3W", "2026-11-23 09:00 -05:00", "2026-11-23 10:00 -05:00", "due.late.one-hour", "opened on the release day: one hour")]
    [InlineData("R", "2026-11-23 09:00 -05:00", "2026-11-23 16:00 -05:00", "due.on-the-day", "the release day's own step keeps its day: moving never takes time away")]
    [InlineData("R+1W", "2026-11-23 09:00 -05:00", "2026-11-24 16:00 -05:00", "due.working-days.after.one", "a step after release keeps its day")]
    [InlineData("S+2h", "2026-11-23 09:00 -05:00", "2026-11-23 11:00 -05:00", "due.hours.after", "counted from the opening: cannot be late")]
    [InlineData("A+60m", "2026-11-23 19:00 -05:00", "2026-11-23 20:40 -05:00", "due.minutes.after", "an hour after arrival is not two working days")]
    public void A_step_that_opens_late_gets_a_date_that_can_be_met(string rule, string opened, string expected, string code, string reason)
    {
        var due = DueDates.ResolveForStep(Rule(rule), Plan with { StepOpened = null }, Ontario, Toronto, BusinessHours.Default, lawBasis: false, At(opened));
        Written.At(due.DueAt!.Value, Toronto).ShouldBe(expected, reason);
        DueReasons.Parts(due.Why).Why.Code.ShouldBe(code, reason);
    }

    [Fact]
    public void A_moved_date_says_from_where_and_why()
    {
        var due = DueDates.ResolveForStep(Rule("R-30D"), Plan, Ontario, Toronto, BusinessHours.Default, lawBasis: false, At("2026-11-05 10:15 -05:00"));
        due.Why.ShouldBe(new("due.late.two-working-days", Date("2026-10-24"), Date("2026-11-05"), Date("2026-11-09")));
    }

    [Theory]
    [InlineData("E-6M", "2026-05-24 16:00 -04:00", "months past, and still the law's date")]
    [InlineData("H-28D", "2026-09-15 16:00 -04:00", "weeks past")]
    public void The_law_s_dates_never_move(string rule, string expected, string reason)
    {
        var due = DueDates.ResolveForStep(Rule(rule), Plan, Ontario, Toronto, BusinessHours.Default, lawBasis: true, At("2026-11-05 10:15 -05:00"));
        Written.At(due.DueAt!.Value, Toronto).ShouldBe(expected, reason);
    }

    [Fact]
    public void Without_a_release_day_a_late_step_gets_its_two_working_days()
    {
        var due = DueDates.ResolveForStep(Rule("H-28D"), Plan with { Release = null }, Ontario, Toronto, BusinessHours.Default, lawBasis: false, At("2026-11-19 10:00 -05:00"));
        Written.At(due.DueAt!.Value, Toronto).ShouldBe("2026-11-23 16:00 -05:00");
    }

    [Theory]
    [InlineData(-1, false, "before")]
    [InlineData(0, false, "on the due moment itself it is not overdue")]
    [InlineData(1, true, "strictly after")]
    public void Overdue_is_strictly_after(long nanoseconds, bool overdue, string reason)
    {
        var due = DueDates.Resolve(Rule("R"), Plan, Ontario, Toronto, BusinessHours.Default);
        DueDates.IsOverdue(due, due.DueAt!.Value + Duration.FromNanoseconds(nanoseconds)).ShouldBe(overdue, reason);
    }

    [Fact]
    public void What_has_no_date_is_never_overdue() => DueDates.IsOverdue((Instant?)null, Instant.MaxValue).ShouldBeFalse();

    [Theory]
    [InlineData("16:00", "08:00", "the default opening")]
    [InlineData("07:00", "00:00", "a site that closes before eight opens at midnight")]
    public void Hours_until_a_time_open_before_it(string closes, string opens, string reason)
    {
        var time = NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm");
        BusinessHours.Until(time.Parse(closes).Value).Opens.ShouldBe(time.Parse(opens).Value, reason);
    }

    private static DueRule Rule(string text) => DueRule.TryParse(text, out var rule) ? rule : throw new ArgumentException(text);
}

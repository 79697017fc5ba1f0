using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Calendar;
using ReleasePlanning.Language;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

/// <summary>Alternatives, floors, clear days, provincial days and a site's own hours, and the sentence each date comes with.</summary>
public sealed class CompoundRulesTests
{
    private static readonly DateTimeZone Edmonton = SiteTime.Zone("America/Edmonton");
    private static readonly SiteCalendar Alberta = SiteCalendar.Of(new(Province.AB), BusinessHours.Default, Edmonton);
    private static readonly Anchors Plan = new(
        Release: Date("2026-11-30"), Entitlement: Date("2026-12-01"), Hearing: Date("2026-10-13"), Decision: Date("2026-10-15"),
        StepOpened: At("2026-11-05 10:15 -06:00"), ExpectedArrival: At("2026-11-30 19:40 -06:00"));

    [Theory]
    [InlineData("earlier(R-60D, H-28D)", "2026-09-15", "28 days before the hearing come first")]
    [InlineData("earlier(R-21D, R-14C)", "2026-11-09", "a site's own date before the law's")]
    [InlineData("earlier(R-10D, R-14C)", "2026-11-15", "the law's before a site's that is too late")]
    [InlineData("R-21D not before S+5W", "2026-11-13", "never less than five working days: Remembrance Day does not count")]
    [InlineData("R-10D not before S+5W", "2026-11-20", "the floor is past already")]
    [InlineData("R-14C", "2026-11-15", "fourteen days between: 16 to 29 November")]
    [InlineData("R-15C", "2026-11-14", "CCRA s.141: fifteen")]
    [InlineData("D+15C", "2026-10-31", "forwards the first day that leaves fifteen between")]
    [InlineData("R-5P", "2026-11-23", "services are open Monday to Friday")]
    [InlineData("R-1M", "2026-10-30", "a month before the 30th")]
    [InlineData("A+3C", "2026-12-04", "from an arrival: three days between")]
    [InlineData("S+2P", "2026-11-09", "from the opening of the step")]
    public void A_rule_lands_on_a_day(string rule, string expected, string reason) => Resolve(rule).DueOn.ShouldBe(Date(expected), reason);

    [Theory]
    [InlineData("America/Vancouver", Province.BC, "2026-03-08", "2026-03-06 16:00 -08:00", "2026-03-09 16:00 -07:00", "the last change there will be")]
    [InlineData("America/Vancouver", Province.BC, "2026-11-01", "2026-10-30 16:00 -07:00", "2026-11-02 16:00 -07:00", "no autumn change: permanent since March")]
    [InlineData("America/Edmonton", Province.AB, "2026-11-01", "2026-10-30 16:00 -06:00", "2026-11-02 16:00 -06:00", "no autumn change: permanent since June")]
    [InlineData("America/Toronto", Province.ON, "2026-11-01", "2026-10-30 16:00 -04:00", "2026-11-02 16:00 -05:00", "clocks go back")]
    [InlineData("America/Toronto", Province.ON, "2026-03-08", "2026-03-06 16:00 -05:00", "2026-03-09 16:00 -04:00", "clocks go forward")]
    [InlineData("America/Halifax", Province.NS, "2026-11-01", "2026-10-30 16:00 -03:00", "2026-11-02 16:00 -04:00", "Atlantic")]
    [InlineData("America/St_Johns", Province.NL, "2026-11-01", "2026-10-30 16:00 -02:30", "2026-11-02 16:00 -03:30", "Newfoundland")]
    [InlineData("America/St_Johns", Province.NL, "2026-03-08", "2026-03-06 16:00 -03:30", "2026-03-09 16:00 -02:30", "and in spring")]
    [InlineData("America/Winnipeg", Province.MB, "2026-03-08", "2026-03-06 16:00 -06:00", "2026-03-09 16:00 -05:00", "Manitoba in spring")]
    [InlineData("America/Regina", Province.SK, "2026-11-01", "2026-10-30 16:00 -06:00", "2026-11-02 16:00 -06:00", "Saskatchewan never changes")]
    [InlineData("America/Whitehorse", Province.YT, "2026-11-01", "2026-10-30 16:00 -07:00", "2026-11-02 16:00 -07:00", "neither does Yukon")]
    public void Working_days_around_a_clock_change_keep_the_local_time(string zone, Province province, string sunday, string before, string after, string reason)
    {
        var site = SiteCalendar.Of(new(province), BusinessHours.Default, SiteTime.Zone(zone));
        var anchors = new Anchors(Release: Date(sunday));
        Written.At(DueDates.Resolve(Rule("R-1W"), anchors, site).DueAt!.Value, site.Zone).ShouldBe(before, reason);
        Written.At(DueDates.Resolve(Rule("R+1W"), anchors, site).DueAt!.Value, site.Zone).ShouldBe(after, reason);
    }

    [Theory]
    [InlineData("R-5W", "5 working days before the release day (Mon 30 Nov 2026), Mon 23 Nov 2026, 16:00 Edmonton time; basis: site default.", "the sentence of the product")]
    [InlineData("R-14C", "At least 14 clear days before the release day, counting neither Mon 30 Nov 2026 nor Sun 15 Nov 2026 (Interpretation Act, s. 27(1)), Sun 15 Nov 2026, 16:00 Edmonton time; basis: site default.", "both ends are named")]
    [InlineData("R-14W", "14 working days before the release day (Mon 30 Nov 2026), Mon 9 Nov 2026, 16:00 Edmonton time; basis: site default. Not counted on the way: Remembrance Day.", "what was skipped is named")]
    [InlineData("earlier(R-21D, R-14C)", "21 days before the release day (Mon 30 Nov 2026), the earliest of several, Mon 9 Nov 2026, 16:00 Edmonton time; basis: site default. The other possibility falls later: at least 14 clear days before the release day, counting neither Mon 30 Nov 2026 nor Sun 15 Nov 2026 (Interpretation Act, s. 27(1)), Sun 15 Nov 2026.", "which won, and why")]
    [InlineData("R-21D not before S+5D", "Not before this limit: 5 days after the opening of this step (Thu 5 Nov 2026), Tue 10 Nov 2026, 16:00 Edmonton time; basis: site default. Without that limit it would fall earlier: 21 days before the release day (Mon 30 Nov 2026), Mon 9 Nov 2026.", "the floor held")]
    public void A_date_explains_itself_in_a_sentence(string rule, string expected, string reason)
    {
        var due = Resolve(rule);
        DueSentence.Of(due.Why, due.DueAt, Edmonton, "Edmonton", DueSentence.Basis("Site", ""), Texts.English).ShouldBe(expected, reason);
        var french = DueSentence.Of(due.Why, due.DueAt, Edmonton, "Edmonton", DueSentence.Basis("Site", ""), Texts.French);
        french.ShouldContain("heure d’Edmonton; fondement : pratique par défaut du lieu.");
    }

    [Fact]
    public void A_rule_whose_anchor_is_unknown_does_not_count_and_the_sentence_says_so()
    {
        var due = DueDates.Resolve(Rule("earlier(R-60D, H-28D)"), Plan with { Hearing = null }, Alberta);
        due.DueOn.ShouldBe(Date("2026-10-01"));
        DueSentence.Of(due.Why, due.DueAt, Edmonton, "Edmonton", DueSentence.Basis("Law", "CCRA s.26"), Texts.English).ShouldEndWith("basis: law (CCRA s.26). Does not count as long as it is unknown: the hearing or review.");
        DueDates.Resolve(Rule("earlier(R-60D, H-28D)"), new(), Alberta).DueAt.ShouldBeNull();
        DueDates.Resolve(Rule("R-21D not before H"), Plan with { Hearing = null }, Alberta).DueOn.ShouldBe(Date("2026-11-09"), "an unknown floor holds nothing back");
    }

    [Theory]
    [InlineData("2026-11-01", "01:30", "The clocks go back that day", "twice")]
    [InlineData("2026-03-08", "02:30", "The clocks go forward that day", "not at all")]
    public void A_local_time_that_the_clocks_take_or_repeat_is_remarked_on(string release, string lands, string remark, string reason)
    {
        var toronto = SiteCalendar.Of(new(Province.ON), BusinessHours.Default, SiteTime.Zone("America/Toronto"));
        var time = NodaTime.Text.LocalTimePattern.CreateWithInvariantCulture("HH:mm").Parse(lands).Value;
        var due = DueDates.Resolve(Rule("R"), new(Release: Date(release)), toronto, landsAt: _ => time);
        DueSentence.Of(due.Why, due.DueAt, toronto.Zone, "Toronto", DueSentence.Basis("Site", ""), Texts.English).ShouldContain(remark, Case.Sensitive, reason);
    }

    [Theory]
    [InlineData("R-5W", false, "2026-11-20", "counted back: the last day the site is open")]
    [InlineData("S+12W", false, "2026-11-25", "counted forwards: the next one; 23 and 24 November are closed")]
    [InlineData("S+12W", true, "2026-11-24", "a limit of the law is never moved back")]
    [InlineData("R-7D", false, "2026-11-20", "calendar days that land on it too")]
    public void A_day_on_which_the_site_is_closed_moves_what_falls_there(string rule, bool law, string expected, string reason)
    {
        var closed = Alberta with { Hours = new(BusinessHours.Default, closures: [new(Date("2026-11-23"), Date("2026-11-24"), true, "Painting")]) };
        var due = DueDates.Resolve(Rule(rule), Plan, closed, neverLater: law);
        due.DueOn.ShouldBe(Date(expected), reason);
        DueReasons.Parts(due.Why).Remarks.ShouldContain(r => r.Code == "site-day.closed", reason);
    }

    [Fact]
    public void Hours_of_a_weekday_hold_while_they_are_in_force()
    {
        var friday = Alberta with { Hours = new(BusinessHours.Default, [new(IsoDayOfWeek.Friday, new(new(9, 0), new(12, 0)), Date("2026-11-01"), Date("2026-11-30")), new(IsoDayOfWeek.Monday, null, Date("2026-12-01"), null)]) };
        Written.At(DueDates.Resolve(Rule("R-6W"), Plan, friday).DueAt!.Value, Edmonton).ShouldBe("2026-11-20 12:00 -06:00", "a short Friday");
        Written.At(DueDates.Resolve(Rule("R+4W"), Plan, friday).DueAt!.Value, Edmonton).ShouldBe("2026-12-04 16:00 -06:00", "in December as usual again");
        Written.At(friday.NextOpening(At("2026-11-20 12:00 -06:00")), Edmonton).ShouldBe("2026-11-23 08:00 -06:00", "at noon it is closed");
        Written.At(friday.NextOpening(At("2026-12-04 18:00 -06:00")), Edmonton).ShouldBe("2026-12-08 08:00 -06:00", "closed on Mondays from December");
    }

    [Fact]
    public void At_least_so_many_clear_days_always_lie_between() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(
        Gen.Choose(0, 3_000).SelectMany(_ => Gen.Choose(1, 400), (day, days) => (On: new LocalDate(2024, 1, 1).PlusDays(day), Days: days)).ToArbitrary(),
        t => Deadlines.ClearDays(DueDates.Resolve(DueRule.Of(DueAnchor.Release, -t.Days, DueUnit.ClearDays), new(Release: t.On), Alberta).DueOn!.Value, t.On) == t.Days
            && Deadlines.ClearDays(DueDates.Resolve(DueRule.Of(DueAnchor.Release, t.Days, DueUnit.ClearDays), new(Release: t.On), Alberta).DueOn!.Value, t.On) == t.Days));

    [Fact]
    public void A_larger_offset_never_falls_earlier_whatever_is_closed() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(
        Gen.Choose(0, 800).SelectMany(_ => Gen.Choose(-90, 90), (day, offset) => (Day: day, Offset: offset)).ToArbitrary(), t =>
        {
            var closed = Enumerable.Range(0, 40).Select(i => new CalendarOverride(null, new LocalDate(2026, 1, 1).PlusDays((t.Day * 7 + i * 11) % 900), i % 3 != 0, "x"));
            var site = SiteCalendar.Of(new(Province.QC, closed), BusinessHours.Default, SiteTime.Zone("America/Toronto"));
            var anchors = new Anchors(Release: new LocalDate(2026, 1, 1).PlusDays(t.Day));
            return Enum.GetValues<DueUnit>().Where(u => u != DueUnit.ClearDays || t.Offset is not (0 or -1)).All(unit =>
                DueDates.Resolve(DueRule.Of(DueAnchor.Release, t.Offset, unit), anchors, site).DueAt <= DueDates.Resolve(DueRule.Of(DueAnchor.Release, t.Offset + 1, unit), anchors, site).DueAt);
        }));

    [Fact]
    public void Adding_and_counting_are_each_other_s_inverse_in_both_calendars() => Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(
        Gen.Choose(0, 3_000).SelectMany(_ => Gen.Choose(-300, 300), (day, days) => (On: new LocalDate(2024, 1, 1).PlusDays(day), Days: days)).ToArbitrary(),
        t => Enum.GetValues<Province>().All(p => Enum.GetValues<CalendarKind>().All(kind =>
        {
            var days = new WorkingDays(p, calendar: kind);
            return t.Days == 0 || days.Between(t.On, days.Add(t.On, t.Days)) == t.Days;
        }))));

    private static DueDate Resolve(string rule) => DueDates.Resolve(Rule(rule), Plan, Alberta);

    private static DueRule Rule(string text) => DueRule.TryParse(text, out var rule) ? rule : throw new ArgumentException(text);
}

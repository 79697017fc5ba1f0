using System.Text.RegularExpressions;
using NodaTime;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Calendar;
using ReleasePlanning.Language;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

/// <summary>Every reason the calendar gives reads as a sentence in both languages, without keys or braces left over.</summary>
public sealed partial class CalendarReasonsTests
{
    private static readonly WorkingDays Ontario = new(Province.ON, [new(null, new(2026, 11, 18), true, "Storm"), new(null, new(2026, 11, 28), false, "Inventory")]);
    private static readonly DateTimeZone Toronto = SiteTime.Zone("America/Toronto");

    [Fact]
    public void Every_reason_reads_as_a_sentence()
    {
        Reason[] reasons = [.. Days(), .. Dues(), .. ReleaseDays(), .. SentenceReasons()];
        reasons.Select(r => r.Code).Distinct().Count().ShouldBeGreaterThan(40, "all kinds are covered");
        foreach (var reason in reasons)
        {
            var (english, french) = (Texts.Of(reason, Texts.English), Texts.Of(reason, Texts.French));
            foreach (var text in new[] { english, french })
            {
                text.ShouldContain(' ', customMessage: reason.Code);
                Leftovers().IsMatch(text).ShouldBeFalse(text);
            }
            french.ShouldNotBe(english, reason.Code);
        }
    }

    [Fact]
    public void Every_holiday_has_a_name()
    {
        foreach (var holiday in Enum.GetValues<Province>().SelectMany(p => FederalHolidays.Of(2026, p)).DistinctBy(h => h.Code))
        {
            Texts.Find($"holiday.{holiday.Code}", Texts.English).ShouldNotBeNull(holiday.Code);
            Texts.Of(holiday.Name, Texts.French).ShouldNotBe(Texts.Of(holiday.Name, Texts.English), holiday.Code);
        }
    }

    [Fact]
    public void The_release_day_is_spelled_out()
    {
        var why = ReleaseDay.Decide(true, Date("2027-03-30"), new(Province.AB)).Why;
        Texts.Of(why, Texts.English).ShouldBe("Entitled to release on Tue 30 Mar 2027; the law releases on the last working day before: Thu 25 Mar 2027, because of Good Friday and Easter Monday (CCRA s. 93(1)).");
        Texts.Of(why, Texts.French).ShouldContain("le Vendredi saint et le lundi de Pâques");
    }

    private static IEnumerable<Reason> Days() =>
        new[] { "2026-11-20", "2026-11-21", "2026-11-11", "2026-12-28", "2026-11-18", "2026-11-28" }.Select(d => Ontario.Status(Date(d)).Why);

    private static IEnumerable<Reason> Dues()
    {
        var anchors = new Anchors(Date("2026-11-23"), Date("2026-11-24"), Date("2026-10-13"), Date("2026-10-09"), At("2026-11-21 10:15 -05:00"), At("2026-11-23 19:40 -05:00"));
        foreach (var unit in Enum.GetValues<DueUnit>())
            foreach (var offset in new[] { -2, -1, 0, 1, 2 })
                foreach (var anchor in Enum.GetValues<DueAnchor>())
                    yield return DueDates.Resolve(DueRule.Of(anchor, offset, unit), anchors, Ontario, Toronto, BusinessHours.Default).Why;
        foreach (var anchor in Enum.GetValues<DueAnchor>())
            yield return DueDates.Resolve(DueRule.Of(anchor, 0, DueUnit.Days), new(), Ontario, Toronto, BusinessHours.Default).Why;
        foreach (var opened in new[] { "2026-11-10 10:00 -05:00", "2026-11-19 10:00 -05:00", "2026-11-20 15:30 -05:00" })
            yield return DueDates.ResolveForStep(DueRule.Of(DueAnchor.Release, -30, DueUnit.Days), anchors, Ontario, Toronto, BusinessHours.Default, false, At(opened)).Why;
    }

    private static IEnumerable<Reason> ReleaseDays()
    {
        foreach (var entitlement in new[] { "2026-11-25", "2026-11-23", "2026-11-19", "2026-12-29", "2026-11-22" })
            foreach (var byLaw in new[] { true, false })
                yield return ReleaseDay.Decide(byLaw, Date(entitlement), Ontario).Why;
        var closed = new WorkingDays(Province.ON, [.. Enumerable.Range(16, 5).Select(d => new CalendarOverride(null, new(2026, 11, d), true, "Storm"))]);
        yield return ReleaseDay.Decide(true, Date("2026-11-23"), closed).Why;
        foreach (var proposed in new[] { "2026-11-13", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-23" })
            foreach (var approved in new[] { true, false })
                yield return ReleaseDay.Check(Date(proposed), Date("2026-11-23"), new(Province.ON), approved).Why;
    }

    private static IEnumerable<Reason> SentenceReasons()
    {
        var expected = SentenceDates.Expect(new(2024, 1, 15), new SentenceTerm.Months(42));
        var other = new LocalDate(2030, 1, 1);
        yield return new("time-zone.missing", "America/Edmonton", "2025b");
        yield return new("time-zone.outdated", "America/Edmonton", "-06", "-07", "2025b");
        foreach (var warning in SentenceDates.Compare(expected, new(other, other, other, other, other))) yield return warning.Reason;
    }

    [GeneratedRegex(@"[{}@]|\b(due|anchor|day|holiday|release-day|sentence-date|time-zone)\.[a-z]")]
    private static partial Regex Leftovers();
}

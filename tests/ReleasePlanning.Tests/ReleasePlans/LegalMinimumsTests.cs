using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Language;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Tests.ReleasePlans;

/// <summary>What the law wants done some time before, as it stands when little time is left.</summary>
public sealed class LegalMinimumsTests
{
    private static readonly MinimumFacts Plain = new(ReleaseType.WarrantExpiry, Day("2026-11-25"), Day("2026-11-26"), Day("2026-11-27"), null, false, false, false, false, false, false, new HashSet<string>());

    [Theory]
    // at least 14 clear days: both ends left out (Interpretation Act s.27(1)), so release on the 26th is told by the 11th
    [InlineData("2026-11-11", false, "the last day on which 14 days lie between")]
    [InlineData("2026-11-12", true, "only 13 lie between")]
    public void Victims_are_told_fourteen_clear_days_before_unless_the_reason_is_recorded(string today, bool needs, string why)
    {
        var found = LegalMinimums.Of(Plain with { Today = Day(today), VictimRegistered = true });

        found.Any(m => m is { Code: "victims", Standing: MinimumStanding.NeedsReason }).ShouldBe(needs, why);
        (LegalMinimums.Missing(found, null) is not null).ShouldBe(needs);
        LegalMinimums.Missing(found, "Decided yesterday.").ShouldBeNull();
        LegalMinimums.Missing(found, new string('x', 2001))!.Reason.Code.ShouldBe("form.too-long");
    }

    [Theory]
    [InlineData("2026-12-01", "2026-12-17", "", false, "15 days lie between")]
    [InlineData("2026-12-02", "2026-12-17", "", true, "14 do: CCRA s.141(1)")]
    [InlineData("2026-12-02", "2026-12-17", "share-information", false, "it was shared in time")]
    public void The_person_has_the_information_fifteen_clear_days_before_the_review(string today, string review, string done, bool missed, string why) =>
        LegalMinimums.Of(Plain with { Type = ReleaseType.FullParole, Today = Day(today), HearingOn = Day(review), BoardDecides = true, ReleaseOn = Day("2027-01-20"), Done = new HashSet<string> { done } })
            .Any(m => m is { Code: "information", Standing: MinimumStanding.CannotBeMet }).ShouldBe(missed, why);

    [Theory]
    [InlineData("2026-05-26", ReleaseType.StatutoryRelease, false, "more than six months before 27 November")]
    [InlineData("2026-05-27", ReleaseType.StatutoryRelease, true, "six months to the day are not more")]
    [InlineData("2026-05-27", ReleaseType.WarrantExpiry, false, "only before statutory release")]
    public void A_case_for_detention_is_referred_more_than_six_months_before(string today, ReleaseType type, bool missed, string why) =>
        LegalMinimums.Of(Plain with { Type = type, Today = Day(today), ScheduleOffence = true }).Any(m => m is { Code: "detention", Standing: MinimumStanding.CannotBeMet }).ShouldBe(missed, why);

    [Theory]
    [InlineData(ReleaseType.StatutoryRelease, "police")]
    [InlineData(ReleaseType.StatutoryReleaseWithResidency, "police consent")]
    [InlineData(ReleaseType.DayParole, "police")]
    [InlineData(ReleaseType.UnescortedTemporaryAbsence, "police")]
    [InlineData(ReleaseType.EscortedTemporaryAbsence, "")]
    [InlineData(ReleaseType.WarrantExpiry, "threat")]
    public void What_must_still_be_done_depends_on_the_kind_of_release(ReleaseType type, string expected) =>
        string.Join(" ", LegalMinimums.Of(Plain with { Type = type, Threat = true }).Where(m => m.Standing == MinimumStanding.StillMust).Select(m => m.Code)).ShouldBe(expected);

    [Fact]
    public void Each_is_said_with_its_clause_in_both_languages()
    {
        var all = LegalMinimums.Of(Plain with { Type = ReleaseType.StatutoryReleaseWithResidency, VictimRegistered = true, ScheduleOffence = true, Indigenous = true })
            .Concat(LegalMinimums.Of(Plain with { Threat = true })).Concat(LegalMinimums.Of(Plain with { Type = ReleaseType.FullParole, BoardDecides = true, HearingOn = Day("2026-11-26") })).DistinctBy(m => m.Code).ToList();

        all.Count.ShouldBe(7);
        foreach (var minimum in all)
        {
            Texts.Of(minimum.Clause, Texts.English).ShouldStartWith("CCRA s. ");
            Texts.Of(minimum.Clause, Texts.French).ShouldStartWith("LSCMLC, ");
            Texts.Find(minimum.Why.Code, Texts.French).ShouldNotBeNull();
        }
    }

    private static LocalDate Day(string date) => LocalDatePattern.Iso.Parse(date).Value;
}

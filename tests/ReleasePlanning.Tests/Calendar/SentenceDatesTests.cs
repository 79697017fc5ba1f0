using NodaTime;
using ReleasePlanning.Calendar;
using static ReleasePlanning.Tests.Calendar.Written;

namespace ReleasePlanning.Tests.Calendar;

public sealed class SentenceDatesTests
{
    private static readonly LocalDate Start = new(2024, 1, 15);

    [Theory]
    [InlineData(42, 7, 8, 14, 28, "day parole six months before full parole, absences at a sixth")]
    [InlineData(24, 6, 6, 8, 16, "never less than six months")]
    [InlineData(36, 6, 6, 12, 24, "both rules give six months")]
    [InlineData(360, 42, 78, 84, 240, "full parole after seven years at the latest")]
    [InlineData(18, 6, 3, 6, 12, "under two years: day parole at half of the time to full parole")]
    public void Months_give_the_expected_dates(int length, int absence, int dayParole, int fullParole, int statutory, string reason)
    {
        var expected = SentenceDates.Expect(Start, new SentenceTerm.Months(length));
        expected.ShouldBe(new SentenceDates(
            Start.PlusMonths(absence), Start.PlusMonths(dayParole), Start.PlusMonths(fullParole), Start.PlusMonths(statutory), Start.PlusMonths(length).PlusDays(-1)), reason);
    }

    [Fact]
    public void A_third_of_a_month_is_a_third_of_its_days() =>
        // 40 months: full parole at 13 1/3 months, statutory release at 26 2/3
        SentenceDates.Expect(Start, new SentenceTerm.Months(40)).ShouldSatisfyAllConditions(
            d => d.FullParole.ShouldBe(Date("2025-02-24"), "15 February 2025 and a third of 28 days"),
            d => d.StatutoryRelease.ShouldBe(Date("2026-04-05"), "15 March 2026 and two thirds of 31 days"));

    [Fact]
    public void Life_and_indeterminate_sentences_have_no_release_by_law()
    {
        SentenceDates.Expect(Start, new SentenceTerm.Life(25)).ShouldBe(new(Date("2046-01-15"), Date("2046-01-15"), Date("2049-01-15"), null, null));
        SentenceDates.Expect(Start, new SentenceTerm.Indeterminate()).ShouldBe(new(null, Date("2028-01-15"), Date("2031-01-15"), null, null));
    }

    [Theory]
    [InlineData("2025-03-15", 0, "the same")]
    [InlineData("2025-03-14", 0, "a day apart: a counting convention")]
    [InlineData("2025-03-16", 0, "a day apart, the other way")]
    [InlineData("2025-03-17", 1, "two days apart")]
    [InlineData("2027-07-14", 1, "years apart: perhaps a court order")]
    [InlineData(null, 0, "an official date that is not there is not compared")]
    public void Official_dates_are_compared_with_a_day_s_tolerance(string? fullParole, int warnings, string reason)
    {
        var expected = SentenceDates.Expect(Start, new SentenceTerm.Months(42));
        SentenceDates.Compare(expected, expected with { FullParole = MaybeDate(fullParole) }).Length.ShouldBe(warnings, reason);
    }

    [Fact]
    public void A_warning_names_field_both_dates_and_the_difference()
    {
        var expected = SentenceDates.Expect(Start, new SentenceTerm.Months(42));
        SentenceDates.Compare(expected, expected with { StatutoryRelease = Date("2026-05-25") })
            .ShouldBe([Problem.With("statutoryRelease", "sentence-date.differs", "@sentence-date.statutory-release", Date("2026-05-25"), Date("2026-05-15"), 10)]);
    }

    [Fact]
    public void A_sentence_without_length_is_no_sentence() =>
        Should.Throw<ArgumentOutOfRangeException>(() => SentenceDates.Expect(Start, new SentenceTerm.Months(0)));
}

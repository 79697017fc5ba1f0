using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>The eligibility dates of a sentence; null where there is none or the rule is not known.</summary>
/// <remarks>Sentence Management computes these dates. What is computed here is an expectation to compare with, never a replacement:
/// court orders, revocations, additional sentences and custody before sentence change it.</remarks>
public sealed record SentenceDates(LocalDate? UnescortedAbsence, LocalDate? DayParole, LocalDate? FullParole, LocalDate? StatutoryRelease, LocalDate? WarrantExpiry)
{
    /// <summary>By how many days an official date may differ before it is worth a look: day counting conventions differ by one.</summary>
    public const int Tolerance = 1;

    private const int SixMonths = 6;
    private const int ThreeYears = 36;
    private const int SevenYears = 84;
    private const int TwoYears = 24;

    /// <summary>What the general rules give for one sentence without special orders (CCRA ss.115, 119, 120, 127, 139).</summary>
    /// <param name="start">The first day that counts.</param>
    public static SentenceDates Expect(LocalDate start, SentenceTerm term) => term switch
    {
        SentenceTerm.Months months => ExpectFixed(start, months.Length),
        // life: day parole and unescorted absences three years before full parole
        SentenceTerm.Life life => new(start.PlusMonths(life.YearsToFullParole * 12 - ThreeYears), start.PlusMonths(life.YearsToFullParole * 12 - ThreeYears), start.PlusYears(life.YearsToFullParole), null, null),
        SentenceTerm.Indeterminate => new(null, start.PlusMonths(SevenYears - ThreeYears), start.PlusMonths(SevenYears), null, null),
        _ => throw new ArgumentOutOfRangeException(nameof(term))
    };

    /// <summary>Where official dates differ from the expectation: warnings for Sentence Management, by field. A date that either side does not have is not compared.</summary>
    public static ImmutableArray<Problem> Compare(SentenceDates expected, SentenceDates official)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(official);
        var warnings = ImmutableArray.CreateBuilder<Problem>();
        Look("unescortedAbsence", "@sentence-date.unescorted-absence", expected.UnescortedAbsence, official.UnescortedAbsence);
        Look("dayParole", "@sentence-date.day-parole", expected.DayParole, official.DayParole);
        Look("fullParole", "@sentence-date.full-parole", expected.FullParole, official.FullParole);
        Look("statutoryRelease", "@sentence-date.statutory-release", expected.StatutoryRelease, official.StatutoryRelease);
        Look("warrantExpiry", "@sentence-date.warrant-expiry", expected.WarrantExpiry, official.WarrantExpiry);
        return warnings.ToImmutable();

        void Look(string field, string name, LocalDate? expectation, LocalDate? given)
        {
            if (expectation is not { } e || given is not { } g || Math.Abs(Period.DaysBetween(e, g)) <= Tolerance) return;
            warnings.Add(Problem.With(field, "sentence-date.differs", name, g, e, Math.Abs(Period.DaysBetween(e, g))));
        }
    }

    private static SentenceDates ExpectFixed(LocalDate start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var full = Math.Min(length / 3m, SevenYears);
        var day = length >= TwoYears ? Math.Max(full - SixMonths, SixMonths) : full / 2;
        return new(
            After(start, Math.Max(SixMonths, full / 2)),
            After(start, day),
            After(start, full),
            After(start, length * 2 / 3m),
            // the warrant expires with the last day of the sentence
            start.PlusMonths(length).PlusDays(-1));
    }

    // whole months by the calendar, the rest as that share of the month it falls in
    private static LocalDate After(LocalDate start, decimal months)
    {
        var whole = start.PlusMonths((int)decimal.Truncate(months));
        var length = Period.DaysBetween(whole, start.PlusMonths((int)decimal.Truncate(months) + 1));
        return whole.PlusDays((int)decimal.Round(length * (months - decimal.Truncate(months)), MidpointRounding.AwayFromZero));
    }
}

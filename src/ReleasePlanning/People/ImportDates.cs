using NodaTime;
using ReleasePlanning.Calendar;

namespace ReleasePlanning.People;

/// <summary>The dates of one line. What cannot be is refused; what is only unlikely is taken and marked for Sentence Management to check.</summary>
internal sealed record ImportDates
{
    public const int LongestMonths = 1_200;
    private const int FederalMonths = 24;
    // Criminal Code s.753.1(3): a long-term supervision order lasts at most ten years
    private const int LongestSupervisionYears = 10;
    private const int AdultYears = 18;

    public SentenceKind? Kind { get; private init; }
    public int? Months { get; private init; }
    public LocalDate? Born { get; private init; }
    public LocalDate? Sentenced { get; private init; }
    public LocalDate? UnescortedAbsence { get; private init; }
    public LocalDate? DayParole { get; private init; }
    public LocalDate? FullParole { get; private init; }
    public LocalDate? StatutoryRelease { get; private init; }
    public LocalDate? WarrantExpiry { get; private init; }
    public LocalDate? LongTermSupervisionEnds { get; private init; }

    public static ImportDates Read(ImportRow row, SentenceKind? kind) => new()
    {
        Kind = kind,
        Months = row.OptionalNumber("sentence_months", 1, LongestMonths),
        Born = row.Date("born_on"),
        Sentenced = row.Date("sentenced_on"),
        UnescortedAbsence = row.OptionalDate("uta_eligible_on"),
        DayParole = row.OptionalDate("day_parole_eligible_on"),
        FullParole = row.OptionalDate("full_parole_eligible_on"),
        StatutoryRelease = row.OptionalDate("statutory_release_on"),
        WarrantExpiry = row.OptionalDate("warrant_expiry_on"),
        LongTermSupervisionEnds = row.OptionalDate("long_term_supervision_ends_on"),
    };

    public void Check(ImportRow row, LocalDate today)
    {
        if (Kind is { } kind) { CheckKind(row, kind); }
        CheckPerson(row, today);
        CheckOrder(row);
        CompareWithSentence(row);
    }

    private void CheckKind(ImportRow row, SentenceKind kind)
    {
        var months = row.Value("sentence_months").Length > 0;
        if (kind == SentenceKind.Determinate)
        {
            if (!months) { row.Refuse("sentence_months", "import.months-required"); }
            if (Months < FederalMonths) { row.Warn("sentence_months", "import.months-short", FederalMonths); }
            if (row.Value("warrant_expiry_on").Length == 0) { row.Warn("warrant_expiry_on", "import.expiry-missing"); }
            return;
        }
        if (months) { row.Refuse("sentence_months", "import.months-without-end"); }
        if (StatutoryRelease is not null) { row.Refuse("statutory_release_on", "import.date-without-end"); }
        if (WarrantExpiry is not null) { row.Refuse("warrant_expiry_on", "import.date-without-end"); }
    }

    private void CheckPerson(ImportRow row, LocalDate today)
    {
        if (Sentenced > today) { row.Refuse("sentenced_on", "import.in-future"); }
        if (Born >= Sentenced) { row.Refuse("born_on", "import.must-be-before", Named("sentenced_on"), Sentenced); }
        else if (Born?.PlusYears(AdultYears) > Sentenced) { row.Warn("born_on", "import.young", AdultYears); }
    }

    private void CheckOrder(ImportRow row)
    {
        NotAfter(row, "day_parole_eligible_on", DayParole, "full_parole_eligible_on", FullParole);
        NotAfter(row, "uta_eligible_on", UnescortedAbsence, "full_parole_eligible_on", FullParole);
        NotAfter(row, "full_parole_eligible_on", FullParole, "warrant_expiry_on", WarrantExpiry);
        NotAfter(row, "statutory_release_on", StatutoryRelease, "warrant_expiry_on", WarrantExpiry);
        After(row, "statutory_release_on", StatutoryRelease, "sentenced_on", Sentenced);
        After(row, "warrant_expiry_on", WarrantExpiry, "sentenced_on", Sentenced);
        After(row, "long_term_supervision_ends_on", LongTermSupervisionEnds, "warrant_expiry_on", WarrantExpiry);

        if (FullParole > StatutoryRelease) { row.Warn("full_parole_eligible_on", "import.parole-after-release", StatutoryRelease); }
        if (LongTermSupervisionEnds > WarrantExpiry?.PlusYears(LongestSupervisionYears))
        {
            row.Warn("long_term_supervision_ends_on", "import.supervision-long", LongestSupervisionYears);
        }
        foreach (var (column, date) in new[] { ("uta_eligible_on", UnescortedAbsence), ("day_parole_eligible_on", DayParole), ("full_parole_eligible_on", FullParole) })
        {
            if (date <= Sentenced) { row.Warn(column, "import.before-sentence", Sentenced); }
        }
    }

    private void CompareWithSentence(ImportRow row)
    {
        // a life sentence's dates follow what the court set, which the extract does not say
        SentenceTerm? term = Kind switch
        {
            SentenceKind.Determinate when Months is { } months => new SentenceTerm.Months(months),
            SentenceKind.Indeterminate => new SentenceTerm.Indeterminate(),
            _ => null,
        };
        if (term is null || Sentenced is not { } start) { return; }
        var expected = SentenceDates.Expect(start, term);
        Compare(row, "uta_eligible_on", UnescortedAbsence, expected.UnescortedAbsence);
        Compare(row, "day_parole_eligible_on", DayParole, expected.DayParole);
        Compare(row, "full_parole_eligible_on", FullParole, expected.FullParole);
        Compare(row, "statutory_release_on", StatutoryRelease, expected.StatutoryRelease);
        Compare(row, "warrant_expiry_on", WarrantExpiry, expected.WarrantExpiry);
    }

    private static void Compare(ImportRow row, string column, LocalDate? official, LocalDate? expected)
    {
        if (official is { } o && expected is { } e && Math.Abs(Period.DaysBetween(e, o)) > SentenceDates.Tolerance)
        {
            row.Warn(column, "import.date-mismatch", e);
        }
    }

    private static void NotAfter(ImportRow row, string column, LocalDate? date, string laterColumn, LocalDate? later)
    {
        if (date > later) { row.Refuse(column, "import.must-not-be-after", Named(laterColumn), later); }
    }

    private static void After(ImportRow row, string column, LocalDate? date, string earlierColumn, LocalDate? earlier)
    {
        if (date <= earlier) { row.Refuse(column, "import.must-be-after", Named(earlierColumn), earlier); }
    }

    private static string Named(string column) => "@import.the." + column;
}

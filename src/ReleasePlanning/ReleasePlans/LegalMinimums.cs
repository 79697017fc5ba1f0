using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Calendar;

namespace ReleasePlanning.ReleasePlans;

public enum MinimumStanding
{
    /// <summary>Cannot be met any more; the law lets it go where the reason is recorded.</summary>
    NeedsReason,
    /// <summary>Cannot be met any more, and no reason recorded here stands in for it.</summary>
    CannotBeMet,
    /// <summary>Has no number of days, or still can be met: it must be done before the release.</summary>
    StillMust,
}

/// <summary>One thing the law wants done some time before, as it stands when little time is left.</summary>
/// <param name="Why">The sentence that says what the law asks and how that stands.</param>
/// <param name="LastOn">The last day on which it could have been met; null where there is none.</param>
public sealed record LegalMinimum(string Code, MinimumStanding Standing, Reason Why, LocalDate? LastOn)
{
    /// <summary>As people cite it, in either language.</summary>
    public Reason Clause => new($"minimum.{Code}.clause");
}

/// <summary>What is asked about a plan to know its legal minimums.</summary>
/// <param name="Done">Forms of steps that are completed already.</param>
public sealed record MinimumFacts(
    ReleaseType Type, LocalDate Today, LocalDate ReleaseOn, LocalDate EntitlementOn, LocalDate? HearingOn, bool BoardDecides,
    bool VictimRegistered, bool ScheduleOffence, bool Threat, bool Indigenous, bool NeedsResidence, IReadOnlySet<string> Done);

/// <summary>Which legal minimums a release so near can no longer meet, and what must still be done. Pure. Only what an Act or its Regulations say; dates of policy and practice are not here.</summary>
public static class LegalMinimums
{
    public const string Victims = "victims";
    private const int VictimDays = 14;
    private const int InformationDays = 15;
    private const int DetentionMonths = 6;

    public static ImmutableArray<LegalMinimum> Of(MinimumFacts facts)
    {
        var found = ImmutableArray.CreateBuilder<LegalMinimum>();
        // CCRA s.26(1.1): "unless it is not practicable", at least 14 days before; both ends left out (Interpretation Act s.27(1))
        if (facts.VictimRegistered && Deadlines.LastDayForClearDays(facts.ReleaseOn, VictimDays) is var victims && facts.Today > victims)
        {
            Add(Victims, MinimumStanding.NeedsReason, victims);
        }
        // CCRA s.141(1): at least fifteen days before the review
        if (facts.BoardDecides && facts.HearingOn is { } review && !facts.Done.Contains("share-information")
            && Deadlines.LastDayForClearDays(review, InformationDays) is var shared && facts.Today > shared)
        {
            Add("information", MinimumStanding.CannotBeMet, shared);
        }
        // CCRA s.129(2): more than six months before statutory release
        if (facts.ScheduleOffence && facts.Type is (ReleaseType.StatutoryRelease or ReleaseType.StatutoryReleaseWithResidency) && !facts.Done.Contains("detention-screen")
            && Deadlines.AddMonths(facts.EntitlementOn, -DetentionMonths).PlusDays(-1) is var referral && facts.Today > referral)
        {
            Add("detention", MinimumStanding.CannotBeMet, referral);
        }
        // CCRA s.25(2): before release on an unescorted absence, parole or statutory release
        if (facts.Type is ReleaseType.UnescortedTemporaryAbsence or ReleaseType.DayParole or ReleaseType.FullParole or ReleaseType.StatutoryRelease or ReleaseType.StatutoryReleaseWithResidency)
        {
            Add("police", MinimumStanding.StillMust, null);
        }
        // CCRA s.25(3)
        if (facts.Type == ReleaseType.WarrantExpiry && facts.Threat && !facts.Done.Contains("police-threat-package")) { Add("threat", MinimumStanding.StillMust, null); }
        // CCRA s.133(4.4)
        if (facts.Type == ReleaseType.StatutoryReleaseWithResidency && !facts.Done.Contains("ccc-consent")) { Add("consent", MinimumStanding.StillMust, null); }
        // CCRA s.84: adequate notice, no number of days
        if (facts.Indigenous && !facts.Type.IsTemporary() && !facts.Done.Contains("section-84")) { Add("section-84", MinimumStanding.StillMust, null); }
        return found.ToImmutable();

        void Add(string code, MinimumStanding standing, LocalDate? lastOn) =>
            found.Add(new LegalMinimum(code, standing, lastOn is { } last ? new Reason($"minimum.{code}", last) : new Reason($"minimum.{code}"), lastOn));
    }

    /// <summary>Refuses a launch or a move that lacks the reason a minimum needs.</summary>
    public static Problem? Missing(IEnumerable<LegalMinimum> minimums, string? notPracticable)
    {
        if (notPracticable is { Length: > LongestReason }) { return Problem.With("notPracticable", "form.too-long", LongestReason); }
        return minimums.FirstOrDefault(m => m.Standing == MinimumStanding.NeedsReason) is { } needs && string.IsNullOrWhiteSpace(notPracticable)
            ? Problem.With("notPracticable", "launch.not-practicable-needed", needs.LastOn) : null;
    }

    public const int LongestReason = 2000;
}

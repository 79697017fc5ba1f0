namespace ReleasePlanning.BedSpaces;

/// <summary>Who is asked next, and when asking is over. Pure.</summary>
public static class ReferralRound
{
    public const int DeclinesToReview = 3;

    /// <summary>Together: everybody of the round at once. In turn: the next by rank. The backup house comes last, and first once a bed was lost.</summary>
    public static IReadOnlyList<BedReferral> Next(IReadOnlyCollection<BedReferral> all, bool bedWasLost)
    {
        if (all.Count == 0) { return []; }
        var round = all.Max(r => r.Round);
        var ranked = all.Where(r => r.Round == round && r.State == ReferralState.Ranked).OrderBy(r => r.Backup == bedWasLost ? 0 : 1).ThenBy(r => r.Rank).ToList();
        if (ranked.Count == 0) { return []; }
        var together = ranked.Where(r => r.Together && !r.Backup).ToList();
        return together.Count > 0 && !(bedWasLost && ranked[0].Backup) ? together : [ranked[0]];
    }

    /// <summary>The houses of the current list that nobody asked yet, in their order; the backup house stands apart.</summary>
    public static IReadOnlyList<BedReferral> ToBeAsked(IReadOnlyCollection<BedReferral> all) =>
        all.Count == 0 ? [] : [.. all.Where(r => r.Round == all.Max(other => other.Round) && r is { State: ReferralState.Ranked, Backup: false }).OrderBy(r => r.Rank)];

    /// <summary>A house holds a bed, and nobody the officer prefers to it may still answer.</summary>
    public static bool IsOver(IReadOnlyCollection<BedReferral> all) =>
        all.Where(r => r.Holds).OrderBy(r => r.Round).ThenBy(r => r.Rank).LastOrDefault() is { } held
        && !all.Any(r => r.State == ReferralState.Sent && r.Round == held.Round && r.Rank < held.Rank);

    /// <summary>Refusals and silence over all rounds, since the accommodation was last reviewed.</summary>
    public static int Declines(IEnumerable<BedReferral> all, NodaTime.Instant? reviewedAt) =>
        all.Count(r => r.NoBed && (reviewedAt is not { } at || (r.AnsweredAt ?? r.AnswerDueAt ?? at) > at));

    /// <summary>Reminded when seven tenths of the time are over: seven working days of ten.</summary>
    public static int RemindAfter(int answerWithinDays) => Math.Max(1, answerWithinDays * 7 / 10);
}

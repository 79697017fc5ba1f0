using NodaTime;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Escalations;

/// <summary>A step as it was recorded: what its rungs were counted from, when it closed, and how long people took to acknowledge what came to their position.</summary>
public sealed record ReplayedStep(
    WorkItemId Id, ReleasePlanId PlanId, string PlanNumber, string TitleEn, string TitleFr, LadderClimb Climb, Instant? ClosedAt, LadderPlace Place, IReadOnlyDictionary<string, Duration> AcknowledgedAfter)
{
    public string Title(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? TitleFr : TitleEn;
}

/// <summary>A notice as it would have been.</summary>
/// <param name="ToRole">A role, or "owner".</param>
/// <param name="InQuietHours">It would have come in the quiet hours of the site; <paramref name="Held"/>: and waited for their end.</param>
public sealed record ReplayedNotice(int Level, string ToRole, Instant At, bool InQuietHours, bool Held);

public sealed record ReplayTotals(int Notices, int InQuietHours, int Held);

public sealed record ReplayCount<TKey>(TKey Key, int Live, int Draft);

public sealed record ReplayedDifference(ReplayedStep Step, int Live, int Draft);

/// <summary>What the draft would have sent over a time, beside what the live version would have.</summary>
/// <param name="LeftOut">There were more steps than are replayed at once: how many were left out, the oldest.</param>
public sealed record LadderReplayed(
    LocalDate From, LocalDate Until, int Steps, int LeftOut, ReplayTotals Live, ReplayTotals Draft,
    IReadOnlyList<ReplayCount<LocalDate>> ByWeek, IReadOnlyList<ReplayCount<string>> ByRole, IReadOnlyList<ReplayCount<(LocalDate Week, string Role)>> ByWeekAndRole, IReadOnlyList<ReplayedDifference> Most);

/// <summary>"What would have happened": climbs two ladders over recorded steps. Pure; due dates as they last were, because earlier ones are not recorded with the step.</summary>
public static class LadderReplay
{
    private const int MostShown = 10;

    public static LadderReplayed Compare(
        IReadOnlyList<ReplayedStep> steps, int leftOut, IReadOnlyList<LadderRung> live, IReadOnlyList<LadderRung> draft, Instant from, Instant until)
    {
        var both = steps.Select(s => (Step: s, Live: Notices(live, s, from, until).ToList(), Draft: Notices(draft, s, from, until).ToList())).ToList();
        var all = both.SelectMany(b => b.Live.Select(n => (Key(b.Step, n), IsDraft: false)).Concat(b.Draft.Select(n => (Key(b.Step, n), IsDraft: true)))).ToList();
        return new(
            from.InUtc().Date, until.InUtc().Date, steps.Count, leftOut, Totals(both.SelectMany(b => b.Live)), Totals(both.SelectMany(b => b.Draft)),
            Weeks(from, until, Counts(all, k => k.Week)), [.. Counts(all, k => k.Role).OrderByDescending(c => Math.Max(c.Live, c.Draft)).ThenBy(c => c.Key, StringComparer.Ordinal)],
            [.. Counts(all, k => k).OrderBy(c => c.Key.Week).ThenBy(c => c.Key.Role, StringComparer.Ordinal)],
            [.. both.Where(b => b.Live.Count != b.Draft.Count).Select(b => new ReplayedDifference(b.Step, b.Live.Count, b.Draft.Count))
                .OrderByDescending(d => Math.Abs(d.Draft - d.Live)).ThenBy(d => d.Step.PlanNumber, StringComparer.Ordinal).ThenBy(d => d.Step.Id.Value).Take(MostShown)]);
    }

    /// <summary>The notices of one step within a time, as its ladder would have sent them while it was open.</summary>
    public static IEnumerable<ReplayedNotice> Notices(IReadOnlyList<LadderRung> rungs, ReplayedStep step, Instant from, Instant until)
    {
        var (last, climb, place) = (0, step.Climb, step.Place);
        var end = step.ClosedAt is { } closed && closed < until ? closed : until;
        while (Ladder.Next(rungs, last, climb, place) is var (next, at) && at < end && Ladder.Reached(rungs, next.Level, climb, at, place) is var (rung, _))
        {
            last = rung.Level;
            var own = Ladder.At(rung, climb, place);
            if (at >= from) { yield return new(rung.Level, rung.To.Role, at, Ladder.IsQuiet(own, place), at > own && Ladder.IsQuiet(own, place)); }
            // whoever acknowledged it then would have acknowledged it as soon after
            if (rung.Hold is { } hold && !climb.Legal && step.AcknowledgedAfter.TryGetValue(rung.To.Role, out var took)) { climb = climb with { NotBefore = Ladder.After(at + took, hold, place) }; }
        }
    }

    private static (LocalDate Week, string Role) Key(ReplayedStep step, ReplayedNotice notice) => (Monday(notice.At.InZone(step.Place.Zone).Date), notice.ToRole);

    private static LocalDate Monday(LocalDate day) => day.PlusDays(1 - (int)day.DayOfWeek);

    private static ReplayTotals Totals(IEnumerable<ReplayedNotice> notices)
    {
        var all = notices.ToList();
        return new(all.Count, all.Count(n => n.InQuietHours), all.Count(n => n.Held));
    }

    private static IEnumerable<ReplayCount<TKey>> Counts<TKey>(List<((LocalDate Week, string Role) Key, bool IsDraft)> all, Func<(LocalDate Week, string Role), TKey> key) =>
        all.GroupBy(n => key(n.Key)).Select(g => new ReplayCount<TKey>(g.Key, g.Count(n => !n.IsDraft), g.Count(n => n.IsDraft)));

    // a week without any is a week too
    private static List<ReplayCount<LocalDate>> Weeks(Instant from, Instant until, IEnumerable<ReplayCount<LocalDate>> counts)
    {
        var (found, weeks) = (counts.ToDictionary(c => c.Key), new List<ReplayCount<LocalDate>>());
        for (var week = Monday(from.InUtc().Date); week <= until.InUtc().Date; week = week.PlusDays(7)) { weeks.Add(found.GetValueOrDefault(week) ?? new(week, 0, 0)); }
        return weeks;
    }
}

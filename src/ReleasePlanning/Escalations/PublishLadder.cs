using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Escalations;

/// <summary>Makes the draft the newest version, which nobody can change from then on. Steps that open or are re-dated take it; open ones too when it is asked for.</summary>
public sealed class PublishLadder(ReleasePlanningDb db, IClock clock)
{
    public const int LongestComment = 1000;

    public async Task<Outcome<LadderVersion>> RunAsync(string ladder, string comment, bool appliesToOpen, uint? draftVersion, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<LadderVersion>("ladder.administrators-only"); }
        if (await db.Set<LadderDraft>().SingleOrDefaultAsync(d => d.Ladder == ladder, ct) is not { } draft) { return Outcome.NotFound<LadderVersion>(); }
        if (draftVersion is { } seen && seen != draft.Version) { return Outcome.Conflict<LadderVersion>("changed-meanwhile"); }
        if (string.IsNullOrWhiteSpace(comment)) { return Outcome.Refused<LadderVersion>("comment", "form.required"); }
        if (comment.Length > LongestComment) { return Outcome.Refused<LadderVersion>("comment", "form.too-long", LongestComment); }
        if (LadderRules.Check(draft.Rungs) is { Count: > 0 } problems) { return Outcome.Refused<LadderVersion>(problems); }
        var newest = await db.Set<LadderVersion>().AsNoTracking().Where(v => v.Ladder == ladder).OrderByDescending(v => v.Version).FirstOrDefaultAsync(ct);
        if (newest is not null && LadderDifference.Between(newest.Rungs, draft.Rungs).Count == 0 && (newest.NameEn, newest.NameFr) == (draft.NameEn, draft.NameFr))
        {
            return Outcome.Refused<LadderVersion>("", "ladder.nothing-changed");
        }

        var version = new LadderVersion
        {
            Ladder = ladder, Version = (newest?.Version ?? 0) + 1, NameEn = draft.NameEn, NameFr = draft.NameFr, Rungs = draft.Rungs,
            PublishedAt = clock.GetCurrentInstant(), PublishedBy = actor.StaffId, Comment = comment.Trim(), AppliesToOpen = appliesToOpen,
        };
        db.Add(version);
        db.Remove(draft);
        db.Add(AuditEntry.OfStaff(actor, version.PublishedAt, "ladder.published", new Reason("audit.ladder.published", ladder, version.Version, version.Comment)));
        // two who publish at once: the second meets the first's version, or the draft that is gone
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<LadderVersion>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(version);
    }
}

/// <summary>One rung that differs between two versions; null on the side where there is none.</summary>
public sealed record LadderDifference(int Level, LadderRung? Before, LadderRung? After)
{
    public static IReadOnlyList<LadderDifference> Between(IReadOnlyList<LadderRung> before, IReadOnlyList<LadderRung> after) =>
        [.. before.Select(r => r.Level).Union(after.Select(r => r.Level)).Order()
            .Select(level => new LadderDifference(level, before.FirstOrDefault(r => r.Level == level), after.FirstOrDefault(r => r.Level == level)))
            .Where(d => d.Before is null || d.After is null || !d.Before.SameAs(d.After))];
}

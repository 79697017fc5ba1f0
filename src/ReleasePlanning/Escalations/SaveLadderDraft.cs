using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Escalations;

/// <summary>Keeps what the next version of a ladder may become, of a ladder that is there or of a new one. A draft climbs nothing.</summary>
public sealed class SaveLadderDraft(ReleasePlanningDb db, IClock clock)
{
    /// <param name="version">The draft's version the caller has seen; null when they saw none.</param>
    public async Task<Outcome<LadderDraft>> RunAsync(string ladder, string nameEn, string nameFr, IReadOnlyList<LadderRung> rungs, uint? version, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<LadderDraft>("ladder.administrators-only"); }
        var problems = new List<Problem>(LadderRules.Check(rungs));
        if (!LadderRules.IsKey(ladder)) { problems.Add(Problem.With("ladder", "ladder.key", LadderRules.LongestKey)); }
        foreach (var (field, name) in new[] { ("nameEn", nameEn), ("nameFr", nameFr) })
        {
            if (string.IsNullOrWhiteSpace(name)) { problems.Add(Problem.With(field, "form.required")); }
            else if (name.Length > LadderRules.LongestName) { problems.Add(Problem.With(field, "form.too-long", LadderRules.LongestName)); }
        }
        if (problems.Count > 0) { return Outcome.Refused<LadderDraft>(problems); }

        var now = clock.GetCurrentInstant();
        var draft = await db.Set<LadderDraft>().SingleOrDefaultAsync(d => d.Ladder == ladder, ct);
        if (version is { } seen && seen != draft?.Version) { return Outcome.Conflict<LadderDraft>("changed-meanwhile"); }
        if (draft is null)
        {
            draft = new LadderDraft { Ladder = ladder, NameEn = nameEn.Trim(), NameFr = nameFr.Trim(), Rungs = rungs, ChangedBy = actor.StaffId!.Value, ChangedAt = now };
            db.Add(draft);
        }
        else { (draft.NameEn, draft.NameFr, draft.Rungs, draft.ChangedBy, draft.ChangedAt) = (nameEn.Trim(), nameFr.Trim(), rungs, actor.StaffId!.Value, now); }
        db.Add(AuditEntry.OfStaff(actor, now, "ladder.drafted", new Reason("audit.ladder.drafted", ladder)));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<LadderDraft>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(draft);
    }
}

/// <summary>Throws a draft away; the published versions stay as they are.</summary>
public sealed class DiscardLadderDraft(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<LadderDraft>> RunAsync(string ladder, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<LadderDraft>("ladder.administrators-only"); }
        if (await db.Set<LadderDraft>().SingleOrDefaultAsync(d => d.Ladder == ladder, ct) is not { } draft) { return Outcome.NotFound<LadderDraft>(); }
        db.Remove(draft);
        db.Add(AuditEntry.OfStaff(actor, clock.GetCurrentInstant(), "ladder.discarded", new Reason("audit.ladder.discarded", ladder)));
        return await db.SaveAsync(ct) is { } refused ? Outcome.Conflict<LadderDraft>(refused.Reason.Code, [.. refused.Reason.Args]) : Outcome.Done(draft);
    }
}

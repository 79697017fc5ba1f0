using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>Silences a step's reminders and escalations until a moment, with a reason; it ends by itself. Never past a legal limit or the morning of the release.</summary>
public sealed class SnoozeStep(ReleasePlanningDb db, ArmLadder armLadder, PlanPlaces places, IClock clock)
{
    public const int LongestReason = 500;

    public async Task<Outcome<WorkItem>> RunAsync(WorkItemId id, Instant until, string reason, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        var item = locked.Item;
        if (SnoozeRule.May(item, actor) is { Value: false } no) { return Outcome.Forbidden<WorkItem>(no.Why.Code); }
        if (item.RefuseStale<WorkItem>(version) is { } stale) { return stale; }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<WorkItem>("reason", "form.required"); }
        if (reason.Length > LongestReason) { return Outcome.Refused<WorkItem>("reason", "form.too-long", LongestReason); }
        if (item.DueAt is null) { return Outcome.Refused<WorkItem>("until", "snooze.no-due-date"); }

        var now = clock.GetCurrentInstant();
        var (_, climb, place) = await armLadder.OfAsync(item, ct);
        var site = await places.SiteAsync(item.SiteId, ct);
        var latest = SnoozeRule.Latest(item, now, climb, place, site.MostSnoozeDays);
        if (SnoozeRule.Refuse(until, now, latest) is { } why) { return Outcome.Refused<WorkItem>(new Problem("until", why)); }

        item.Snooze(MicrosecondClock.Truncate(until), actor.StaffId!.Value, now, reason.Trim());
        await armLadder.SameAsync(item, ct);
        db.Add(AuditEntry.OfPlan(item.PlanId, actor, now, "step.snoozed", new Reason("audit.step.snoozed", item.TitleEn, item.TitleFr, until.InZone(place.Zone), reason.Trim()), item.Id));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<WorkItem>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(item);
    }
}

/// <summary>Ends a silence before its time: what came due meanwhile comes now, as one notice.</summary>
public sealed class EndSnooze(ReleasePlanningDb db, ArmLadder armLadder, IClock clock)
{
    public async Task<Outcome<WorkItem>> RunAsync(WorkItemId id, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        var item = locked.Item;
        if (SnoozeRule.May(item, actor) is { Value: false } no) { return Outcome.Forbidden<WorkItem>(no.Why.Code); }
        if (item.RefuseStale<WorkItem>(version) is { } stale) { return stale; }
        if (item.SnoozedUntil is null) { return Outcome.Done(item); }
        item.EndSnooze();
        await armLadder.SameAsync(item, ct);
        db.Add(AuditEntry.OfPlan(item.PlanId, actor, clock.GetCurrentInstant(), "step.snooze-ended", new Reason("audit.step.snooze-ended", item.TitleEn, item.TitleFr), item.Id));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(item);
    }
}

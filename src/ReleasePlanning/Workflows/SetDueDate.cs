using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Sets the due date of an open step by hand, or gives it back to its rule. A date set by hand stays when anchors and calendars move.</summary>
public sealed class SetDueDate(ReleasePlanningDb db, PlanPlaces places, MoveDueDate moveDueDate, IClock clock)
{
    private const int LongestReason = 500;

    /// <param name="on">The day, at the step's site.</param>
    /// <param name="time">The local time; the end of business where none is given.</param>
    public async Task<Outcome<WorkItem>> RunAsync(WorkItemId id, LocalDate on, LocalTime? time, string reason, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        if (Refused(locked.Item, reason, version, actor) is { } refused) { return refused; }
        var now = clock.GetCurrentInstant();
        if (on.Year is < 2000 or > 2200) { return Outcome.Refused<WorkItem>("on", "due-set.day"); }
        var site = await places.SiteAsync(locked.Item.SiteId, ct);
        var calendar = await places.CalendarAsync(site, ct);
        var at = SiteTime.At(on, time ?? calendar.Hours.On(on).Closes, calendar.Zone);
        if (at <= now) { return Outcome.Refused<WorkItem>("on", "due-set.past"); }
        if (HandSetLimit.Refuse(locked.Item, locked.Plan.Plan, at, OfRule(locked, site, calendar).At, calendar) is { } limit) { return Outcome.Refused<WorkItem>(new Problem("on", limit)); }
        return await MoveAsync(locked, at, new Reason("due.by-hand", actor.Name, calendar.DateOf(now), reason.Trim()), reason.Trim(), "step.due-set", actor, now, transaction, ct);
    }

    /// <summary>Back to what the rule gives.</summary>
    public async Task<Outcome<WorkItem>> RestoreAsync(WorkItemId id, string reason, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        if (Refused(locked.Item, reason, version, actor) is { } refused) { return refused; }
        if (!locked.Item.DueSetByHand) { return Outcome.Conflict<WorkItem>("due-set.not-set"); }
        var site = await places.SiteAsync(locked.Item.SiteId, ct);
        var (at, why) = OfRule(locked, site, await places.CalendarAsync(site, ct));
        return await MoveAsync(locked, at, why, null, "step.due-restored", actor, clock.GetCurrentInstant(), transaction, ct);
    }

    private static Outcome<WorkItem>? Refused(WorkItem item, string reason, uint? version, Actor actor)
    {
        if (StepAccess.MaySetDue(item, actor) is { Value: false } no) { return Outcome.Forbidden<WorkItem>(no.Why.Code, [.. no.Why.Args]); }
        if (item.RefuseStale<WorkItem>(version) is { } stale) { return stale; }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<WorkItem>("reason", "form.required"); }
        return reason.Length > LongestReason ? Outcome.Refused<WorkItem>("reason", "form.too-long", LongestReason) : null;
    }

    private static (Instant? At, Reason? Why) OfRule(LockedStep step, Site site, SiteCalendar calendar) =>
        StepDue.OfStep(step.Plan.Plan, step.Item.DueRule, step.Item.DateForce, step.Item.OpenedAt, site, calendar);

    private async Task<Outcome<WorkItem>> MoveAsync(
        LockedStep step, Instant? at, Reason? why, string? reason, string act, Actor actor, Instant now, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction, CancellationToken ct)
    {
        var item = step.Item;
        var old = item.DueAt;
        item.DueSetByHand = reason is not null;
        (item.DueSetBy, item.DueSetAt, item.DueSetReason) = (reason is null ? null : actor.StaffId, reason is null ? null : now, reason);
        await moveDueDate.RunAsync(item, at, why, PastDue.Mark, now, ct);
        var zone = PlanPlaces.Zone(await places.SiteAsync(item.SiteId, ct));
        db.Add(AuditEntry.OfPlan(item.PlanId, actor, now, act, new Reason("audit." + act, item.TitleEn, item.TitleFr, Day(old, zone), Day(at, zone), reason ?? ""), item.Id));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<WorkItem>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(item);
    }

    private static object Day(Instant? at, DateTimeZone zone) => at is { } known ? SiteTime.DateOf(known, zone) : "–";
}

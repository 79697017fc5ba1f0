using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Gives one step or timer of a locked plan another due instant, and starts the step's ladder anew from it.</summary>
public sealed class MoveDueDate(ReleasePlanningDb db, PlanRows rows, PlanPlaces places, ArmLadder armLadder)
{
    private const int GraceWorkingDays = 2;

    public async Task RunAsync(LockedPlan plan, DueMove move, PastDue past, Instant now, CancellationToken ct)
    {
        if (move.TimerId is { } timerId)
        {
            var timer = (await rows.TimersAsync(plan.Plan.Id, ct)).Single(t => t.Id == timerId);
            (timer.DueAt, timer.LockOwner, timer.LockUntil) = (move.NewAt!.Value, null, null);
            return;
        }
        var item = (await rows.OpenWorkItemsAsync(plan.Plan.Id, ct)).Single(i => i.Id == move.WorkItemId);
        var (at, why) = (move.NewAt, move.Why);
        if (move.IsPast && past == PastDue.Grace && item.DateForce == DateForce.Default)
        {
            var site = await places.CalendarAsync(await places.SiteAsync(item.SiteId, ct), ct);
            var on = site.Federal.Add(site.DateOf(now), GraceWorkingDays);
            (at, why) = (site.Closes(on), new Reason(DueMoves.Grace, on));
        }
        if (item.DueSetByHand) { await GiveWayAsync(item, at, now, ct); }
        await RunAsync(item, at, why, past, now, ct);
    }

    // the date of a hand came to lie behind what bounds it
    private async Task GiveWayAsync(WorkItem item, Instant? at, Instant now, CancellationToken ct)
    {
        (item.DueSetByHand, item.DueSetBy, item.DueSetAt, item.DueSetReason) = (false, null, null, null);
        var zone = PlanPlaces.Zone(await places.SiteAsync(item.SiteId, ct));
        db.Add(AuditEntry.OfPlan(item.PlanId, Actor.Service, now, "step.due-restored", new Reason("audit.step.due-restored", item.TitleEn, item.TitleFr, Day(item.DueAt), Day(at), ""), item.Id));

        object Day(Instant? moment) => moment is { } known ? SiteTime.DateOf(known, zone) : "–";
    }

    /// <summary>The same for a step and an instant that no rule gave.</summary>
    /// <param name="at">Null takes the due date away.</param>
    public async Task RunAsync(WorkItem item, Instant? at, Reason? why, PastDue past, Instant now, CancellationToken ct)
    {
        (item.DueAt, item.DueReason) = (at, why);
        await armLadder.AgainAsync(item, past, now, ct);
    }
}

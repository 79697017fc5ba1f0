using NodaTime;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Gives one step or timer of a locked plan another due instant, and starts the step's ladder anew from it.</summary>
public sealed class MoveDueDate(PlanRows rows, PlanPlaces places, ArmLadder armLadder)
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
        await RunAsync(item, at, why, past, now, ct);
    }

    /// <summary>The same for a step and an instant that no rule gave.</summary>
    /// <param name="at">Null takes the due date away.</param>
    public async Task RunAsync(WorkItem item, Instant? at, Reason? why, PastDue past, Instant now, CancellationToken ct)
    {
        (item.DueAt, item.DueReason) = (at, why);
        await armLadder.AgainAsync(item, past, now, ct);
    }
}

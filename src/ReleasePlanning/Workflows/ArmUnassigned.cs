using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Keeps the one timer of a step without an owner: armed while nobody owns it, gone as soon as somebody does.</summary>
public sealed class ArmUnassigned(ReleasePlanningDb db, PlanRows rows, PlanPlaces places)
{
    public async Task RunAsync(WorkItem item, Instant now, CancellationToken ct)
    {
        var armed = (await rows.TimersAsync(item.PlanId, ct)).FirstOrDefault(t => t.WorkItemId == item.Id && t.Purpose == TimerPurpose.Unassigned);
        if (item.OwnerId is not null)
        {
            if (armed is not null) { db.Remove(armed); }
            return;
        }
        if (armed is not null) { return; }
        var site = await places.SiteAsync(item.SiteId, ct);
        var hours = await db.Set<UnassignedThreshold>().Where(t => t.SiteId == item.SiteId).Select(t => (int?)t.Hours).FirstOrDefaultAsync(ct) ?? UnassignedThreshold.DefaultHours;
        var at = BusinessTime.After(now, Duration.FromHours(hours), await places.CalendarAsync(site, ct));
        db.Add(new WorkflowTimer
        {
            Id = Guid.CreateVersion7(), PlanId = item.PlanId, Purpose = TimerPurpose.Unassigned, ElementId = item.ElementId, WorkItemId = item.Id, DueAt = MicrosecondClock.Truncate(at),
        });
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Keeps the one timer a slice has for a plan and a subject: armed anew it moves, with no time it goes. Never saves.</summary>
public static class ArmPlanTimer
{
    public static async Task ArmPlanTimerAsync(this ReleasePlanningDb db, ReleasePlanId plan, string key, string about, Instant? at, CancellationToken ct)
    {
        var element = $"{key}:{about}";
        var timer = db.Set<WorkflowTimer>().Local.FirstOrDefault(t => t.PlanId == plan && t.ElementId == element && t.Purpose == TimerPurpose.Slice)
            ?? await db.Set<WorkflowTimer>().FirstOrDefaultAsync(t => t.PlanId == plan && t.ElementId == element && t.Purpose == TimerPurpose.Slice, ct);
        if (at is not { } due)
        {
            if (timer is not null) { db.Remove(timer); }
            return;
        }
        if (timer is not null && db.Entry(timer).State != EntityState.Deleted)
        {
            timer.DueAt = MicrosecondClock.Truncate(due);
            return;
        }
        db.Add(new WorkflowTimer { Id = Guid.CreateVersion7(), PlanId = plan, Purpose = TimerPurpose.Slice, ElementId = element, DueAt = MicrosecondClock.Truncate(due) });
    }
}

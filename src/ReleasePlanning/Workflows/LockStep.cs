using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>A step together with the lock of its plan.</summary>
public sealed record LockedStep(LockedPlan Plan, WorkItem Item);

public static class LockStep
{
    /// <summary>Locks the plan first and reads the step after: what is read is what will be changed.</summary>
    public static async Task<LockedStep?> LockStepAsync(this ReleasePlanningDb db, WorkItemId id, CancellationToken ct)
    {
        if (await db.LockPlanAsync(id, ct) is not { } plan) { return null; }
        return new LockedStep(plan, await db.Set<WorkItem>().SingleAsync(w => w.Id == id, ct));
    }

    /// <summary>Refusals every change of an open step shares: it is closed already, or somebody changed it since it was read.</summary>
    public static Outcome<T>? RefuseStale<T>(this WorkItem item, uint? version)
    {
        if (item.State != WorkItemState.Open) { return Outcome.Conflict<T>("step.already-closed", "@step-state." + item.State); }
        return version is { } v && v != item.Version ? Outcome.Conflict<T>("changed-meanwhile") : null;
    }
}

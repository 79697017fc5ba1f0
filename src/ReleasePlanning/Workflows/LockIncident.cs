using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>An open incident with the lock of its plan.</summary>
public sealed record LockedIncident(LockedPlan Plan, WorkflowIncident Incident);

/// <summary>Locks the plan first and reads the incident after; one that was resolved meanwhile is refused.</summary>
public sealed class LockIncident(ReleasePlanningDb db)
{
    public async Task<Outcome<LockedIncident>> RunAsync(Guid id, string reason, Actor actor, CancellationToken ct)
    {
        if (LockRun.RefuseActor<LockedIncident>(reason, actor) is { } no) { return no; }
        var planId = await db.Set<WorkflowIncident>().Where(i => i.Id == id).Select(i => (ReleasePlanId?)i.PlanId).FirstOrDefaultAsync(ct);
        if (planId is null || await db.LockPlanAsync(planId.Value, ct) is not { } plan) { return Outcome.NotFound<LockedIncident>(); }
        var incident = await db.Set<WorkflowIncident>().SingleAsync(i => i.Id == id, ct);
        return incident.ResolvedAt is null ? Outcome.Done(new LockedIncident(plan, incident)) : Outcome.Conflict<LockedIncident>("incident.already-resolved");
    }
}

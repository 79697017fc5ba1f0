using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>An administrator mended the cause and tries again: the parked timer is armed, or the step that stood still is taken once more.</summary>
public sealed class RetryIncident(ReleasePlanningDb db, PlanRows rows, WorkflowRunner runner, IClock clock)
{
    public async Task<Outcome<WorkflowIncident>> RunAsync(Guid id, string reason, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<WorkflowIncident>("workflow.administrators-only"); }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<WorkflowIncident>("reason", "form.required"); }
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var planId = await db.Set<WorkflowIncident>().Where(i => i.Id == id).Select(i => (ReleasePlanId?)i.PlanId).FirstOrDefaultAsync(ct);
        if (planId is null || await db.LockPlanAsync(planId.Value, ct) is not { } plan) { return Outcome.NotFound<WorkflowIncident>(); }
        var incident = await db.Set<WorkflowIncident>().SingleAsync(i => i.Id == id, ct);
        if (incident.ResolvedAt is not null) { return Outcome.Done(incident); }

        var now = clock.GetCurrentInstant();
        (incident.ResolvedAt, incident.ResolvedBy, incident.Resolution) = (now, actor.StaffId, reason.Trim());
        db.Add(AuditEntry.OfPlan(planId.Value, actor, now, "incident.retried", new Reason("audit.incident.retried", incident.ElementId, incident.Resolution)));
        if (incident.TimerId is { } timerId)
        {
            if (await db.Set<WorkflowTimer>().FirstOrDefaultAsync(t => t.Id == timerId, ct) is { } timer)
            {
                (timer.Parked, timer.Attempts, timer.LockOwner, timer.LockUntil) = (false, 0, null, null);
            }
        }
        else if (incident is { InstanceId: { } instanceId, TokenId: > 0 })
        {
            var instance = (await rows.InstancesAsync(planId.Value, ct)).Single(i => i.Id == instanceId);
            await runner.TakeAsync(plan, instance, new Trigger.Retry(incident.TokenId!.Value), actor, now, ct);
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(incident);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>An administrator says that nothing need be done about an incident. Refused while something still stands still because of it: that would hide it.</summary>
public sealed class DismissIncident(ReleasePlanningDb db, LockIncident lockIncident, PlanRows rows, IClock clock)
{
    public async Task<Outcome<WorkflowIncident>> RunAsync(Guid id, string reason, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await lockIncident.RunAsync(id, reason, actor, ct);
        if (!locked.IsDone) { return locked.As<WorkflowIncident>(); }
        var (plan, incident) = locked.Value!;
        if (await StandsStillAsync(plan, incident, ct)) { return Outcome.Conflict<WorkflowIncident>("incident.still-stuck"); }
        var now = clock.GetCurrentInstant();
        (incident.ResolvedAt, incident.ResolvedBy, incident.Resolution) = (now, actor.StaffId, reason.Trim());
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "incident.dismissed", new Reason("audit.incident.dismissed", incident.ElementId, incident.Resolution)));
        // what was parked for it has nothing left to wait for
        if (incident.DeliveryId is { } deliveryId && await db.Set<SignalDelivery>().FirstOrDefaultAsync(d => d.Id == deliveryId, ct) is { } delivery) { db.Remove(delivery); }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(incident);
    }

    private async Task<bool> StandsStillAsync(LockedPlan plan, WorkflowIncident incident, CancellationToken ct)
    {
        if (incident.TimerId is { } timer) { return await db.Set<WorkflowTimer>().AnyAsync(t => t.Id == timer && t.Parked, ct); }
        if (incident is not { InstanceId: { } instanceId, TokenId: { } token }) { return false; }
        var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == instanceId);
        return instance.Status == InstanceStatus.Running && ProcessStateJson.Read(instance.State).Tokens.TryGet(token, out var at) && at.Stuck is not null;
    }
}

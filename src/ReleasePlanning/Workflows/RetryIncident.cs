using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>An administrator mended the cause and tries again: the parked timer is armed, the signal or message is sent again, or the step that stood still is taken once more.</summary>
public sealed class RetryIncident(ReleasePlanningDb db, LockIncident lockIncident, PlanRows rows, WorkflowRunner runner, IClock clock)
{
    public async Task<Outcome<WorkflowIncident>> RunAsync(Guid id, string reason, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await lockIncident.RunAsync(id, reason, actor, ct);
        if (!locked.IsDone) { return locked.As<WorkflowIncident>(); }
        var (plan, incident) = locked.Value!;
        var now = clock.GetCurrentInstant();
        (incident.ResolvedAt, incident.ResolvedBy, incident.Resolution) = (now, actor.StaffId, reason.Trim());
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "incident.retried", new Reason("audit.incident.retried", incident.ElementId, incident.Resolution)));
        try
        {
            if (await AgainAsync(plan, incident, actor, now, ct) is { } refused) { return refused; }
        }
        catch (InterpreterException e) { return LockRun.Explain<WorkflowIncident>(e); }
        if (await db.SaveAsync(ct) is { } problem) { return Outcome.Conflict<WorkflowIncident>(problem.Reason.Code, [.. problem.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(incident);
    }

    private async Task<Outcome<WorkflowIncident>?> AgainAsync(LockedPlan plan, WorkflowIncident incident, Actor actor, Instant now, CancellationToken ct)
    {
        switch (incident)
        {
            case { TimerId: { } timerId }:
                if (await db.Set<WorkflowTimer>().FirstOrDefaultAsync(t => t.Id == timerId, ct) is { } timer)
                {
                    (timer.Parked, timer.Attempts, timer.LockOwner, timer.LockUntil) = (false, 0, null, null);
                }
                return null;
            case { DeliveryId: { } deliveryId }:
                if (await db.Set<SignalDelivery>().FirstOrDefaultAsync(d => d.Id == deliveryId, ct) is { } delivery)
                {
                    (delivery.Parked, delivery.Attempts, delivery.DueAt) = (false, 0, now);
                }
                return null;
            case { MessageId: { } messageId }:
                return await SendAgainAsync(plan, messageId, actor, now, ct);
            case { InstanceId: { } instanceId, TokenId: > 0 }:
                var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == instanceId);
                await runner.TakeAsync(plan, instance, new Trigger.Retry(incident.TokenId!.Value), actor, now, ct);
                return null;
            default:
                return null;
        }
    }

    private async Task<Outcome<WorkflowIncident>?> SendAgainAsync(LockedPlan plan, Guid id, Actor actor, Instant now, CancellationToken ct)
    {
        var message = await db.Set<WorkflowMessage>().SingleAsync(m => m.Id == id, ct);
        var receivers = Receivers.Of(await rows.SubscriptionsAsync(plan.Plan.Id, ct), message.Name, message.CorrelationKey);
        if (receivers.Count == 0) { return Outcome.Conflict<WorkflowIncident>("message.nobody-waits", message.Name); }
        if (receivers.Count > 1) { return Outcome.Conflict<WorkflowIncident>("message.several-wait", message.Name, string.Join(", ", receivers.Select(r => r.ElementId))); }
        message.DeliverTo(receivers[0], now);
        var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == receivers[0].InstanceId);
        await runner.TakeAsync(plan, instance, new Trigger.MessageArrived(receivers[0].TokenId, receivers[0].ElementId, FeelJson.Read(message.Variables)), actor, now, ct);
        return null;
    }
}

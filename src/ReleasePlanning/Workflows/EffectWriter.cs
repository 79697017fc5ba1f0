using System.Diagnostics;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

public sealed record EffectContext(LockedPlan Plan, WorkflowInstance Instance, ProcessModel Model, ProcessState State, Actor Actor, Instant Now, bool Cancelling);

/// <summary>Turns each effect of the interpreter into rows of the caller's transaction. One switch; order preserved.</summary>
public sealed class EffectWriter(ReleasePlanningDb db, PlanRows rows, OpenStep openStep, CallProcess callProcess, RunServiceTask runServiceTask, ArmTimer armTimer)
{
    private static readonly IReadOnlyList<Move> Nothing = [];

    public async Task<IReadOnlyList<Move>> WriteAsync(EffectContext on, Effect effect, CancellationToken ct)
    {
        switch (effect)
        {
            case Effect.OpenWorkItem e:
                await openStep.RunAsync(on, e, ct);
                return Nothing;
            case Effect.CloseWorkItem e:
                await CloseWorkItemAsync(on, e, ct);
                return Nothing;
            case Effect.RunServiceTask e:
                return [await runServiceTask.RunAsync(on, e, ct)];
            case Effect.ArmTimer e:
                await armTimer.RunAsync(on, e, ct);
                return Nothing;
            case Effect.DisarmTimer e:
                await DisarmAsync(on, e, ct);
                return Nothing;
            case Effect.Subscribe e:
                db.Add(new WorkflowSubscription
                {
                    InstanceId = on.Instance.Id, TokenId = e.TokenId, ElementId = e.ElementId, PlanId = on.Plan.Plan.Id,
                    MessageName = e.MessageName, CorrelationKey = e.CorrelationKey,
                });
                return Nothing;
            case Effect.Unsubscribe e:
                var subscriptions = await rows.SubscriptionsAsync(on.Plan.Plan.Id, ct);
                db.RemoveRange(subscriptions.Where(s => s.InstanceId == on.Instance.Id && s.TokenId == e.TokenId && s.ElementId == e.ElementId));
                return Nothing;
            case Effect.StartChild e:
                return [await callProcess.StartAsync(on, e, ct)];
            case Effect.CancelChild e:
                return await callProcess.CancelAsync(on, e, ct);
            case Effect.ThrowMessage e:
                return await DeliverAsync(on, e, ct);
            case Effect.RaiseIncident e:
                RaiseIncident(on, e.TokenId, e.ElementId, e.Message, e.MessageFr);
                return Nothing;
            case Effect.End e:
                return await EndAsync(on, e, ct);
            default:
                throw new UnreachableException(effect.GetType().Name);
        }
    }

    private async Task CloseWorkItemAsync(EffectContext on, Effect.CloseWorkItem e, CancellationToken ct)
    {
        var items = await rows.OpenWorkItemsAsync(on.Plan.Plan.Id, ct);
        foreach (var item in items.Where(w => w.InstanceId == on.Instance.Id && w.TokenId == e.TokenId))
        {
            item.State = WorkItems.WorkItemState.Cancelled;
            item.ClosedAt = on.Now;
            item.ClosedBy = on.Actor.StaffId;
            var timers = await rows.TimersAsync(on.Plan.Plan.Id, ct);
            db.RemoveRange(timers.Where(t => t.WorkItemId == item.Id));
        }
    }

    private async Task DisarmAsync(EffectContext on, Effect.DisarmTimer e, CancellationToken ct)
    {
        var timers = await rows.TimersAsync(on.Plan.Plan.Id, ct);
        db.RemoveRange(timers.Where(t => t.Purpose == TimerPurpose.Diagram && t.InstanceId == on.Instance.Id && t.TokenId == e.TokenId && t.ElementId == e.ElementId));
    }

    private async Task<IReadOnlyList<Move>> DeliverAsync(EffectContext on, Effect.ThrowMessage e, CancellationToken ct)
    {
        var receiver = (await rows.SubscriptionsAsync(on.Plan.Plan.Id, ct))
            .FirstOrDefault(s => s.MessageName == e.MessageName && (e.CorrelationKey is null || s.CorrelationKey == e.CorrelationKey));
        if (receiver is null)
        {
            RaiseIncident(on, 0, e.ElementId, $"Nothing waits for the message \"{e.MessageName}\".", $"Rien n’attend le message « {e.MessageName} ».");
            return Nothing;
        }
        var instance = (await rows.InstancesAsync(on.Plan.Plan.Id, ct)).Single(i => i.Id == receiver.InstanceId);
        return [new Move(instance, new Trigger.MessageArrived(receiver.TokenId, receiver.ElementId, e.Variables))];
    }

    private void RaiseIncident(EffectContext on, long token, string element, string english, string french) => db.Add(new WorkflowIncident
    {
        Id = Guid.CreateVersion7(), PlanId = on.Plan.Plan.Id, InstanceId = on.Instance.Id, TokenId = token,
        ElementId = element, MessageEn = english, MessageFr = french, RaisedAt = on.Now,
    });

    private async Task<IReadOnlyList<Move>> EndAsync(EffectContext on, Effect.End e, CancellationToken ct)
    {
        on.Instance.Status = on.Cancelling ? InstanceStatus.Cancelled : InstanceStatus.Ended;
        on.Instance.EndedAt = on.Now;
        if (on.Cancelling || on.Instance.ParentId is not { } parentId) { return Nothing; }
        var parent = (await rows.InstancesAsync(on.Plan.Plan.Id, ct)).Single(i => i.Id == parentId);
        return [new Move(parent, new Trigger.ChildEnded(on.Instance.ParentTokenId!.Value, e.Variables))];
    }
}

using System.Diagnostics;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

public sealed record EffectContext(LockedPlan Plan, WorkflowInstance Instance, ProcessModel Model, ProcessState State, Actor Actor, Instant Now, bool Cancelling);

/// <summary>Turns each effect of the interpreter into rows of the caller's transaction. One switch; order preserved.</summary>
public sealed class EffectWriter(ReleasePlanningDb db, PlanRows rows, OpenStep openStep, CallProcess callProcess, RunServiceTask runServiceTask, ArmTimer armTimer,
    ThrowSignal throwSignal, EventStarts eventStarts, KeptMessages keptMessages, Incidents incidents)
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
                // asked for and ended in the same step: nobody would hear the answer
                return on.State.Tokens.Contains(e.TokenId) ? [await runServiceTask.RunAsync(on, e, ct)] : Nothing;
            case Effect.ArmTimer e:
                await armTimer.RunAsync(on, e, ct);
                return Nothing;
            case Effect.DisarmTimer e:
                await DisarmAsync(on, e, ct);
                return Nothing;
            case Effect.Subscribe e:
                keptMessages.Opened(Subscribe(on, e.TokenId, e.ElementId, AwaitedKind.Message, e.MessageName, e.CorrelationKey));
                return Nothing;
            case Effect.SubscribeSignal e:
                Subscribe(on, e.TokenId, e.ElementId, AwaitedKind.Signal, e.SignalName, null);
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
            case Effect.ThrowSignal e:
                await throwSignal.ToOtherPlansAsync(on.Plan.Plan.Id, e.SignalName, e.Variables, on.Actor, on.Now, ct);
                return await throwSignal.InPlanAsync(on.Plan, e.SignalName, e.Variables, on.Now, ct);
            case Effect.FailCaller e:
                return await ToCallerAsync(on, token => new Trigger.ChildFailed(token, e.Code, e.Message) { Variables = e.Variables, Everything = e.Everything }, ct);
            case Effect.EscalateToCaller e:
                return await ToCallerAsync(on, token => new Trigger.ChildEscalated(token, e.Code, e.Variables) { Everything = e.Everything }, ct);
            case Effect.RaiseIncident e:
                incidents.Raise(on, e);
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

    private WorkflowSubscription Subscribe(EffectContext on, long token, string element, AwaitedKind kind, string name, string? key)
    {
        var subscription = new WorkflowSubscription
        {
            InstanceId = on.Instance.Id, TokenId = token, ElementId = element, PlanId = on.Plan.Plan.Id, Kind = kind, Name = name, CorrelationKey = key, OpenedAt = on.Now,
        };
        db.Add(subscription);
        return subscription;
    }

    private async Task DisarmAsync(EffectContext on, Effect.DisarmTimer e, CancellationToken ct)
    {
        var timers = (await rows.TimersAsync(on.Plan.Plan.Id, ct))
            .Where(t => t.Purpose == TimerPurpose.Diagram && t.InstanceId == on.Instance.Id && t.TokenId == e.TokenId && t.ElementId == e.ElementId).ToList();
        foreach (var parked in timers.Where(t => t.Parked)) { await incidents.ResolveOfTimerAsync(parked, on.Actor, on.Now, ct); }
        db.RemoveRange(timers);
    }

    private async Task<IReadOnlyList<Move>> DeliverAsync(EffectContext on, Effect.ThrowMessage e, CancellationToken ct)
    {
        var receivers = Receivers.Of(await rows.SubscriptionsAsync(on.Plan.Plan.Id, ct), e.MessageName, e.CorrelationKey);
        if (receivers is [var one])
        {
            var instance = (await rows.InstancesAsync(on.Plan.Plan.Id, ct)).Single(i => i.Id == one.InstanceId);
            return [new Move(instance, new Trigger.MessageArrived(one.TokenId, one.ElementId, e.Variables))];
        }
        if (receivers.Count == 0 && await eventStarts.ByMessageAsync(on.Plan.Plan, e.MessageName, e.Variables, on.Now, ct) is { } begun) { return [begun]; }
        // kept as it was thrown, so that whoever sees the incident can have it sent again
        var id = Guid.CreateVersion7();
        var message = new WorkflowMessage
        {
            Id = id, MessageId = id.ToString(), Name = e.MessageName, CorrelationKey = e.CorrelationKey, PlanId = on.Plan.Plan.Id,
            Variables = FeelJson.Write(e.Variables), SentAt = on.Now, SentBy = on.Actor.StaffId, State = MessageState.Undelivered,
        };
        db.Add(message);
        var where = string.Join(", ", receivers.Select(r => r.ElementId));
        incidents.Raise(on, message, e.ElementId,
            receivers.Count == 0 ? $"Nothing waits for the message \"{e.MessageName}\"." : $"More than one waits for the message \"{e.MessageName}\": {where}.",
            receivers.Count == 0 ? $"Rien n’attend le message « {e.MessageName} »." : $"Le message « {e.MessageName} » est attendu à plus d’un endroit : {where}.");
        return Nothing;
    }

    private async Task<IReadOnlyList<Move>> EndAsync(EffectContext on, Effect.End e, CancellationToken ct)
    {
        on.Instance.Status = on.Cancelling ? InstanceStatus.Cancelled : InstanceStatus.Ended;
        on.Instance.EndedAt = on.Now;
        return on.Cancelling ? Nothing : await ToCallerAsync(on, token => new Trigger.ChildEnded(token, e.Variables) { Everything = e.Everything }, ct);
    }

    private async Task<IReadOnlyList<Move>> ToCallerAsync(EffectContext on, Func<long, Trigger> tell, CancellationToken ct)
    {
        if (on.Instance.ParentId is not { } parentId) { return Nothing; }
        var parent = (await rows.InstancesAsync(on.Plan.Plan.Id, ct)).Single(i => i.Id == parentId);
        return [new Move(parent, tell(on.Instance.ParentTokenId!.Value))];
    }
}

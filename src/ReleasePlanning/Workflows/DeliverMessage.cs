using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;

namespace ReleasePlanning.Workflows;

/// <summary>Tells a plan's workflow something by name. Everyone in the plan who waits for it hears it; when nobody waits, nothing happens and the answer says so.</summary>
public sealed class DeliverMessage(PlanRows rows, WorkflowRunner runner)
{
    public async Task<int> RunAsync(
        LockedPlan plan, string message, ImmutableDictionary<string, object?> variables, Actor actor, Instant now, CancellationToken ct)
    {
        var receivers = (await rows.SubscriptionsAsync(plan.Plan.Id, ct)).Where(s => s.Kind == AwaitedKind.Message && s.Name == message).ToList();
        foreach (var receiver in receivers)
        {
            var instance = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == receiver.InstanceId);
            await runner.TakeAsync(plan, instance, new Trigger.MessageArrived(receiver.TokenId, receiver.ElementId, variables), actor, now, ct);
        }
        return receivers.Count;
    }
}

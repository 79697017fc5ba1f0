using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>A signal reaches everything that waits for it: in its own plan at once, in every other plan that waits now by a delivery of its own.</summary>
public sealed class ThrowSignal(ReleasePlanningDb db, PlanRows rows)
{
    public async Task<IReadOnlyList<Move>> InPlanAsync(ReleasePlanId plan, string name, ImmutableDictionary<string, object?> variables, CancellationToken ct)
    {
        var instances = await rows.InstancesAsync(plan, ct);
        return [.. (await rows.SubscriptionsAsync(plan, ct)).Where(s => s.Kind == AwaitedKind.Signal && s.Name == name)
            .OrderBy(s => s.OpenedAt).ThenBy(s => s.InstanceId.Value).ThenBy(s => s.TokenId)
            .Select(s => new Move(instances.Single(i => i.Id == s.InstanceId), new Trigger.SignalArrived(s.TokenId, s.ElementId, variables)))];
    }

    /// <param name="except">The plan that throws it and has heard it.</param>
    /// <returns>How many other plans will hear it.</returns>
    public async Task<int> ToOtherPlansAsync(ReleasePlanId? except, string name, ImmutableDictionary<string, object?> variables, Actor actor, Instant now, CancellationToken ct)
    {
        var plans = await db.Set<WorkflowSubscription>().Where(s => s.Kind == AwaitedKind.Signal && s.Name == name && (except == null || s.PlanId != except))
            .Select(s => s.PlanId).Distinct().ToListAsync(ct);
        var signal = Guid.CreateVersion7();
        var text = FeelJson.Write(variables);
        db.AddRange(plans.Select(p => new SignalDelivery
        {
            Id = Guid.CreateVersion7(), SignalId = signal, PlanId = p, Name = name, Variables = text, ThrownAt = now, ThrownBy = actor.StaffId, DueAt = now,
        }));
        return plans.Count;
    }
}

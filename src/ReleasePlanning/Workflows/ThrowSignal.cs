using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>A signal reaches everything that waits for it: in its own plan at once, in every other plan that waits now by a delivery of its own. A process that
/// begins with it starts in every open plan.</summary>
public sealed class ThrowSignal(ReleasePlanningDb db, PlanRows rows, EventStarts eventStarts)
{
    public async Task<IReadOnlyList<Move>> InPlanAsync(LockedPlan plan, string name, ImmutableDictionary<string, object?> variables, Instant now, CancellationToken ct)
    {
        var instances = await rows.InstancesAsync(plan.Plan.Id, ct);
        var heard = (await rows.SubscriptionsAsync(plan.Plan.Id, ct)).Where(s => s.Kind == AwaitedKind.Signal && s.Name == name)
            .OrderBy(s => s.OpenedAt).ThenBy(s => s.InstanceId.Value).ThenBy(s => s.TokenId)
            .Select(s => new Move(instances.Single(i => i.Id == s.InstanceId), new Trigger.SignalArrived(s.TokenId, s.ElementId, variables))).ToList();
        return [.. heard, .. await eventStarts.BySignalAsync(plan.Plan, name, variables, now, ct)];
    }

    /// <param name="except">The plan that throws it and has heard it.</param>
    /// <returns>How many other plans will hear it.</returns>
    public async Task<int> ToOtherPlansAsync(ReleasePlanId? except, string name, ImmutableDictionary<string, object?> variables, Actor actor, Instant now, CancellationToken ct)
    {
        var plans = await db.Set<WorkflowSubscription>().Where(s => s.Kind == AwaitedKind.Signal && s.Name == name && (except == null || s.PlanId != except))
            .Select(s => s.PlanId).Distinct().ToListAsync(ct);
        if (await eventStarts.IsStartedBySignalAsync(name, ct))
        {
            var open = await db.Set<ReleasePlan>().Where(p => (p.Status == PlanStatus.Active || p.Status == PlanStatus.Released) && (except == null || p.Id != except)).Select(p => p.Id).ToListAsync(ct);
            plans = [.. plans.Union(open)];
        }
        var signal = Guid.CreateVersion7();
        var text = FeelJson.Write(variables);
        db.AddRange(plans.Select(p => new SignalDelivery
        {
            Id = Guid.CreateVersion7(), SignalId = signal, PlanId = p, Name = name, Variables = text, ThrownAt = now, ThrownBy = actor.StaffId, DueAt = now,
        }));
        return plans.Count;
    }
}

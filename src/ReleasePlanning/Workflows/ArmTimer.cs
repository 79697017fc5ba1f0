using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Writes a timer of the diagram as a row of this transaction: armed with the step, or not at all.</summary>
public sealed class ArmTimer(ReleasePlanningDb db, PlanPlaces places)
{
    public async Task RunAsync(EffectContext on, Effect.ArmTimer e, CancellationToken ct)
    {
        var plan = on.Plan.Plan;
        var rule = (e.When as TimerDue.ByRule)?.Rule;
        var due = e.When switch
        {
            TimerDue.At at => MicrosecondClock.Truncate(at.Due),
            TimerDue.ByRule by => await DueByRuleAsync(),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        db.Add(new WorkflowTimer
        {
            Id = Guid.CreateVersion7(), PlanId = plan.Id, Purpose = TimerPurpose.Diagram, InstanceId = on.Instance.Id, TokenId = e.TokenId,
            ElementId = e.ElementId, DueRule = rule?.ToString(), ArmedAt = on.Now, DueAt = due,
            RepeatEvery = e.Repeat?.Every, RepeatFired = e.Repeat?.Fired ?? 0, RepeatLeft = e.Repeat?.Remaining,
        });

        async Task<NodaTime.Instant> DueByRuleAsync()
        {
            var site = await places.SiteAsync(plan, "releasing", ct);
            var isWaiting = on.Model.Nodes[e.ElementId] is IntermediateCatchEvent;
            return StepDue.OfTimer(plan, rule!, e.Repeat?.Every, e.Repeat?.Fired ?? 0, isWaiting, on.Now, site, await places.CalendarAsync(site, ct));
        }
    }
}

using ReleasePlanning.Audit;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>The diagram's end: the plan closes with its result; what was held for a release that does not happen is given back.</summary>
public sealed class ClosePlan(IEnumerable<IPlanEnding> endings) : IServiceTask
{
    public string ActivityType => "ReleasePlanning.ClosePlan";

    public async Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct)
    {
        var plan = context.Plan;
        if (!plan.IsOpen) { return ServiceTaskResult.Done; }
        var result = context.Binding.Text("result") ?? "completed";
        if (result is "denied" or "detained")
        {
            foreach (var ending in endings) { await ending.RunAsync(plan, context.Now, ct); }
        }
        (plan.Status, plan.ClosedAt, plan.CloseReason) = (PlanStatus.Closed, context.Now, result);
        context.Db.Add(AuditEntry.OfPlan(plan.Id, context.Actor, context.Now, "plan.closed", new Reason("audit.plan.closed", "@close-result." + result)));
        return ServiceTaskResult.Done;
    }
}

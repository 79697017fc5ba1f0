using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Nobody took a step in time: brings it before the supervisor of its site, once. The timer goes with it, so it is not raised again.</summary>
public sealed class EscalateUnassigned(ReleasePlanningDb db, PlanPlaces places, IEnumerable<IServiceTask> tasks)
{
    public async Task RunAsync(LockedPlan plan, WorkflowTimer timer, Instant now, CancellationToken ct)
    {
        db.Remove(timer);
        var item = await db.Set<WorkItem>().FindAsync([timer.WorkItemId], ct) ?? throw new InvalidOperationException($"There is no work item {timer.WorkItemId}.");
        if (item.State != WorkItemState.Open || item.OwnerId is not null) { return; }
        var (role, word) = await PositionAsync(item, ct);
        var binding = new ActivityBinding(ClimbLadder.RaiseActivity, ImmutableDictionary<string, BindingInput>.Empty
            .Add("role", Literal("role", role)).Add("site", Literal("site", word)).Add("reason", Literal("reason", "unassigned")));
        // the step's own id, so that two steps left in the same moment are two occasions
        await tasks.Single(t => t.ActivityType == ClimbLadder.RaiseActivity)
            .RunAsync(new ServiceTaskContext(db, plan.Plan, $"{item.ElementId}:{item.Id}", binding, ImmutableDictionary<string, object?>.Empty, Actor.Service, now, item), ct);
    }

    private static BindingInput Literal(string name, string value) => new(name, "String", "Literal", value);

    private async Task<(string Role, string Word)> PositionAsync(WorkItem item, CancellationToken ct)
    {
        var site = await places.SiteAsync(item.SiteId, ct);
        return site switch
        {
            { Kind: SiteKind.Institution } => (Roles.ManagerAssessmentInterventions, "releasing"),
            { Kind: SiteKind.RegionalHeadquarters } => (Roles.DistrictDirector, "region"),
            _ => (Roles.ParoleOfficerSupervisor, "destination"),
        };
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ReleasePlans;

/// <summary>A step that has not opened: what it will be, and when its rule puts it as things stand.</summary>
/// <param name="DueAt">Null when it counts from its own opening or from a day not known yet.</param>
public sealed record ComingStep(string ProcessId, string ElementId, StepBinding Binding, Site Site, Instant? DueAt, Reason? DueReason)
{
    public DateTimeZone Zone => PlanPlaces.Zone(Site);
    public string Title(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? Binding.TitleFr : Binding.TitleEn;
}

/// <summary>Reads what still lies ahead of a plan on the diagrams pinned for it.</summary>
public sealed class StepsAheadQueries(ReleasePlanningDb db, PlanPlaces places, WorkflowCatalogue catalogue, IClock clock)
{
    public async Task<IReadOnlyList<ComingStep>> OfAsync(ReleasePlan plan, CancellationToken ct)
    {
        if (!plan.IsOpen) { return []; }
        var instances = await db.Set<WorkflowInstance>().AsNoTracking().Where(i => i.PlanId == plan.Id && (i.Status == InstanceStatus.Running || i.ParentId == null)).ToListAsync(ct);
        var models = new Dictionary<string, ProcessModel>(StringComparer.Ordinal);
        foreach (var (process, definition) in instances.Where(i => i.ParentId is null).SelectMany(i => i.Pins)) { models[process] = await catalogue.ModelAsync(db, new(definition), ct); }
        var standing = instances.Where(i => i.Status == InstanceStatus.Running)
            .Select(i => (i.ProcessId, (IReadOnlyCollection<string>)[.. ProcessStateJson.Read(i.State).Tokens.Select(t => t.ElementId).Distinct()]));
        var open = (await db.Set<WorkItem>().Where(w => w.PlanId == plan.Id && w.State == WorkItemState.Open).Select(w => new { w.ProcessId, w.ElementId }).ToListAsync(ct))
            .Select(w => (w.ProcessId, w.ElementId)).ToHashSet();
        var steps = new List<ComingStep>();
        foreach (var ahead in StepsToCome.Of(models, standing).Where(a => !open.Contains((a.ProcessId, a.Node.Id)))) { steps.Add(await StepAsync(plan, ahead, ct)); }
        return [.. steps.OrderBy(s => s.DueAt ?? Instant.MaxValue)];
    }

    private async Task<ComingStep> StepAsync(ReleasePlan plan, StepAhead ahead, CancellationToken ct)
    {
        var binding = StepBinding.Of(ahead.Node, ahead.Node.Binding!);
        var site = await places.SiteAsync(plan, binding.Site, ct);
        var fromItsOpening = binding.Due is { } text && DueRule.TryParse(text, out var rule) && rule.Anchors.All(a => a == DueAnchor.StepOpened);
        var (at, why) = fromItsOpening ? (null, null) : StepDue.OfStep(plan, binding.Due, binding.DateForce, clock.GetCurrentInstant(), site, await places.CalendarAsync(site, ct));
        return new ComingStep(ahead.ProcessId, ahead.Node.Id, binding, site, at, why);
    }
}

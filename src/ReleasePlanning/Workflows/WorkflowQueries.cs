using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

public sealed record WorkflowVersion(WorkflowDefinitionId Id, string ProcessId, int Version, string NameEn, string NameFr, string ChangeNote, Instant PublishedAt, string? PublishedBy, string Sha256, int Running)
{
    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
}

/// <summary>One human step of a diagram, for the table beside it.</summary>
public sealed record DesignStep(string ElementId, StepBinding Binding);

/// <summary>Where one element of a running diagram stands.</summary>
public enum ElementStanding { Done, Active, Overdue, Failed, Skipped, Taken }

public sealed record DiagramElement(string ElementId, string Name, ElementStanding Standing, int Tokens, WorkItem? Item);

/// <summary>Reads published workflows, what runs on them, where a running diagram stands, and what got stuck.</summary>
public sealed class WorkflowQueries(ReleasePlanningDb db, WorkflowCatalogue catalogue, IClock clock)
{
    public async Task<IReadOnlyList<WorkflowVersion>> VersionsAsync(string? processId, CancellationToken ct)
    {
        var rows = await (
            from d in db.Set<WorkflowDefinition>()
            where processId == null || d.ProcessId == processId
            orderby d.ProcessId, d.Version descending
            select new
            {
                d.Id, d.ProcessId, d.Version, d.NameEn, d.NameFr, d.ChangeNote, d.PublishedAt, d.Sha256,
                By = db.Set<StaffMember>().Where(s => s.Id == d.PublishedBy).Select(s => s.Name).FirstOrDefault(),
                Running = db.Set<WorkflowInstance>().Count(i => i.DefinitionId == d.Id && i.Status == InstanceStatus.Running),
            }).ToListAsync(ct);
        return [.. rows.Select(r => new WorkflowVersion(r.Id, r.ProcessId, r.Version, r.NameEn, r.NameFr, r.ChangeNote, r.PublishedAt, r.By, r.Sha256, r.Running))];
    }

    public Task<string?> XmlAsync(string processId, int version, CancellationToken ct) =>
        db.Set<WorkflowDefinition>().Where(d => d.ProcessId == processId && d.Version == version).Select(d => (string?)d.Xml).SingleOrDefaultAsync(ct);

    public async Task<IReadOnlyList<DesignStep>> StepsAsync(WorkflowDefinitionId id, CancellationToken ct)
    {
        var model = await catalogue.ModelAsync(db, id, ct);
        return [.. model.Nodes.Values.OrderBy(n => n.Order).OfType<TaskNode>().Where(t => t is { Kind: TaskKind.User, Binding: not null })
            .Select(t => new DesignStep(t.Id, StepBinding.Of(t, t.Binding!)))];
    }

    public async Task<IReadOnlyList<ReleasePlan>> RunningPlansAsync(WorkflowDefinitionId id, int most, CancellationToken ct) => await db.Set<ReleasePlan>().AsNoTracking()
        .Where(p => db.Set<WorkflowInstance>().Any(i => i.PlanId == p.Id && i.DefinitionId == id && i.Status == InstanceStatus.Running))
        .OrderBy(p => p.ReleaseOn).Take(most).ToListAsync(ct);

    /// <summary>What a run did on its diagram and where it stands now.</summary>
    public async Task<IReadOnlyList<DiagramElement>> StandingAsync(WorkflowInstance instance, string language, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var model = await catalogue.ModelAsync(db, instance.DefinitionId, ct);
        var paths = await db.Set<WorkflowHistory>().Where(h => h.InstanceId == instance.Id).OrderBy(h => h.Id).Select(h => h.Path).ToListAsync(ct);
        var items = await db.Set<WorkItem>().AsNoTracking().Where(w => w.InstanceId == instance.Id).OrderBy(w => w.OpenedAt).ToListAsync(ct);
        var stuck = await db.Set<WorkflowIncident>().Where(i => i.InstanceId == instance.Id && i.ResolvedAt == null).Select(i => i.ElementId).ToListAsync(ct);
        var standing = new Dictionary<string, DiagramElement>(StringComparer.Ordinal);
        foreach (var entry in paths.SelectMany(p => p).Select(p => p.Split(':', 2)))
        {
            var kind = Enum.Parse<PathKind>(entry[0]);
            if (kind is PathKind.Left or PathKind.FlowTaken) { Set(entry[1], kind == PathKind.FlowTaken ? ElementStanding.Taken : ElementStanding.Done); }
        }
        foreach (var item in items.Where(i => i.State != WorkItemState.Open)) { Set(item.ElementId, item.State == WorkItemState.Skipped ? ElementStanding.Skipped : ElementStanding.Done, item: item); }
        foreach (var tokens in ProcessStateJson.Read(instance.State).Tokens.GroupBy(t => t.ElementId))
        {
            // a sub-process says where it stands by what is inside it; filled in, it would hide that
            if (model.Nodes.GetValueOrDefault(tokens.Key) is SubProcess) { continue; }
            // of several at once the most urgent speaks; the token that stands for all of them is not one of them
            var item = items.Where(i => i.ElementId == tokens.Key && i.State == WorkItemState.Open).MinBy(i => i.DueAt ?? Instant.MaxValue);
            var failed = stuck.Contains(tokens.Key) || tokens.Any(t => t.Stuck is not null);
            var count = tokens.Count(t => t.Instance is not null) is > 0 and var several ? several : tokens.Count();
            Set(tokens.Key, failed ? ElementStanding.Failed : item?.IsOverdue(now) == true ? ElementStanding.Overdue : ElementStanding.Active, count, item);
        }
        // a timer on a border or a message nobody took stands where no token is
        foreach (var id in stuck.Where(id => standing.GetValueOrDefault(id)?.Standing != ElementStanding.Failed && model.Nodes.ContainsKey(id))) { Set(id, ElementStanding.Failed); }
        return [.. standing.Values];

        // what it did on a version it has left may have no place on the diagram of this one
        void Set(string id, ElementStanding to, int tokens = 0, WorkItem? item = null)
        {
            if (model.Nodes.TryGetValue(id, out var node) || model.Flows.ContainsKey(id)) { standing[id] = new DiagramElement(id, node?.Names.In(language) ?? id, to, tokens, item); }
        }
    }
}

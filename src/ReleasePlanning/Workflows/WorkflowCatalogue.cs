using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Published definitions as models, parsed once: a version never changes, so nothing here ever goes stale.</summary>
public sealed class WorkflowCatalogue
{
    private readonly ConcurrentDictionary<WorkflowDefinitionId, ProcessModel> models = new();

    public async ValueTask<ProcessModel> ModelAsync(ReleasePlanningDb db, WorkflowDefinitionId id, CancellationToken ct)
    {
        if (models.TryGetValue(id, out var known)) { return known; }
        var xml = await db.Set<WorkflowDefinition>().Where(d => d.Id == id).Select(d => d.Xml).SingleAsync(ct);
        return models.GetOrAdd(id, Parse(xml));
    }

    private static ProcessModel Parse(string xml)
    {
        var read = BpmnReader.Read(xml);
        return read.IsRunnable
            ? read.Processes[0]
            : throw new InvalidOperationException("A published definition no longer reads: " + string.Join(" ", read.Findings.Select(f => f.ElementId + ": " + f.English)));
    }
}

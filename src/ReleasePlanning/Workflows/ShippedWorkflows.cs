using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>The diagrams that come with this version of the service. Published at start-up where a process has no version yet, or only shipped ones:
/// what an administrator published is never replaced.</summary>
public sealed class ShippedWorkflows(ReleasePlanningDb db, PublishWorkflow publish)
{
    // called processes first, because a caller is refused while they are missing
    private static readonly string[] Order = ["bed-space", "travel", "parole-conditions", "community-handoff", "release-plan"];

    public static string Read(string processId)
    {
        using var stream = typeof(ShippedWorkflows).Assembly.GetManifestResourceStream($"workflows.{processId}.bpmn")
            ?? throw new InvalidOperationException($"The diagram {processId} was not built into the program.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    public async Task RunAsync(CancellationToken ct)
    {
        foreach (var id in Order)
        {
            if (await db.Set<WorkflowDefinition>().AnyAsync(d => d.ProcessId == id && d.PublishedBy != null, ct)) { continue; }
            var outcome = await publish.RunAsync(Read(id), "Shipped with the service / Fourni avec le service", Actor.Service, ct);
            if (!outcome.IsDone)
            {
                throw new InvalidOperationException($"The shipped diagram {id} was refused: " + string.Join(" ", outcome.Value?.Check.Findings.Select(f => $"{f.ElementId}: {f.English}") ?? []));
            }
        }
    }
}

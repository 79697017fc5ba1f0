using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Fixes which version of each process a run uses: later publications do not reach what is running.</summary>
public sealed class PinVersions(ReleasePlanningDb db, WorkflowCatalogue catalogue)
{
    /// <summary>The newest version of a process and of all it calls, as far as they are not fixed yet.</summary>
    public async Task OfAsync(string processId, Dictionary<string, Guid> pins, CancellationToken ct)
    {
        if (pins.ContainsKey(processId)) { return; }
        var newest = await db.Set<WorkflowDefinition>().Where(d => d.ProcessId == processId).OrderByDescending(d => d.Version)
            .Select(d => (WorkflowDefinitionId?)d.Id).FirstOrDefaultAsync(ct)
            ?? throw new InterpreterException("", $"The process \"{processId}\" is not published.", $"Le processus « {processId} » n’est pas publié.");
        pins[processId] = newest.Value;
        foreach (var called in (await catalogue.ModelAsync(db, newest, ct)).CalledProcesses) { await OfAsync(called, pins, ct); }
    }
}

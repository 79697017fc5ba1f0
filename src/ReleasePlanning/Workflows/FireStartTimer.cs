using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>The time of a timer start event has come: the process starts for its plan, beside what the plan already runs and knowing what that knows.</summary>
public sealed class FireStartTimer(ReleasePlanningDb db, PlanRows rows, StartWorkflow start, ArmStartTimers armStartTimers)
{
    public async Task RunAsync(LockedPlan plan, WorkflowTimer timer, Instant now, CancellationToken ct)
    {
        db.Remove(timer);
        var version = await db.Set<WorkflowDefinition>().Where(d => d.Id == timer.DefinitionId).Select(d => new { d.ProcessId, d.Version }).SingleAsync(ct);
        // a firing that ran while a newer version was being published may have armed its successor unseen; that version has its own
        var isReplaced = await db.Set<WorkflowDefinition>().AnyAsync(d => d.ProcessId == version.ProcessId && d.Version > version.Version, ct);
        if (isReplaced || !plan.Plan.IsOpen) { return; }
        await armStartTimers.NextAsync(plan.Plan, timer, now, ct);
        var launched = (await rows.InstancesAsync(plan.Plan.Id, ct)).Where(i => i.ParentId is null).MinBy(i => i.StartedAt);
        var known = launched is null ? [] : ProcessStateJson.Read(launched.State).Variables;
        await start.RunAsync(plan, version.ProcessId, known, Actor.Service, now, ct, timer.ElementId);
    }
}

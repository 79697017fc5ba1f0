using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>An administrator ends a run and everything under it. Its caller, if it has one, is told that the call failed: there it can be tried again, or moved on.</summary>
public sealed class CancelRun(ReleasePlanningDb db, LockRun lockRun, PlanRows rows, WorkflowRunner runner, IClock clock)
{
    public async Task<Outcome<WorkflowInstance>> RunAsync(WorkflowInstanceId id, string reason, string? seen, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var locked = await lockRun.RunAsync(id, reason, seen, actor, ct);
        if (!locked.IsDone) { return locked.As<WorkflowInstance>(); }
        var (plan, instance, state, _) = locked.Value!;
        var now = clock.GetCurrentInstant();
        var stood = string.Join(", ", state.Tokens.Select(t => t.ElementId).Distinct());
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "workflow.cancelled", new Reason("audit.workflow.cancelled", instance.ProcessId, stood, reason.Trim())));
        var moves = new List<Move> { new(instance, new Trigger.Cancel(reason.Trim())) };
        if (instance.ParentId is { } parentId)
        {
            var parent = (await rows.InstancesAsync(plan.Plan.Id, ct)).Single(i => i.Id == parentId);
            // no code: an error of the diagram is not what this is
            moves.Add(new Move(parent, new Trigger.ChildFailed(instance.ParentTokenId!.Value, "", $"{instance.ProcessId}: {reason.Trim()}")));
        }
        try { await runner.TakeAllAsync(plan, moves, actor, now, ct); }
        catch (InterpreterException refused) { return LockRun.Explain<WorkflowInstance>(refused); }
        if (await db.SaveAsync(ct) is { } problem) { return Outcome.Conflict<WorkflowInstance>(problem.Reason.Code, [.. problem.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(instance);
    }
}

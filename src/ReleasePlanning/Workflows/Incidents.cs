using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Raises incidents, and resolves those whose cause a step has taken away, in the transaction of that step.</summary>
public sealed class Incidents(ReleasePlanningDb db, PlanRows rows)
{
    public void Raise(EffectContext on, Effect.RaiseIncident e)
    {
        // a task that failed can be done again as it is; anything else lies in the drawing or in its variables
        var failed = on.State.Tokens.TryGet(e.TokenId, out var token) && token.Stuck == StuckAt.Working;
        db.Add(Of(on, e.TokenId, e.ElementId, failed ? IncidentCause.Task : IncidentCause.Diagram, e.Message, e.MessageFr));
    }

    public void Raise(EffectContext on, WorkflowMessage undelivered, string element, string english, string french) =>
        db.Add(Of(on, ProcessState.Process, element, IncidentCause.Message, english, french, undelivered.Id));

    /// <summary>After a step: what no longer stands still is nobody's business any more. Asked only where something stood still, or the process is over.</summary>
    public async Task ResolveGoneAsync(WorkflowInstance instance, ProcessState before, ProcessState after, Actor actor, NodaTime.Instant now, CancellationToken ct)
    {
        if (!after.Ended && !before.Tokens.Any(t => t.Stuck is not null)) { return; }
        foreach (var incident in (await rows.OpenIncidentsAsync(instance.PlanId, ct)).Where(i => i.InstanceId == instance.Id && HasGone(i, instance, before, after)))
        {
            (incident.ResolvedAt, incident.ResolvedBy) = (now, actor.StaffId);
        }
    }

    /// <summary>A parked timer that is disarmed takes its incident with it.</summary>
    public async Task ResolveOfTimerAsync(WorkflowTimer timer, Actor actor, NodaTime.Instant now, CancellationToken ct)
    {
        foreach (var incident in await db.Set<WorkflowIncident>().Where(i => i.TimerId == timer.Id && i.ResolvedAt == null).ToListAsync(ct))
        {
            (incident.ResolvedAt, incident.ResolvedBy) = (now, actor.StaffId);
        }
    }

    /// <summary>A plan that is withdrawn leaves nothing for anybody to mend.</summary>
    public async Task ResolveOfPlanAsync(ReleasePlanId plan, Actor actor, NodaTime.Instant now, CancellationToken ct)
    {
        await db.Set<WorkflowIncident>().Where(i => i.PlanId == plan && i.ResolvedAt == null).LoadAsync(ct);
        foreach (var incident in db.Set<WorkflowIncident>().Local.Where(i => i.PlanId == plan && i.ResolvedAt is null)) { (incident.ResolvedAt, incident.ResolvedBy) = (now, actor.StaffId); }
    }

    // a message that found nobody outlives the process that threw it, unless that was called off
    private static bool HasGone(WorkflowIncident incident, WorkflowInstance instance, ProcessState before, ProcessState after)
    {
        if (after.Ended) { return incident.Cause != IncidentCause.Message || instance.Status == InstanceStatus.Cancelled; }
        if (incident.TokenId is not { } id || id == ProcessState.Process) { return false; }
        if (!after.Tokens.TryGet(id, out var token)) { return true; }
        return before.Tokens.TryGet(id, out var was) && was.Stuck is not null && token.Stuck is null;
    }

    private static WorkflowIncident Of(EffectContext on, long token, string element, IncidentCause cause, string english, string french, Guid? message = null) => new()
    {
        Id = Guid.CreateVersion7(), PlanId = on.Plan.Plan.Id, InstanceId = on.Instance.Id, TokenId = token, ElementId = element, Cause = cause, MessageId = message,
        MessageEn = english, MessageFr = french, RaisedAt = on.Now,
    };
}

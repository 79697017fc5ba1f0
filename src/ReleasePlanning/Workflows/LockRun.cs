using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>A run about to be repaired: its plan locked, its state read after the lock.</summary>
public sealed record LockedRun(LockedPlan Plan, WorkflowInstance Instance, ProcessState State, ProcessModel Model);

/// <summary>What every repair asks first: an administrator, a reason, a run that still goes on and stands where the person saw it.</summary>
public sealed class LockRun(ReleasePlanningDb db, PlanRows rows, WorkflowCatalogue catalogue)
{
    public const int LongestReason = 2000;

    /// <param name="seen">The tag of the state the person decided on (<see cref="TagOf"/>); null to act on whatever it is now.</param>
    public async Task<Outcome<LockedRun>> RunAsync(WorkflowInstanceId id, string reason, string? seen, Actor actor, CancellationToken ct)
    {
        if (RefuseActor<LockedRun>(reason, actor) is { } no) { return no; }
        var planId = await db.Set<WorkflowInstance>().Where(i => i.Id == id).Select(i => (ReleasePlanId?)i.PlanId).FirstOrDefaultAsync(ct);
        if (planId is null || await db.LockPlanAsync(planId.Value, ct) is not { } plan) { return Outcome.NotFound<LockedRun>(); }
        var instance = (await rows.InstancesAsync(planId.Value, ct)).Single(i => i.Id == id);
        if (instance.Status != InstanceStatus.Running) { return Outcome.Conflict<LockedRun>("repair.not-running", "@instance-status." + instance.Status); }
        if (seen is { Length: > 0 } && seen != TagOf(instance.State)) { return Outcome.Conflict<LockedRun>("repair.moved-on"); }
        return Outcome.Done(new LockedRun(plan, instance, ProcessStateJson.Read(instance.State), await catalogue.ModelAsync(db, instance.DefinitionId, ct)));
    }

    public static Outcome<T>? RefuseActor<T>(string reason, Actor actor)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<T>("workflow.administrators-only"); }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<T>("reason", "form.required"); }
        return reason.Length > LongestReason ? Outcome.Refused<T>("reason", "form.too-long", LongestReason) : null;
    }

    /// <summary>Changes whenever the run moves.</summary>
    public static string TagOf(string state) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(state)))[..16];

    /// <summary>What the interpreter refuses, as an answer.</summary>
    public static Outcome<T> Explain<T>(InterpreterException refused) => Outcome.Conflict<T>("workflow.finding", refused.Message, refused.MessageFr);
}

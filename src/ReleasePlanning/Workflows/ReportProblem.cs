using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>A person who has a step says what went wrong with it: an error ends the step and the diagram takes its other way, an escalation brings it before
/// somebody while the step stays open. Only what the diagram has an answer for.</summary>
public sealed class ReportProblem(ReleasePlanningDb db, WorkflowRunner runner, PlanRows rows, WorkflowCatalogue catalogue, IClock clock)
{
    private const int LongestText = 2000;

    public async Task<Outcome<WorkItem>> RunAsync(WorkItemId id, string code, string description, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        var (plan, item) = locked;
        if (StepAccess.MayComplete(item, actor) is { Value: false } no) { return Outcome.Forbidden<WorkItem>(no.Why.Code, [.. no.Why.Args]); }
        if (item.RefuseStale<WorkItem>(version) is { } stale) { return stale; }
        var offered = await OfferedAsync(item, ct);
        if (offered.FirstOrDefault(p => p.Code == code) is not { } problem) { return Outcome.Refused<WorkItem>("code", "step.unknown-problem", string.Join(", ", offered.Select(p => p.Code))); }
        if (string.IsNullOrWhiteSpace(description)) { return Outcome.Refused<WorkItem>("description", "form.required"); }
        if (description.Length > LongestText) { return Outcome.Refused<WorkItem>("description", "form.too-long", LongestText); }

        var now = clock.GetCurrentInstant();
        db.Add(AuditEntry.OfPlan(item.PlanId, actor, now, "step.problem", new Reason("audit.step.problem", item.TitleEn, item.TitleFr, code, description.Trim()), item.Id));
        db.Add(new WorkItemNote { Id = Guid.CreateVersion7(), PlanId = item.PlanId, WorkItemId = item.Id, WrittenBy = actor.StaffId!.Value, WrittenAt = now, Text = description.Trim() });
        var instance = (await rows.InstancesAsync(item.PlanId, ct)).Single(i => i.Id == item.InstanceId);
        Trigger trigger = problem.IsError
            ? new Trigger.TaskFailed(item.TokenId, code, description.Trim())
            : new Trigger.TaskEscalated(item.TokenId, code, ImmutableDictionary<string, object?>.Empty);
        try { await runner.TakeAsync(plan, instance, trigger, actor, now, ct); }
        catch (InterpreterException refused) { return LockRun.Explain<WorkItem>(refused); }
        if (await db.SaveAsync(ct) is { } conflict) { return Outcome.Conflict<WorkItem>(conflict.Reason.Code, [.. conflict.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(item);
    }

    /// <summary>What may be reported about a step.</summary>
    public async Task<IReadOnlyList<StepProblem>> OfferedAsync(WorkItem item, CancellationToken ct)
    {
        var where = new List<(ProcessModel, string)>();
        var instance = await db.Set<WorkflowInstance>().AsNoTracking().SingleAsync(i => i.Id == item.InstanceId, ct);
        for (var element = item.ElementId; ;)
        {
            where.Add((await catalogue.ModelAsync(db, instance.DefinitionId, ct), element));
            // a called process that was started before calls could fail keeps its errors to itself
            if (instance.ParentId is not { } parentId || !ProcessStateJson.Read(instance.State).IsCalled) { return StepProblems.Of(where); }
            var token = instance.ParentTokenId!.Value;
            instance = await db.Set<WorkflowInstance>().AsNoTracking().SingleAsync(i => i.Id == parentId, ct);
            if (!ProcessStateJson.Read(instance.State).Tokens.TryGet(token, out var at)) { return StepProblems.Of(where); }
            element = at.ElementId;
        }
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using Npgsql;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>A person answers a step: checks right, version and answers, lets the form's slice apply them, closes the step and moves the workflow on;
/// all of it or nothing.</summary>
public sealed class CompleteWorkItem(ReleasePlanningDb db, StepForms forms, MoveOn moveOn, IClock clock)
{
    public Task<Outcome<WorkItem>> RunAsync(
        WorkItemId id, string outcome, IReadOnlyDictionary<string, string?> given, uint? version, Actor actor, CancellationToken ct) =>
        db.AgainAfterDeadlockAsync(() => OnceAsync(id, outcome, given, version, actor, ct));

    private async Task<Outcome<WorkItem>> OnceAsync(
        WorkItemId id, string outcome, IReadOnlyDictionary<string, string?> given, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        var (plan, item) = locked;
        if (StepAccess.MayComplete(item, actor) is { Value: false } no) { return Outcome.Forbidden<WorkItem>(no.Why.Code, [.. no.Why.Args]); }
        if (IsSameAnswer(item, outcome, actor)) { return Outcome.Done(item); }
        if (item.RefuseStale<WorkItem>(version) is { } stale) { return stale; }
        if (!item.Outcomes.Contains(outcome)) { return Outcome.Refused<WorkItem>("outcome", "step.unknown-outcome", outcome, string.Join(", ", item.Outcomes)); }

        var now = clock.GetCurrentInstant();
        var step = await ContextAsync(plan, item, actor, now, ct);
        var form = forms.Find(item.Form) ?? throw new InvalidOperationException($"No form is named \"{item.Form}\".");
        var (answers, problems) = FormAnswers.Read(await form.FieldsAsync(step, ct), given, outcome);
        if (problems.Length > 0) { return Outcome.Refused<WorkItem>(problems); }
        try
        {
            var result = await form.ApplyAsync(step, answers, outcome, ct);
            if (result.Problems.Length > 0) { return Outcome.Refused<WorkItem>(result.Problems); }

            (item.State, item.Outcome, item.Answers) = (WorkItemState.Completed, outcome, FeelJson.Write(answers.Values));
            (item.ClosedAt, item.ClosedBy) = (now, actor.StaffId);
            db.Add(AuditEntry.OfPlan(item.PlanId, actor, now, "step.completed", new Reason("audit.step.completed", item.TitleEn, item.TitleFr, "@outcome." + outcome), item.Id));
            await moveOn.RunAsync(plan, item, new Trigger.WorkItemCompleted(item.TokenId, outcome, result.Variables), result, actor, now, ct);
            if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<WorkItem>(refused.Reason.Code, [.. refused.Reason.Args]); }
        }
        // a flush in the middle of the step meets the same rules as the last save
        catch (DbUpdateException e) when (e.InnerException is PostgresException p && SaveOrExplain.Explain(p) is { } refused)
        {
            return Outcome.Conflict<WorkItem>(refused.Reason.Code, [.. refused.Reason.Args]);
        }
        await transaction.CommitAsync(ct);
        return Outcome.Done(item);
    }

    /// <summary>The context of a step as its form sees it; also for showing the form.</summary>
    public async Task<StepContext> ContextAsync(LockedPlan plan, WorkItem item, Actor actor, Instant now, CancellationToken ct)
    {
        var places = moveOn.Places;
        var site = await places.SiteAsync(item.SiteId, ct);
        var person = await db.Set<Person>().SingleAsync(p => p.Id == plan.Plan.PersonId, ct);
        return new StepContext(db, plan.Plan, person, item, site, await places.DaysAsync(site, ct), actor, now);
    }

    // the same answer sent twice by the same person (a double click, a lost reply) is done, once
    private static bool IsSameAnswer(WorkItem item, string outcome, Actor actor) =>
        item.State == WorkItemState.Completed && item.Outcome == outcome && item.ClosedBy is { } by && by == actor.StaffId;
}

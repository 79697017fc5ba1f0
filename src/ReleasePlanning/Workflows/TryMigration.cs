using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>What a migration would do with one instance.</summary>
/// <param name="Problems">Why it would be refused; empty when it would be migrated.</param>
/// <param name="Closed">How many timers and subscriptions would be taken away.</param>
/// <param name="Opened">How many timers, subscriptions and other things would be opened.</param>
public sealed record TriedInstance(WorkflowInstanceId InstanceId, ReleasePlanId PlanId, string PlanNumber, ImmutableArray<MigrationProblem> Problems, int Closed, int Opened)
{
    public bool WouldMigrate => Problems.IsEmpty;
}

/// <summary>The dry run: the same computation as the migration over every running instance of the old version; nothing is saved or locked, so an instance
/// that moves meanwhile may fare otherwise.</summary>
public sealed class TryMigration(ReleasePlanningDb db, PlanMigration planMigration, PlanPlaces places, IClock clock)
{
    public async Task<Outcome<IReadOnlyList<TriedInstance>>> RunAsync(MigrationRequest asked, Actor actor, CancellationToken ct)
    {
        var planned = await planMigration.RunAsync(asked, actor, ct);
        if (planned is not { IsDone: true, Value: { } plan }) { return planned.As<IReadOnlyList<TriedInstance>>(); }
        var running = await db.Set<WorkflowInstance>().AsNoTracking().Where(i => i.DefinitionId == plan.From.Id && i.Status == InstanceStatus.Running)
            .Join(db.Set<ReleasePlan>().AsNoTracking(), i => i.PlanId, p => p.Id, (i, p) => new { Instance = i, Plan = p }).OrderBy(r => r.Plan.Number).ThenBy(r => r.Instance.Id).ToListAsync(ct);
        return Outcome.Done<IReadOnlyList<TriedInstance>>([.. running.Select(r => Try(plan, r.Instance, r.Plan))]);
    }

    private TriedInstance Try(PlannedMigration planned, WorkflowInstance instance, ReleasePlan plan)
    {
        var state = ProcessStateJson.Read(instance.State);
        var problems = planned.Plan.Validate(state);
        if (!problems.IsEmpty) { return new(instance.Id, plan.Id, plan.Number, problems, 0, 0); }
        try
        {
            var migrated = planned.Plan.Apply(state, clock.GetCurrentInstant(), places.ForConditions(plan), planned.Timers);
            return new(instance.Id, plan.Id, plan.Number, [], migrated.Closed.Length, migrated.Step.Effects.Length);
        }
        catch (InterpreterException e)
        {
            return new(instance.Id, plan.Id, plan.Number, [new(e.ElementId, "migration.cannot-open", e.Message, e.MessageFr)], 0, 0);
        }
    }
}

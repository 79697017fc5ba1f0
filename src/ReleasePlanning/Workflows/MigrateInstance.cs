using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Moves one instance of a migration in one transaction under its plan's lock: wholly on the new version afterwards, or wholly on the old.</summary>
/// <remarks>Open work items keep who has them and when they are due, and take the title, form and outcomes of the new version's step. Called processes stay
/// on the version they run; what the plan calls from now on: this process in its new version, and what only the new version calls in its newest.</remarks>
public sealed class MigrateInstance(ReleasePlanningDb db, PlanRows rows, WorkflowRunner runner, WorkflowCatalogue catalogue, PinVersions pinVersions, PlanPlaces places, IClock clock)
{
    /// <summary>False when another worker has it, or nothing is left to do for it.</summary>
    public async Task<bool> RunAsync(Guid migrationId, WorkflowInstanceId id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var item = await LockAsync(migrationId, id, ct);
        if (item is null) { return false; }
        // stopping waits for this lock, and what is stopped is not begun
        var migration = (await db.Set<WorkflowMigration>().FromSql($"select id, process_id, from_id, to_id, mappings, timers, timers_by_event, reason, asked_by, asked_at, state, ended_at from workflow_migrations where id = {migrationId} for share").ToListAsync(ct)).Single();
        if (migration.State != MigrationState.Running || await db.LockPlanAsync(item.PlanId, ct) is not { } plan) { return false; }

        var now = clock.GetCurrentInstant();
        var instance = (await rows.InstancesAsync(item.PlanId, ct)).Single(i => i.Id == id);
        if (instance.Status != InstanceStatus.Running || instance.DefinitionId != migration.FromId) { item.Result = MigrationResult.Gone; }
        else
        {
            await MoveAsync(plan, instance, migration, await AskedByAsync(migration, ct), now, ct);
            item.Result = MigrationResult.Migrated;
        }
        item.At = now;
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Writes down why an instance was not migrated; its own transaction has been rolled back.</summary>
    public async Task RefuseAsync(Guid migrationId, WorkflowInstanceId id, string element, string english, string french, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAsync(migrationId, id, ct) is not { } item) { return; }
        (item.Result, item.ElementId, item.ReasonEn, item.ReasonFr, item.At) = (MigrationResult.Refused, element, english, french, clock.GetCurrentInstant());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<MigratedInstance?> LockAsync(Guid migrationId, WorkflowInstanceId id, CancellationToken ct) => (await db.Set<MigratedInstance>()
        .FromSql($"select migration_id, instance_id, plan_id, result, element_id, reason_en, reason_fr, at from migrated_instances where migration_id = {migrationId} and instance_id = {id.Value} and result = 'Waiting' for update skip locked").ToListAsync(ct)).FirstOrDefault();

    private async Task MoveAsync(LockedPlan plan, WorkflowInstance instance, WorkflowMigration migration, Actor actor, Instant now, CancellationToken ct)
    {
        var (from, to) = (await catalogue.ModelAsync(db, migration.FromId, ct), await catalogue.ModelAsync(db, migration.ToId, ct));
        var migrated = new MigrationPlan(from, to, migration.Mappings).Apply(ProcessStateJson.Read(instance.State), now, places.ForConditions(plan.Plan), migration.Policy);

        await runner.CloseAsync(plan, instance, migrated, actor, now, ct);
        // what is armed anew may stand at the place of what was taken away
        await db.SaveChangesAsync(ct);
        await RenameAsync(instance, migrated.Renames, ct);
        await TakeOverStepsAsync(instance, to, ct);
        instance.DefinitionId = migration.ToId;
        await PinAsync(instance, to, migration.ToId, ct);
        var versions = await db.Set<WorkflowDefinition>().Where(d => d.Id == migration.FromId || d.Id == migration.ToId)
            .Select(d => new { d.Id, d.Version }).ToDictionaryAsync(d => d.Id, d => d.Version, ct);
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "workflow.migrated",
            new Reason("audit.workflow.migrated", migration.ProcessId, versions[migration.FromId], versions[migration.ToId], migration.Reason)));
        await runner.GoOnAsync(plan, instance, migrated, actor, now, ct);
    }

    private async Task RenameAsync(WorkflowInstance instance, IReadOnlyCollection<Renamed> renames, CancellationToken ct)
    {
        if (renames.Count == 0) { return; }
        var names = renames.ToDictionary(r => (r.TokenId, r.From), r => r.To);
        var steps = await StepsAsync(instance, ct);
        foreach (var item in steps) { item.ElementId = names.GetValueOrDefault((item.TokenId, item.ElementId), item.ElementId); }
        foreach (var rung in (await rows.TimersAsync(instance.PlanId, ct)).Where(t => t.WorkItemId is not null))
        {
            rung.ElementId = steps.FirstOrDefault(s => s.Id == rung.WorkItemId)?.ElementId ?? rung.ElementId;
        }
        foreach (var incident in await db.Set<WorkflowIncident>().Where(i => i.InstanceId == instance.Id && i.ResolvedAt == null).ToListAsync(ct))
        {
            incident.ElementId = names.GetValueOrDefault((incident.TokenId ?? 0, incident.ElementId), incident.ElementId);
        }

        var renamed = (await rows.TimersAsync(instance.PlanId, ct)).Where(t => t.InstanceId == instance.Id && t.Purpose == TimerPurpose.Diagram)
            .Where(t => names.ContainsKey((t.TokenId!.Value, t.ElementId))).Select(t => (Timer: t, To: names[(t.TokenId!.Value, t.ElementId)])).ToList();
        // two that change names with each other must not meet in between
        foreach (var (timer, to) in renamed) { timer.ElementId = "→" + to; }
        await db.SaveChangesAsync(ct);
        foreach (var (timer, to) in renamed) { timer.ElementId = to; }

        var subscriptions = (await rows.SubscriptionsAsync(instance.PlanId, ct)).Where(s => s.InstanceId == instance.Id && names.ContainsKey((s.TokenId, s.ElementId))).ToList();
        var again = subscriptions.ConvertAll(s => s.At(names[(s.TokenId, s.ElementId)]));
        db.RemoveRange(subscriptions);
        await db.SaveChangesAsync(ct);
        db.AddRange(again);
        await db.SaveChangesAsync(ct);
    }

    // Who has it and when it is due was agreed with people; what is asked and which answers lead on is the design's, and the flows behind it ask for the new answers.
    private async Task TakeOverStepsAsync(WorkflowInstance instance, ProcessModel to, CancellationToken ct)
    {
        foreach (var item in await StepsAsync(instance, ct))
        {
            if (to.Nodes[item.ElementId] is not TaskNode { Binding: { } binding } node) { continue; }
            var step = StepBinding.Of(node, binding);
            (item.TitleEn, item.TitleFr, item.Form, item.Skippable, item.HardGate) = (step.TitleEn, step.TitleFr, step.Form, step.Skippable, step.HardGate);
            if (!item.Outcomes.SequenceEqual(step.Outcomes)) { item.Outcomes = [.. step.Outcomes]; }
            (item.Basis, item.DateForce, item.BasisSourceEn, item.BasisSourceFr) = (step.Basis, step.DateForce, step.BasisEn, step.BasisFr);
            // what has become a matter of law may no longer be silenced past its date
            if (!item.HasLegalLimit) { continue; }
            item.HeldUntil = null;
            if (item.SnoozedUntil > item.DueAt) { item.EndSnooze(); }
        }
    }

    private async Task<IReadOnlyList<WorkItem>> StepsAsync(WorkflowInstance instance, CancellationToken ct) =>
        [.. (await rows.OpenWorkItemsAsync(instance.PlanId, ct)).Where(w => w.InstanceId == instance.Id)];

    private async Task PinAsync(WorkflowInstance instance, ProcessModel to, WorkflowDefinitionId definition, CancellationToken ct)
    {
        var root = (await rows.InstancesAsync(instance.PlanId, ct)).Single(i => i.ParentId is null);
        root.Pins[instance.ProcessId] = definition.Value;
        foreach (var called in to.CalledProcesses) { await pinVersions.OfAsync(called, root.Pins, ct); }
    }

    private async Task<Actor> AskedByAsync(WorkflowMigration migration, CancellationToken ct)
    {
        if (migration.AskedBy is not { } id) { return Actor.Service; }
        var name = await db.Set<StaffMember>().Where(s => s.Id == id).Select(s => s.Name).SingleAsync(ct);
        return new Actor(id, name, []);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Decides a migration: writes down the plan, the reason, and every instance that runs on the old version now. <see cref="RunMigrations"/> does it.</summary>
public sealed class StartMigration(ReleasePlanningDb db, PlanMigration planMigration, IClock clock)
{
    public async Task<Outcome<WorkflowMigration>> RunAsync(MigrationRequest asked, string reason, Actor actor, CancellationToken ct)
    {
        var planned = await planMigration.RunAsync(asked, actor, ct);
        if (planned is not { IsDone: true, Value: { } plan }) { return planned.As<WorkflowMigration>(); }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<WorkflowMigration>("reason", "form.required"); }
        if (reason.Length > 500) { return Outcome.Refused<WorkflowMigration>("reason", "form.too-long", 500); }

        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // two people who decide the same at the same moment take turns; the second sees the first
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(41, 2)", ct);
        if (await db.Set<WorkflowMigration>().AnyAsync(m => m.FromId == plan.From.Id && m.State == MigrationState.Running, ct))
        {
            return Outcome.Conflict<WorkflowMigration>("migration.already-running", asked.ProcessId, asked.From);
        }
        var now = clock.GetCurrentInstant();
        var migration = new WorkflowMigration
        {
            Id = Guid.CreateVersion7(), ProcessId = asked.ProcessId, FromId = plan.From.Id, ToId = plan.To.Id, Mappings = plan.Plan.Mappings.ToDictionary(),
            Timers = asked.Timers, TimersByEvent = asked.TimersByEvent.ToDictionary(t => t.Key, t => t.Value.ToString()), Reason = reason.Trim(), AskedBy = actor.StaffId, AskedAt = now,
        };
        var running = await db.Set<WorkflowInstance>().Where(i => i.DefinitionId == plan.From.Id && i.Status == InstanceStatus.Running)
            .Select(i => new { i.Id, i.PlanId }).ToListAsync(ct);
        if (running.Count == 0) { (migration.State, migration.EndedAt) = (MigrationState.Done, now); }
        db.Add(migration);
        db.AddRange(running.Select(i => new MigratedInstance { MigrationId = migration.Id, InstanceId = i.Id, PlanId = i.PlanId }));
        db.Add(AuditEntry.OfStaff(actor, now, "migration.started", new Reason("audit.migration.started", asked.ProcessId, asked.From, asked.To, running.Count, migration.Reason)));
        await db.SaveChangesAsync(ct);
        // whoever does the work is asleep while there is none
        await db.Database.ExecuteSqlAsync($"select pg_notify('workflow_migrations', '')", ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(migration);
    }
}

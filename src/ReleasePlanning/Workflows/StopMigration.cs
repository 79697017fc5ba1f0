using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>Stops a migration between two instances, or lets a stopped one go on with those that wait. What has been migrated stays so.</summary>
public sealed class StopMigration(ReleasePlanningDb db, IClock clock)
{
    public Task<Outcome<WorkflowMigration>> RunAsync(Guid id, Actor actor, CancellationToken ct) => ChangeAsync(id, MigrationState.Running, MigrationState.Stopped, "audit.migration.stopped", actor, ct);

    public Task<Outcome<WorkflowMigration>> ResumeAsync(Guid id, Actor actor, CancellationToken ct) => ChangeAsync(id, MigrationState.Stopped, MigrationState.Running, "audit.migration.resumed", actor, ct);

    private async Task<Outcome<WorkflowMigration>> ChangeAsync(Guid id, MigrationState from, MigrationState to, string act, Actor actor, CancellationToken ct)
    {
        if (actor != Actor.Service && !actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<WorkflowMigration>("workflow.administrators-only"); }
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var migration = (await db.Set<WorkflowMigration>().FromSql($"select id, process_id, from_id, to_id, mappings, timers, timers_by_event, reason, asked_by, asked_at, state, ended_at from workflow_migrations where id = {id} for update").ToListAsync(ct)).FirstOrDefault();
        if (migration is null) { return Outcome.NotFound<WorkflowMigration>(); }
        if (migration.State == to) { return Outcome.Done(migration); }
        if (migration.State != from) { return Outcome.Conflict<WorkflowMigration>("migration.over"); }
        var now = clock.GetCurrentInstant();
        (migration.State, migration.EndedAt) = (to, to == MigrationState.Stopped ? now : null);
        db.Add(AuditEntry.OfStaff(actor, now, act["audit.".Length..], new Reason(act, migration.ProcessId)));
        await db.SaveChangesAsync(ct);
        // whoever does the work is asleep while there is none
        await db.Database.ExecuteSqlAsync($"select pg_notify('workflow_migrations', '')", ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(migration);
    }
}

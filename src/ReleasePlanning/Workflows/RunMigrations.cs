using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Database;
using ReleasePlanning.Language;

namespace ReleasePlanning.Workflows;

/// <summary>Does what migrations have decided, an instance at a time. Any number of workers may do so beside each other, and one that is killed leaves nothing
/// half done: what was not committed waits for the next.</summary>
public sealed class RunMigrations(IServiceScopeFactory scopes, IClock clock)
{
    // by plan, so that two workers seldom meet at one lock
    private const int MostAtOnce = 50;

    /// <summary>How many instances were dealt with; zero means no migration has any left that waits.</summary>
    public async Task<int> RunAsync(Guid? only, CancellationToken ct)
    {
        var waiting = await WithAsync<ReleasePlanningDb, List<MigratedInstance>>(db => db.Set<MigratedInstance>().AsNoTracking()
            .Where(i => i.Result == MigrationResult.Waiting && (only == null || i.MigrationId == only))
            .Where(i => db.Set<WorkflowMigration>().Any(m => m.Id == i.MigrationId && m.State == MigrationState.Running))
            .OrderBy(i => i.MigrationId).ThenBy(i => i.PlanId).ThenBy(i => i.InstanceId).Take(MostAtOnce).ToListAsync(ct));
        var done = 0;
        foreach (var item in waiting)
        {
            ct.ThrowIfCancellationRequested();
            if (await MigrateAsync(item, ct)) { done++; }
        }
        await WithAsync<ReleasePlanningDb, int>(db => FinishAsync(db, only, ct));
        return done;
    }

    private async Task<bool> MigrateAsync(MigratedInstance item, CancellationToken ct)
    {
        try
        {
            return await WithAsync<MigrateInstance, bool>(m => m.RunAsync(item.MigrationId, item.InstanceId, ct));
        }
        catch (InterpreterException e)
        {
            return await RefuseAsync(item, e.ElementId, e.Message, e.MessageFr, ct);
        }
        // an instance that cannot be written stays as it was, for a person to see; a server that is away or a lock that was lost is no reason, and it waits
        catch (DbUpdateException e) when (e.InnerException is PostgresException { SqlState: ['2', '3', ..] } p)
        {
            var rule = SaveOrExplain.Explain(p)?.Reason;
            return await RefuseAsync(item, "", rule is null ? p.MessageText : Texts.Of(rule, Texts.Culture("en")), rule is null ? p.MessageText : Texts.Of(rule, Texts.Culture("fr")), ct);
        }
        catch (InvalidOperationException e) when (e.InnerException is null)
        {
            return await RefuseAsync(item, "", $"The instance could not be written: {e.Message}", $"L’instance n’a pas pu être enregistrée : {e.Message}", ct);
        }
    }

    private Task<bool> RefuseAsync(MigratedInstance item, string element, string english, string french, CancellationToken ct) => WithAsync<MigrateInstance, bool>(async m =>
    {
        await m.RefuseAsync(item.MigrationId, item.InstanceId, element, english, french, ct);
        return true;
    });

    private Task<int> FinishAsync(ReleasePlanningDb db, Guid? only, CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        return db.Set<WorkflowMigration>().Where(m => m.State == MigrationState.Running && (only == null || m.Id == only))
            .Where(m => !db.Set<MigratedInstance>().Any(i => i.MigrationId == m.Id && i.Result == MigrationResult.Waiting))
            .ExecuteUpdateAsync(m => m.SetProperty(x => x.State, MigrationState.Done).SetProperty(x => x.EndedAt, now), ct);
    }

    private async Task<TResult> WithAsync<TAct, TResult>(Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = scopes.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }
}

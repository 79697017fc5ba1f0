using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Database;
using ReleasePlanning.Escalations;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

public sealed class TimerTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task Completing_a_step_disarms_its_timers_in_the_same_commit()
    {
        var plan = await acting.APlanAsync();
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => !s.HardGate);
        (await RungsAsync(item.Id)).ShouldBe(1);

        var done = await acting.CompleteAsync(region, item);

        done.Problems.ShouldBeEmpty();
        (await RungsAsync(item.Id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_rollback_leaves_neither_the_step_nor_its_timers()
    {
        var plan = await acting.APlanAsync();
        var item = (await acting.OpenStepsAsync(plan.Id)).First(s => s.Form == "identity-documents");
        var before = await CountsAsync();

        await using (var scope = region.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var locked = (await db.LockStepAsync(item.Id, default))!;
            var instance = await db.Set<WorkflowInstance>().SingleAsync(i => i.Id == item.InstanceId);
            locked.Item.State = WorkItemState.Completed;
            locked.Item.ClosedAt = acting.Clock.Now;
            await scope.ServiceProvider.GetRequiredService<WorkflowRunner>().TakeAsync(locked.Plan, instance,
                new Bpmn.Execution.Trigger.WorkItemCompleted(item.TokenId, "done", System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty), Actor.Service, acting.Clock.Now, default);
            await db.SaveChangesAsync();
            (await db.Set<WorkflowTimer>().CountAsync()).ShouldNotBe(before.Timers);
            await transaction.RollbackAsync();
        }

        (await CountsAsync()).ShouldBe(before);
        (await acting.OpenStepsAsync(plan.Id)).ShouldContain(s => s.Id == item.Id);
    }

    [Fact]
    public async Task Two_workers_fire_each_timer_exactly_once()
    {
        var plans = new List<ReleasePlan>();
        for (var i = 0; i < 6; i++) { plans.Add(await acting.APlanAsync()); }
        acting.Clock.Now += Duration.FromDays(60);
        var due = await acting.ReadAsync(db => db.Set<WorkflowTimer>().Where(t => t.DueAt <= acting.Clock.Now).Select(t => t.Id).ToListAsync());
        due.Count.ShouldBeGreaterThan(20);

        // a second service process: its own container, its own pool
        await using var other = DemoRegionFixture.Provide(region.ConnectionString + ";Application Name=second", region.Clock);
        await Task.WhenAll(WorkAsync(region.Services), WorkAsync(other), KillConnectionsAsync());
        acting.Clock.Now += Duration.FromMinutes(3);
        await Task.WhenAll(WorkAsync(region.Services), WorkAsync(other));

        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => due.Contains(t.Id)))).ShouldBe(0);
        (await acting.ReadAsync(db => db.Set<WorkflowIncident>().CountAsync())).ShouldBe(0);
        var doubled = await acting.ReadAsync(db => db.Set<Escalation>().Where(e => e.WorkItemId != null).GroupBy(e => new { e.WorkItemId, e.Level }).CountAsync(g => g.Count() > 1));
        doubled.ShouldBe(0);
        var opened = await acting.ReadAsync(db => db.Set<WorkItem>().GroupBy(w => new { w.InstanceId, w.ElementId }).Where(g => g.Count(w => w.State == WorkItemState.Open) > 1).CountAsync());
        opened.ShouldBe(0);
    }

    private static async Task WorkAsync(IServiceProvider services)
    {
        var fire = services.GetRequiredService<FireDueTimers>();
        var worker = Guid.CreateVersion7();
        for (var idle = 0; idle < 3;)
        {
            try { idle = await fire.RunAsync(worker, 7, 2, CancellationToken.None) == 0 ? idle + 1 : 0; }
            catch (Exception e) when (e is NpgsqlException or InvalidOperationException or DbUpdateException) { idle = 0; }
        }
    }

    /// <summary>What a crash looks like to PostgreSQL: connections cut in the middle of their transactions.</summary>
    private async Task KillConnectionsAsync()
    {
        for (var i = 0; i < 8; i++)
        {
            await using var connection = new NpgsqlConnection(region.ConnectionString + ";Pooling=false;Application Name=killer");
            await connection.OpenAsync();
            await using var kill = new NpgsqlCommand(
                "select pg_sleep(0.03), pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'second' and xact_start is not null limit 1", connection);
            await kill.ExecuteNonQueryAsync();
        }
    }

    private Task<int> RungsAsync(WorkItemId item) => acting.ReadAsync(db => db.Set<WorkflowTimer>().CountAsync(t => t.WorkItemId == item));

    private Task<(int Items, int Timers)> CountsAsync() => acting.ReadAsync(async db => (await db.Set<WorkItem>().CountAsync(), await db.Set<WorkflowTimer>().CountAsync()));
}

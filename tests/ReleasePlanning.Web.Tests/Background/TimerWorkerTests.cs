using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests;
using ReleasePlanning.Web.Background;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Background;

public sealed class TimerWorkerTests(PostgresFixture postgres)
{
    // far above what it takes, far below the longest sleep of a worker that was not woken
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task A_sleeping_worker_is_woken_by_what_falls_due_and_again_after_it_lost_the_database()
    {
        await using var site = await StartAsync();

        var (first, second) = await TwoTimersAsync(site);
        await MakeDueAsync(site, first);
        await FiredAsync(site, first);
        (await ReadAsync(site, db => db.Database.SqlQuery<int>($"""
            select count(pg_terminate_backend(pid))::int as "Value" from pg_stat_activity where datname = current_database() and query = 'listen workflow_timers'
            """).SingleAsync())).ShouldBe(1, "the worker listens on a connection of its own");
        await MakeDueAsync(site, second);
        await FiredAsync(site, second);
    }

    [Fact]
    public async Task A_sleeping_worker_is_woken_by_a_signal_for_another_plan()
    {
        await using var site = await StartAsync();
        var plan = await ReadAsync(site, db => db.Set<ReleasePlan>().Select(p => p.Id).FirstAsync());
        var delivery = Guid.CreateVersion7();
        await ReadAsync(site, db =>
        {
            var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
            db.Add(new SignalDelivery { Id = delivery, SignalId = Guid.CreateVersion7(), PlanId = plan, Name = "storm", Variables = "{}", ThrownAt = now, DueAt = now });
            return db.SaveChangesAsync();
        });
        using var patience = new CancellationTokenSource(Patience);
        while (await ReadAsync(site, db => db.Set<SignalDelivery>().AnyAsync(d => d.Id == delivery))) { await Task.Delay(50, patience.Token); }
        (await ReadAsync(site, db => db.Set<WorkflowIncident>().CountAsync(i => i.DeliveryId == delivery))).ShouldBe(0, "it was brought, not given up");
    }

    private async Task<WebApplication> StartAsync()
    {
        string[] args =
        [
            "--environment=Development", "--contentRoot=" + AppContext.BaseDirectory, "--urls=http://127.0.0.1:0", "--Demo:Load=true",
            "--Logging:LogLevel:Default=Error", $"--ConnectionStrings:{WebHost.ConnectionName}={await postgres.NewDatabaseAsync()}",
        ];
        var site = WebHost.Build(args);
        await site.LoadAsync();
        await site.StartAsync();
        site.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<TimerWorker>().Count().ShouldBe(1);
        return site;
    }

    private static async Task<T> ReadAsync<T>(WebApplication site, Func<ReleasePlanningDb, Task<T>> read)
    {
        await using var scope = site.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>());
    }

    // rungs of ladders that would fall due days from now
    private static Task<(Guid, Guid)> TwoTimersAsync(WebApplication site) => ReadAsync(site, async db =>
    {
        var later = NodaTime.SystemClock.Instance.GetCurrentInstant() + NodaTime.Duration.FromHours(1);
        var ids = await db.Set<WorkflowTimer>().Where(t => t.Purpose == TimerPurpose.Ladder && t.DueAt > later).OrderByDescending(t => t.DueAt).Select(t => t.Id).Take(2).ToListAsync();
        return (ids[0], ids[1]);
    });

    private static Task<int> MakeDueAsync(WebApplication site, Guid timer) => ReadAsync(site, db => db.Database.ExecuteSqlAsync($"update workflow_timers set due_at = now() where id = {timer}"));

    private static async Task FiredAsync(WebApplication site, Guid timer)
    {
        using var patience = new CancellationTokenSource(Patience);
        // what is fired goes, or moves on to the next rung of its ladder
        while (await ReadAsync(site, db => db.Database.SqlQuery<bool>($"select exists (select from workflow_timers where id = {timer} and due_at <= now()) as \"Value\"").SingleAsync())) { await Task.Delay(50, patience.Token); }
    }
}

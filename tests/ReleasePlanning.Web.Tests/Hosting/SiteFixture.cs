using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Tests;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Web.Background;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Hosting;

/// <summary>
/// The whole site on a port of its own, with the demo region in a database of its own and a clock the test sets.
/// No worker runs that looks at the clock: a test says when timers fire and stays are swept, so that nothing happens by chance.
/// </summary>
public sealed class SiteFixture(PostgresFixture postgres) : IAsyncLifetime
{
    public static readonly Instant Monday = Instant.FromUtc(2026, 11, 23, 15, 0);

    private WebApplication? site;

    public TestClock Clock { get; } = new(Monday);
    public string Address { get; private set; } = "";
    public IServiceProvider Services => site!.Services;

    public async ValueTask InitializeAsync()
    {
        site = Build(await postgres.NewLoadedDatabaseAsync(LoadAsync));
        await site.LoadAsync();
        await site.StartAsync();
        Address = site.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
    }

    // every site begins at the same moment, so what is loaded into one is right for all
    private async Task LoadAsync(string database)
    {
        await using var first = Build(database);
        await first.LoadAsync();
    }

    private WebApplication Build(string database)
    {
        string[] args =
        [
            "--environment=Development", "--contentRoot=" + AppContext.BaseDirectory, "--urls=http://127.0.0.1:0", "--Demo:Load=true",
            "--Logging:LogLevel:Default=Warning", $"--ConnectionStrings:{WebHost.ConnectionName}={database}",
        ];
        return WebHost.Build(args, builder =>
        {
            builder.Services.Replace(ServiceDescriptor.Singleton<IClock>(Clock));
            builder.Services.Replace(ServiceDescriptor.Singleton<IDatabaseTime>(Clock));
            foreach (var worker in new[] { typeof(TimerWorker), typeof(OutboxWorker), typeof(StayWorker) })
            {
                builder.Services.Remove(builder.Services.Single(s => s.ImplementationType == worker));
            }
        });
    }

    /// <summary>Fires whatever is due at the clock's time, until nothing is.</summary>
    public async Task<int> FireDueTimersAsync()
    {
        var fired = 0;
        while (await Services.GetRequiredService<FireDueTimers>().RunAsync(Guid.CreateVersion7(), 100, 1, CancellationToken.None) is > 0 and var n) { fired += n; }
        return fired;
    }

    /// <summary>Lets time pass to that moment; everything due on the way fires.</summary>
    public Task<int> WaitUntilAsync(Instant moment)
    {
        Clock.Now = moment;
        return FireDueTimersAsync();
    }

    public async Task<T> ReadAsync<T>(Func<ReleasePlanningDb, Task<T>> read)
    {
        await using var scope = Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>());
    }

    /// <summary>How much of a plan is still open: steps, timers, awaited messages, running processes, incidents.</summary>
    public Task<int> OpenRowsAsync(ReleasePlanId plan) => ReadAsync(db => db.Database.SqlQuery<int>($"""
        select ((select count(*) from work_items where plan_id = {plan.Value} and closed_at is null)
              + (select count(*) from workflow_timers where plan_id = {plan.Value})
              + (select count(*) from workflow_subscriptions where plan_id = {plan.Value})
              + (select count(*) from workflow_instances where plan_id = {plan.Value} and status = 'Running')
              + (select count(*) from workflow_incidents where plan_id = {plan.Value}))::int as "Value"
        """).SingleAsync());

    public async ValueTask DisposeAsync()
    {
        if (site is not null) { await site.DisposeAsync(); }
    }
}

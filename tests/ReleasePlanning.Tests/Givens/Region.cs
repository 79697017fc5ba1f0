using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Givens;

/// <summary>The demo region in a database of its own, with the shipped workflows and a clock of its own.</summary>
public sealed class DemoRegionFixture(PostgresFixture postgres) : IAsyncLifetime
{
    public static readonly Instant Today = Instant.FromUtc(2026, 11, 23, 15, 0);

    public string ConnectionString { get; private set; } = "";
    public TestClock Clock { get; } = new(Today);
    public ServiceProvider Services { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        ConnectionString = await postgres.NewDatabaseAsync();
        Services = Provide(ConnectionString, Clock);
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DemoRegion>().RunAsync(CancellationToken.None);
        await scope.ServiceProvider.GetRequiredService<ShippedWorkflows>().RunAsync(CancellationToken.None);
    }

    public static ServiceProvider Provide(string connectionString, TestClock clock, params IServiceTask[] more)
    {
        var services = new ServiceCollection().AddReleasePlanning(connectionString);
        foreach (var task in more) { services.AddSingleton(task); }
        services.Replace(ServiceDescriptor.Singleton<IClock>(clock));
        services.Replace(ServiceDescriptor.Singleton<IDatabaseTime>(clock));
        return services.BuildServiceProvider(validateScopes: true);
    }

    public async ValueTask DisposeAsync() => await Services.DisposeAsync();
}

/// <summary>Does things in the region as people do: each act in a scope of its own.</summary>
public sealed class Acting(IServiceProvider services, TestClock clock)
{
    public Acting(DemoRegionFixture region) : this(region.Services, region.Clock)
    {
    }

    public TestClock Clock => clock;
    public IServiceProvider Services => services;

    public async Task<TResult> WithAsync<TAct, TResult>(Func<TAct, Task<TResult>> act) where TAct : notnull
    {
        await using var scope = services.CreateAsyncScope();
        return await act(scope.ServiceProvider.GetRequiredService<TAct>());
    }

    public Task<TResult> ReadAsync<TResult>(Func<ReleasePlanningDb, Task<TResult>> read) => WithAsync(read);

    /// <summary>With whom they stand in for at the clock's time, as a request would bring them.</summary>
    public async Task<Actor> ActorAsync(string signIn) => await TodayAsync(await ReadAsync(async db => As(await db.Set<StaffMember>().Include(s => s.Roles).SingleAsync(s => s.SignIn == signIn))));

    public async Task<Actor> ActorAsync(StaffId id) => await TodayAsync(await ReadAsync(async db => As(await db.Set<StaffMember>().Include(s => s.Roles).SingleAsync(s => s.Id == id))));

    public Task<Actor> TodayAsync(Actor actor) => WithAsync<CoverQueries, Actor>(c => c.WithCoversAsync(actor, default));

    private static Actor As(StaffMember s) => new(s.Id, s.Name, [.. s.Roles.Select(r => new SiteRole(r.Role, r.SiteId))]);

    public Task<Person> PersonAsync(string familyName) => ReadAsync(db => db.Set<Person>().SingleAsync(p => p.FamilyName == familyName));

    public Task<Site> SiteAsync(string code) => ReadAsync(db => db.Set<Site>().SingleAsync(s => s.Code == code));

    public Task<List<WorkItem>> OpenStepsAsync(ReleasePlanId plan) => ReadAsync(db =>
        db.Set<WorkItem>().Where(w => w.PlanId == plan && w.State == WorkItemState.Open).OrderBy(w => w.DueAt).ToListAsync());

    public Task<ReleasePlan> PlanAsync(ReleasePlanId id) => ReadAsync(db => db.Set<ReleasePlan>().SingleAsync(p => p.Id == id));

    /// <summary>Fires whatever is due at the clock's time, until nothing is.</summary>
    public async Task<int> FireDueAsync()
    {
        var fired = 0;
        while (await services.GetRequiredService<FireDueTimers>().RunAsync(Guid.CreateVersion7(), 100, 1, CancellationToken.None) is > 0 and var n) { fired += n; }
        return fired;
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Web.Tests.Hosting;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Web.Tests.Notifications;

/// <summary>The demo region with its plans in a database of its own, a clock the test sets, and as many services beside each other as the test wants.</summary>
public sealed class OutboxHouse(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly List<ServiceProvider> provided = [];
    private string connection = "";

    public TestClock Clock { get; } = new(SiteFixture.Monday);
    public IServiceProvider Services { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        connection = await postgres.NewDatabaseAsync();
        Services = Provide();
        await WithAsync(async s => { await s.GetRequiredService<DemoRegion>().RunAsync(default); return 0; });
        await WithAsync(async s => { await s.GetRequiredService<ShippedWorkflows>().RunAsync(default); return 0; });
        await WithAsync(async s => { await s.GetRequiredService<DemoPlans>().RunAsync(default); return 0; });
        await WithAsync(s => s.GetRequiredService<SwitchMail>().RunAsync(true, default));
    }

    /// <summary>A service of its own, as another process would be.</summary>
    public IServiceProvider Provide(params object[] settings)
    {
        var services = new ServiceCollection().AddReleasePlanning(connection);
        services.Replace(ServiceDescriptor.Singleton<IClock>(Clock)).Replace(ServiceDescriptor.Singleton<IDatabaseTime>(Clock));
        foreach (var one in settings) { services.Replace(ServiceDescriptor.Singleton(one.GetType(), one)); }
        var made = services.BuildServiceProvider(validateScopes: true);
        provided.Add(made);
        return made;
    }

    public static MailSettings Mail(int port) => new("127.0.0.1", port, null, null, "Release Planning <plans@example.test>", false, "https://plans.example.test", Duration.FromSeconds(20));

    /// <summary>Sends until nothing is due at the clock's time.</summary>
    public static async Task SendDueMailsAsync(IServiceProvider services)
    {
        while (await services.GetRequiredService<SendMails>().RunAsync(Guid.CreateVersion7(), default) > 0) { }
    }

    public async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> act, IServiceProvider? services = null)
    {
        await using var scope = (services ?? Services).CreateAsyncScope();
        return await act(scope.ServiceProvider);
    }

    public Task<T> ReadAsync<T>(Func<ReleasePlanningDb, Task<T>> read) => WithAsync(s => read(s.GetRequiredService<ReleasePlanningDb>()));

    public Task<StaffMember> StaffAsync(string signIn) => ReadAsync(db => db.Set<StaffMember>().SingleAsync(s => s.SignIn == signIn));

    public Task<ReleasePlan> PlanAsync() => ReadAsync(db => db.Set<ReleasePlan>().OrderBy(p => p.Number).FirstAsync());

    public async Task<Notification> TellAsync(StaffId to, ReleasePlan plan, string code = "escalation.asked", bool urgent = false, WorkItemId? item = null)
    {
        var told = new Notification
        {
            Id = Guid.CreateVersion7(), StaffId = to, Key = "test:" + Guid.CreateVersion7(), PlanId = plan.Id, WorkItemId = item, At = Clock.Now, Urgent = urgent,
            Reason = new Reason(code, plan.Number, plan.ReleaseOn),
        };
        await ReadAsync(db => { db.Add(told); return db.SaveChangesAsync(); });
        return told;
    }

    public Task<List<Delivery>> DeliveriesAsync(params Guid[] notifications) => ReadAsync(db =>
        db.Set<Delivery>().AsNoTracking().Where(d => d.NotificationId != null && notifications.Contains(d.NotificationId.Value)).OrderBy(d => d.CreatedAt).ToListAsync());

    /// <summary>Nothing left over from another test.</summary>
    public Task<int> EmptyAsync() => ReadAsync(db => db.Database.ExecuteSqlAsync($"delete from deliveries; delete from notifications; delete from mail_preferences; delete from webhook_endpoints"));

    public async ValueTask DisposeAsync()
    {
        foreach (var one in provided) { await one.DisposeAsync(); }
    }
}

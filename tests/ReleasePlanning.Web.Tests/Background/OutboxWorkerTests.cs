using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests;
using ReleasePlanning.Web.Tests.Notifications;

namespace ReleasePlanning.Web.Tests.Background;

/// <summary>The service as it is started, with its own worker: what is written in the database leaves the building.</summary>
public sealed class OutboxWorkerTests(PostgresFixture postgres)
{
    // far above what it takes, far below the longest sleep of a worker that was not woken
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    [Fact]
    public async Task A_message_written_while_the_worker_sleeps_wakes_it_and_is_mailed_and_told_to_other_systems_once()
    {
        await using var server = await MailServer.StartAsync();
        await using var receiver = await Receiver.StartAsync();
        await using var site = await StartAsync(server.Port);
        var (reader, plan) = await ReadAsync(site, async db => (await db.Set<StaffMember>().SingleAsync(s => s.SignIn == "amara.osei"), await db.Set<ReleasePlan>().OrderBy(p => p.Number).FirstAsync()));
        await ListenToAllAsync(site, receiver.Url);

        await ReadAsync(site, db =>
        {
            var now = SystemClock.Instance.GetCurrentInstant();
            db.Add(new Notification { Id = Guid.CreateVersion7(), StaffId = reader.Id, Key = "test:woken", PlanId = plan.Id, At = now, Reason = new Reason("escalation.asked", plan.Number, plan.ReleaseOn) });
            db.Add(ReleasePlanning.Audit.AuditEntry.OfPlan(plan.Id, Actor.Service, now, "plan.escalated", new Reason("audit.plan.moved", plan.ReleaseOn, plan.ReleaseOn, "", "")));
            return db.SaveChangesAsync();
        });

        using var patience = new CancellationTokenSource(Patience);
        while (receiver.Taken.Count == 0 || !(await server.TakenAsync()).Any(m => m.To.Contains(reader.Email) && m.Subject.Contains(plan.Number, StringComparison.Ordinal))) { await Task.Delay(50, patience.Token); }
        receiver.Taken.ShouldHaveSingleItem().Type.ShouldBe("plan.escalated");
        (await ReadAsync(site, db => db.Set<Delivery>().CountAsync(d => d.EventKey == "test:woken"))).ShouldBe(1);
    }

    private async Task<WebApplication> StartAsync(int port)
    {
        string[] args =
        [
            "--environment=Development", "--contentRoot=" + AppContext.BaseDirectory, "--urls=http://127.0.0.1:0", "--Demo:Load=true", "--Logging:LogLevel:Default=Error",
            $"--ConnectionStrings:{WebHost.ConnectionName}={await postgres.NewDatabaseAsync()}", "--Mail:Host=127.0.0.1", $"--Mail:Port={port}", "--Mail:StartTls=false",
            "--Mail:From=Release Planning <plans@example.test>", "--Mail:LinkBase=https://plans.example.test",
        ];
        var site = WebHost.Build(args);
        await site.LoadAsync();
        await site.StartAsync();
        // mail counts from the moment the worker switched it on
        using var patience = new CancellationTokenSource(Patience);
        while (!await ReadAsync(site, db => db.Set<OutboxChannel>().AnyAsync(c => c.Channel == DeliveryChannel.Mail && c.OnSince != null))) { await Task.Delay(50, patience.Token); }
        return site;
    }

    private static Task<int> ListenToAllAsync(WebApplication site, string url) => ReadAsync(site, db =>
    {
        db.Add(new WebhookEndpoint { Id = Guid.CreateVersion7(), Name = "Receiver", Url = url, Events = ["plan.escalated"], Secret = "whsec_" + Convert.ToBase64String(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32)), CreatedAt = SystemClock.Instance.GetCurrentInstant()});
        return db.SaveChangesAsync();
    });

    private static async Task<T> ReadAsync<T>(WebApplication site, Func<ReleasePlanningDb, Task<T>> read)
    {
        await using var scope = site.Services.CreateAsyncScope();
        return await read(scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>());
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Escalations;
using ReleasePlanning.Notifications;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Escalations;

/// <summary>Two workers fire, somebody acknowledges and somebody moves the date, all at the same moment, many times over.</summary>
public sealed class LadderRaceTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private readonly Acting one = new(region);
    private ServiceProvider second = null!;

    public ValueTask InitializeAsync()
    {
        second = DemoRegionFixture.Provide(region.ConnectionString + ";Application Name=second", region.Clock);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await second.DisposeAsync();

    [Fact]
    public async Task Two_workers_an_acknowledgement_and_a_new_date_at_once_never_double_or_lose_a_notice()
    {
        var items = new List<WorkItem>();
        for (var n = 0; n < 12; n++) { items.Add(await one.AStepAsync("race", "R-10W")); }
        await one.FireAtAsync(items.Max(i => i.DueAt!.Value) + Duration.FromMinutes(1));
        var first = new List<Escalation>();
        foreach (var item in items) { first.AddRange(await one.RaisedAsync(item)); }
        first.Count.ShouldBe(items.Count);
        var actors = new Dictionary<StaffId, Actor>();
        foreach (var to in first.Select(e => e.ToStaffId!.Value).Distinct()) { actors[to] = await one.ActorAsync(to); }
        var release = (await one.PlanAsync(items[0].PlanId)).ReleaseOn;
        // the same day everywhere, in several zones: the next level of all of them is due
        foreach (var item in items) { region.Clock.Now = Instant.Max(region.Clock.Now, (await one.NextAtAsync(item))!.Value); }

        await Task.WhenAll(
            [
                Task.Run(() => FireAsync(region.Services)), Task.Run(() => FireAsync(second)),
                .. first.Where((_, i) => i % 2 == 0).Select(e => Task.Run(() => one.AcknowledgeAsync(e, actors[e.ToStaffId!.Value]))),
                .. items.Where((_, i) => i % 3 == 0).Select(i => Task.Run(() => one.MoveReleaseAsync(i.PlanId, release.PlusDays(28), PastDue.Mark))),
            ]);
        // whatever was held comes after it; whatever moved comes at its new date; then all the way up
        for (var day = 0; day < 60; day++) { await one.FireAtAsync(region.Clock.Now + Duration.FromDays(1)); }

        foreach (var item in items)
        {
            var (now, raised) = (await one.ReadAsync(item), await one.RaisedAsync(item));
            raised.Select(e => e.Occasion).Distinct().Count().ShouldBe(raised.Count, "none twice");
            raised.Where(e => e.DueAt == now.DueAt).Max(e => e.Level).ShouldBe(5, "none lost: each reaches the top for the date it has");
            raised.ShouldAllBe(e => e.RaisedAt > e.DueAt, "and none early");
            (await one.TimersAsync(item.PlanId)).ShouldBeEmpty();
            var told = await one.ReadAsync(db => db.Set<Notification>().Where(n => n.WorkItemId == item.Id).Select(n => n.Key).ToListAsync());
            raised.ShouldAllBe(e => told.Contains(e.Occasion), "each was told");
        }
    }

    private static async Task<int> FireAsync(IServiceProvider services)
    {
        var fired = 0;
        for (var round = 0; round < 5; round++) { fired += await services.GetRequiredService<FireDueTimers>().RunAsync(Guid.CreateVersion7(), 50, 2, CancellationToken.None); }
        return fired;
    }
}

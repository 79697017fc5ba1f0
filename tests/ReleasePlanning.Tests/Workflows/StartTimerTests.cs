using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>A process that starts when a time comes: once for every open plan, in the version that is published then.</summary>
public sealed class StartTimerTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task A_new_version_takes_away_the_start_timers_of_the_old_one_in_the_same_transaction_and_what_starts_is_the_new_one()
    {
        var plan = await AnOpenPlanAsync();
        await acting.PublishAsync(Companion("upgraded", "PT5M", "old"));
        var first = (await StartsAsync(plan, "upgraded")).ShouldHaveSingleItem();

        await acting.PublishAsync(Companion("upgraded", "PT10M", "new"));

        var second = (await StartsAsync(plan, "upgraded")).ShouldHaveSingleItem("replaced, not added");
        (second.DefinitionId != first.DefinitionId, second.DueAt).ShouldBe((true, acting.Clock.Now + Duration.FromMinutes(10)));
        acting.Clock.Now = second.DueAt;
        await acting.FireDueAsync();
        (await acting.EnteredAsync(plan, "new"), await acting.EnteredAsync(plan, "old")).ShouldBe((1, 0));
        (await StartsAsync(plan, "upgraded")).ShouldBeEmpty();
        await using var scope = acting.Services.CreateAsyncScope();
        var started = await scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>().Set<WorkflowInstance>().SingleAsync(i => i.PlanId == plan && i.ProcessId == "upgraded");
        (started.ParentId, started.DefinitionId).ShouldBe((null, second.DefinitionId!.Value));
    }

    [Fact]
    public async Task A_publication_that_is_rolled_back_leaves_the_start_timers_as_they_were()
    {
        var plan = await AnOpenPlanAsync();
        await acting.PublishAsync(Companion("kept", "PT5M", "old"));
        var before = (await StartsAsync(plan, "kept")).ShouldHaveSingleItem();

        await using (var scope = acting.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            var version = await db.Set<WorkflowDefinition>().AsNoTracking().SingleAsync(d => d.ProcessId == "kept");
            await scope.ServiceProvider.GetRequiredService<ArmStartTimers>().OfVersionAsync(version, await scope.ServiceProvider.GetRequiredService<WorkflowCatalogue>().ModelAsync(db, version.Id, default), acting.Clock.Now, default);
            await db.SaveChangesAsync();
            (await db.Set<WorkflowTimer>().CountAsync(t => t.Id == before.Id)).ShouldBe(0, "taken away in the transaction that publishes");
            await transaction.RollbackAsync();
        }

        (await StartsAsync(plan, "kept")).ShouldHaveSingleItem().Id.ShouldBe(before.Id);
    }

    [Fact]
    public async Task A_cycle_starts_the_process_again_and_again_and_stops_with_its_count_and_a_plan_launched_later_has_its_own()
    {
        await acting.PublishAsync(Companion("weekly", "R3/P7D", "look", "Cycle"));
        var plan = (await acting.APlanAsync()).Id;
        var first = (await StartsAsync(plan, "weekly")).ShouldHaveSingleItem();

        for (var week = 0; week < 5; week++)
        {
            acting.Clock.Now += Duration.FromDays(7);
            await acting.FireDueAsync();
        }

        (first.RepeatLeft, first.DueAt).ShouldBe((2, first.RepeatFrom!.Value + Duration.FromDays(7)));
        (await acting.EnteredAsync(plan, "look")).ShouldBe(3);
        (await StartsAsync(plan, "weekly")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_that_is_no_longer_open_starts_nothing()
    {
        var plan = await AnOpenPlanAsync();
        await acting.PublishAsync(Companion("too-late", "PT5M", "never"));
        await acting.ReadAsync(db => db.Set<ReleasePlanning.ReleasePlans.ReleasePlan>().Where(p => p.Id == plan)
            .ExecuteUpdateAsync(s => s.SetProperty(p => p.Status, ReleasePlanning.ReleasePlans.PlanStatus.Closed).SetProperty(p => p.ClosedAt, (Instant?)acting.Clock.Now)));
        acting.Clock.Now += Duration.FromMinutes(5);

        await acting.FireDueAsync();

        (await acting.EnteredAsync(plan, "never")).ShouldBe(0);
        (await StartsAsync(plan, "too-late")).ShouldBeEmpty();
    }

    private static SmallProcess Companion(string id, string text, string task, string kind = "Duration") => new SmallProcess(id).StartAt("clock", text, kind).Task(task).End().Path($"clock {task} end");

    private async Task<ReleasePlanId> AnOpenPlanAsync()
    {
        await acting.PublishAsync(new SmallProcess("waiting").Start().Step("work").End().Path("start work end"));
        return await acting.RunningAsync("waiting");
    }

    private async Task<List<WorkflowTimer>> StartsAsync(ReleasePlanId plan, string process)
    {
        var versions = await acting.ReadAsync(db => db.Set<WorkflowDefinition>().Where(d => d.ProcessId == process).Select(d => d.Id).ToListAsync());
        return [.. (await acting.TimersAsync(plan)).Where(t => t.Purpose == TimerPurpose.Start && versions.Contains(t.DefinitionId!.Value))];
    }
}

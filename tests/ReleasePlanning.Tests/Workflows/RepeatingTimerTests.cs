using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>Cycles as rows: counted from their anchor, in the zone of the releasing institution.</summary>
public sealed class RepeatingTimerTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>
{
    private readonly Acting acting = new(region);

    [Fact]
    public async Task A_cycle_that_starts_at_a_due_rule_goes_on_from_its_anchor_with_its_remaining_count_when_the_release_day_moves()
    {
        await acting.PublishAsync(Ticking("by-rule", "R3/R-10W/P1D"));
        var plan = await acting.RunningAsync("by-rule");
        var first = (await acting.TimersAsync(plan)).ShouldHaveSingleItem();
        (first.DueRule, first.RepeatFired, first.RepeatLeft).ShouldBe(("R-10W", 0, 2));
        acting.Clock.Now = first.DueAt;
        await acting.FireDueAsync();
        var second = (await acting.TimersAsync(plan)).ShouldHaveSingleItem();
        second.DueAt.ShouldBe(first.DueAt + Duration.FromDays(1));

        var moves = await MoveAsync(plan, days: 7);

        var moved = (await acting.TimersAsync(plan)).ShouldHaveSingleItem();
        (moved.DueAt, moved.RepeatFired, moved.RepeatLeft).ShouldBe((second.DueAt + Duration.FromDays(7), 1, 1));
        moves.ShouldContain(m => m.TimerId == second.Id && m.OldAt == second.DueAt && m.NewAt == moved.DueAt);
        (await acting.FireDueAsync()).ShouldBe(0, "what moved into the future does not fire");
        acting.Clock.Now = moved.DueAt + Duration.FromDays(10);
        await acting.FireDueAsync();
        (await acting.EnteredAsync(plan, "note")).ShouldBe(3, "one before the move, two after it, and never a fourth");
        (await acting.TimersAsync(plan)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cycle_counted_from_its_step_and_a_date_set_by_hand_stay_when_the_release_day_moves()
    {
        await acting.PublishAsync(Ticking("by-step", "R5/P1D", due: "R-5W"));
        var plan = await acting.RunningAsync("by-step");
        var byHand = acting.Clock.Now + Duration.FromDays(3);
        await acting.ReadAsync(async db =>
        {
            var item = await db.Set<ReleasePlanning.WorkItems.WorkItem>().SingleAsync(w => w.PlanId == plan);
            (item.DueAt, item.DueSetByHand) = (byHand, true);
            return await db.SaveChangesAsync();
        });
        var before = (await acting.TimersAsync(plan)).Where(t => t.Purpose == TimerPurpose.Diagram).ShouldHaveSingleItem();

        var moves = await MoveAsync(plan, days: 7);

        (await acting.TimersAsync(plan)).Where(t => t.Purpose == TimerPurpose.Diagram).ShouldHaveSingleItem().DueAt.ShouldBe(before.DueAt);
        (await acting.OpenStepsAsync(plan)).ShouldHaveSingleItem().DueAt.ShouldBe(byHand);
        var kept = moves.ShouldHaveSingleItem();
        (kept.Kept, kept.NewAt).ShouldBe((true, byHand), "listed, not overwritten");
    }

    [Fact]
    public async Task A_day_is_a_day_on_the_institutions_clock_over_both_changes()
    {
        await acting.PublishAsync(Ticking("daily", "R/P1D"));
        await acting.PublishAsync(Ticking("by-cron", "0 30 8 * * ?"));
        var (daily, cron) = (await acting.RunningAsync("daily", Duration.FromDays(300)), await acting.RunningAsync("by-cron", Duration.FromDays(300)));
        var zone = await ZoneAsync(daily);
        var hour = acting.Clock.Now.InZone(zone).TimeOfDay;
        // a spring Saturday after an autumn arming: the offset is another one by then
        acting.Clock.Now = new LocalDate(2027, 3, 13).At(LocalTime.Midnight).InZoneStrictly(zone).ToInstant();
        await acting.FireDueAsync();

        for (var day = 0; day < 3; day++)
        {
            var next = (await acting.TimersAsync(daily)).ShouldHaveSingleItem().DueAt.InZone(zone);
            (next.Date, next.TimeOfDay).ShouldBe((new LocalDate(2027, 3, 13).PlusDays(day), hour));
            (await acting.TimersAsync(cron)).ShouldHaveSingleItem().DueAt.InZone(await ZoneAsync(cron)).TimeOfDay.ShouldBe(new LocalTime(8, 30));
            acting.Clock.Now = next.Date.PlusDays(1).At(LocalTime.Midnight).InZoneStrictly(zone).ToInstant();
            await acting.FireDueAsync();
        }
    }

    private static SmallProcess Ticking(string id, string cycle, string? due = null) => new SmallProcess(id).Start().Step("work", due).End().Path("start work end")
        .Beside("tick", "work", cycle, "Cycle").Task("note").End("noted").Path("tick note noted");

    private Task<DateTimeZone> ZoneAsync(ReleasePlanId plan) => acting.ReadAsync(async db =>
        PlanPlaces.Zone(await db.Set<Site>().SingleAsync(s => s.Id == db.Set<ReleasePlan>().Single(p => p.Id == plan).ReleasingSiteId)));

    private async Task<IReadOnlyList<DueMove>> MoveAsync(ReleasePlanId id, int days)
    {
        await using var scope = acting.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var plan = (await db.LockPlanAsync(id, default))!;
        (plan.Plan.EntitlementOn, plan.Plan.ReleaseOn) = (plan.Plan.EntitlementOn.PlusDays(days), plan.Plan.ReleaseOn.PlusDays(days));
        var moves = await scope.ServiceProvider.GetRequiredService<RecomputeDueDates>().RunAsync(plan, PastDue.Fire, acting.Clock.Now, default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return moves;
    }
}

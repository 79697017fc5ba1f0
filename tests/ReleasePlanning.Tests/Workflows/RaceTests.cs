using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Database;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>Two service processes want the same thing at the same moment. A third connection holds the plan until both wait for it, so that they
/// really compete; then each test says what happened exactly once.</summary>
public sealed class RaceTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private static readonly ImmutableDictionary<string, object?> Nothing = ImmutableDictionary<string, object?>.Empty;

    private readonly Acting one = new(region);
    private ServiceProvider second = null!;
    private Acting other = null!;

    public ValueTask InitializeAsync()
    {
        second = DemoRegionFixture.Provide(region.ConnectionString + ";Application Name=second", region.Clock);
        other = new Acting(second, region.Clock);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await second.DisposeAsync();

    [Fact]
    public async Task Competing_join_the_two_branches_end_together_and_what_follows_opens_once()
    {
        await one.PublishAsync(new SmallProcess("joins").Start().Parallel("fork").Step("left").Step("right").Parallel("both").Step("after").End()
            .Path("start fork left both after end").Path("fork right both"));
        var plan = await one.RunningAsync("joins");
        var (left, right) = (await one.StepAsync(plan, "left"), await one.StepAsync(plan, "right"));

        var done = await AtOnceAsync(plan, () => CompleteAsync(one, left), () => CompleteAsync(other, right));

        (done.First.IsDone, done.Then.IsDone).ShouldBe((true, true));
        (await one.OpenStepsAsync(plan)).ShouldHaveSingleItem().ElementId.ShouldBe("after");
        (await one.EnteredAsync(plan, "after")).ShouldBe(1, "the join was taken exactly once");
    }

    [Fact]
    public async Task Competing_fork_a_step_completed_twice_at_once_forks_once()
    {
        await one.PublishAsync(new SmallProcess("forks").Start().Step("first").Parallel("fork").Step("left").Step("right").End("l").End("r")
            .Path("start first fork left l").Path("fork right r"));
        var plan = await one.RunningAsync("forks");
        var first = await one.StepAsync(plan, "first");

        var (once, twice) = await AtOnceAsync(plan, () => CompleteAsync(one, first), () => CompleteAsync(other, first));

        (once.IsDone, twice.IsDone).ShouldBe((true, true), "a double click is answered twice and done once");
        (await one.OpenStepsAsync(plan)).Select(s => s.ElementId).Order().ShouldBe(["left", "right"]);
        (await one.EnteredAsync(plan, "fork")).ShouldBe(1, "the fork was taken exactly once");
    }

    [Fact]
    public async Task Competing_completion_and_timer_one_of_the_two_ways_is_taken()
    {
        await one.PublishAsync(new SmallProcess("late").Start().Step("work").Task("done").Task("given-up").End().End("e2").Instead("limit", "work", "PT1H")
            .Path("start work done end").Path("limit given-up e2"));
        var plan = await one.RunningAsync("late");
        var work = await one.StepAsync(plan, "work");
        region.Clock.Now += Duration.FromHours(1);

        var (done, fired) = await AtOnceAsync(plan, () => CompleteAsync(one, work), () => FireAsync(second));

        fired.ShouldBeGreaterThan(0, "the timer was claimed while the step was being completed");
        var ways = (Done: await one.EnteredAsync(plan, "done"), GivenUp: await one.EnteredAsync(plan, "given-up"));
        (ways.Done + ways.GivenUp).ShouldBe(1, "exactly one way out of the step");
        done.IsDone.ShouldBe(ways.Done == 1, "whoever is told it is done, it is done");
        (await one.TimersAsync(plan)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Competing_messages_a_waiting_task_hears_exactly_one()
    {
        await one.PublishAsync(new SmallProcess("receive").Start().Receive("wait", "answer").Step("after").End().Path("start wait after end"));
        var plan = await one.RunningAsync("receive");

        var heard = await AtOnceAsync(plan, () => TellAsync(one, plan, "answer"), () => TellAsync(other, plan, "answer"));

        (heard.First + heard.Then).ShouldBe(1, "one message reached it, the other is told that nobody waits");
        (await one.EnteredAsync(plan, "after")).ShouldBe(1);
        (await one.ReadAsync(db => db.Set<WorkflowSubscription>().CountAsync(s => s.PlanId == plan))).ShouldBe(0);
    }

    [Fact]
    public async Task Competing_correlation_of_two_names_each_message_reaches_its_own_receiver_once()
    {
        await one.PublishAsync(new SmallProcess("correlate").Start().Parallel("fork").Receive("bed", "bed-answer").Receive("police", "police-answer").Parallel("both").Step("after").End()
            .Path("start fork bed both after end").Path("fork police both"));
        var plan = await one.RunningAsync("correlate");

        var heard = await AtOnceAsync(plan, () => TellAsync(one, plan, "bed-answer"), () => TellAsync(other, plan, "police-answer"));

        heard.ShouldBe((1, 1));
        (await one.EnteredAsync(plan, "after")).ShouldBe(1, "and the join behind them was taken exactly once");
    }

    [Fact]
    public async Task Competing_acquisition_no_timer_is_claimed_twice_and_the_loser_does_not_fail()
    {
        await one.PublishAsync(new SmallProcess("many").Start().Parallel("fork").Wait("a", "PT1H").Wait("b", "PT1H").Wait("c", "PT1H").End("x").End("y").End("z")
            .Path("start fork a x").Path("fork b y").Path("fork c z"));
        var plan = await one.RunningAsync("many");
        region.Clock.Now += Duration.FromHours(1);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(n =>
            (n % 2 == 0 ? one : other).WithAsync<ClaimDueTimers, IReadOnlyList<ClaimedTimer>>(c => c.RunAsync(Guid.CreateVersion7(), 10, default))));

        var ours = claims.SelectMany(c => c).Where(c => c.PlanId == plan).ToList();
        ours.Count.ShouldBe(3);
        ours.Select(c => c.Id).Distinct().Count().ShouldBe(3, "each claimed exactly once");
    }

    [Fact]
    public async Task Acquired_then_cancelled_a_claimed_timer_whose_step_closed_does_nothing_and_spends_no_attempt()
    {
        await one.PublishAsync(new SmallProcess("cancelled").Start().Step("work").Task("given-up").End().End("e2").Instead("limit", "work", "PT1H").Path("start work end").Path("limit given-up e2"));
        var plan = await one.RunningAsync("cancelled");
        region.Clock.Now += Duration.FromHours(1);
        var worker = Guid.CreateVersion7();
        var claimed = (await other.WithAsync<ClaimDueTimers, IReadOnlyList<ClaimedTimer>>(c => c.RunAsync(worker, 50, default))).Single(c => c.PlanId == plan);
        (await CompleteAsync(one, await one.StepAsync(plan, "work"))).IsDone.ShouldBeTrue();
        var history = await HistoryAsync(plan);

        var result = await other.WithAsync<FireTimer, IReadOnlyList<TimerResult>>(f => f.RunAsync([claimed], worker, default));

        result.ShouldBe([TimerResult.LostRace]);
        (await one.EnteredAsync(plan, "given-up")).ShouldBe(0);
        (await HistoryAsync(plan)).ShouldBe(history, "nothing was written");
        (await one.ReadAsync(db => db.Set<WorkflowIncident>().CountAsync(i => i.PlanId == plan))).ShouldBe(0);
    }

    [Fact]
    public async Task Competing_parent_completion_two_called_processes_end_together_and_their_caller_goes_on_once()
    {
        await one.PublishAsync(new SmallProcess("child").Start().Step("inside").End().Path("start inside end"));
        await one.PublishAsync(new SmallProcess("parent").Start().Parallel("fork").Call("left", "child").Call("right", "child").Parallel("both").Step("after").End()
            .Path("start fork left both after end").Path("fork right both"));
        var plan = await one.RunningAsync("parent");
        var inside = await one.OpenStepsAsync(plan);
        inside.Count.ShouldBe(2);

        var done = await AtOnceAsync(plan, () => CompleteAsync(one, inside[0]), () => CompleteAsync(other, inside[1]));

        (done.First.IsDone, done.Then.IsDone).ShouldBe((true, true));
        (await one.EnteredAsync(plan, "after")).ShouldBe(1, "the caller went on exactly once");
        var instances = await one.ReadAsync(db => db.Set<WorkflowInstance>().Where(i => i.PlanId == plan).OrderBy(i => i.ProcessId).Select(i => i.ProcessId + ":" + i.Status).ToListAsync());
        instances.ShouldBe(["child:Ended", "child:Ended", "parent:Running"]);
    }

    /// <summary>Holds the plan's row until both acts wait for it.</summary>
    private async Task<(T1 First, T2 Then)> AtOnceAsync<T1, T2>(ReleasePlanId plan, Func<Task<T1>> first, Func<Task<T2>> then)
    {
        await using var holder = await OpenAsync();
        // what the server says about its sessions stays the same within a transaction, so another connection looks
        await using var watcher = await OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select 1 from release_plans where id = $1 for update", holder) { Parameters = { new() { Value = plan.Value } } }) { await hold.ExecuteNonQueryAsync(); }
        var (a, b) = (first(), then());
        await using var waiting = new NpgsqlCommand("select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'", watcher);
        while ((long)(await waiting.ExecuteScalarAsync())! < 2)
        {
            if (a.IsCompleted) { throw new InvalidOperationException("The first act did not wait, so it did not compete.", a.Exception); }
            if (b.IsCompleted) { throw new InvalidOperationException("The second act did not wait, so it did not compete.", b.Exception); }
        }
        await transaction.RollbackAsync();
        return (await a, await b);
    }

    private async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(region.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<Outcome<WorkItem>> CompleteAsync(Acting acting, WorkItem item)
    {
        var actor = await acting.ActorAsync(item.OwnerId!.Value);
        return await acting.WithAsync<CompleteWorkItem, Outcome<WorkItem>>(c => c.RunAsync(item.Id, "done", new Dictionary<string, string?> { ["spokeWith"] = "Somebody" }, null, actor, default));
    }

    private async Task<int> TellAsync(Acting acting, ReleasePlanId id, string message)
    {
        await using var scope = acting.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var plan = (await db.LockPlanAsync(id, default))!;
        var heard = await scope.ServiceProvider.GetRequiredService<DeliverMessage>().RunAsync(plan, message, Nothing, Actor.Service, region.Clock.Now, default);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return heard;
    }

    private static Task<int> FireAsync(IServiceProvider services) => services.GetRequiredService<FireDueTimers>().RunAsync(Guid.CreateVersion7(), 50, 1, CancellationToken.None);

    private Task<int> HistoryAsync(ReleasePlanId plan) => one.ReadAsync(db => db.Set<WorkflowHistory>().CountAsync(h => h.PlanId == plan));
}

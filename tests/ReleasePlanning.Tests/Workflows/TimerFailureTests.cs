using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using Npgsql;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Tests.Workflows;

/// <summary>What becomes of a timer whose firing fails: nothing of it stays, it is tried again at growing distances, and in the end a person is asked.</summary>
public sealed class TimerFailureTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly Moody task = new();
    private readonly TestClock clock = new(DemoRegionFixture.Today);
    private ServiceProvider services = null!;
    private string connectionString = "";
    private Acting acting = null!;

    public async ValueTask InitializeAsync()
    {
        connectionString = await postgres.NewDatabaseAsync();
        services = DemoRegionFixture.Provide(connectionString, clock, task);
        acting = new Acting(services, clock);
        await acting.WithAsync<DemoRegion, bool>(d => d.RunAsync(CancellationToken.None));
        await acting.PublishAsync(new SmallProcess("ticking").Start().Step("work").End().Path("start work end")
            .Beside("tick", "work", "R3/PT1H", "Cycle").Service("act", Moody.Name).End("told").Path("tick act told"));
    }

    public async ValueTask DisposeAsync() => await services.DisposeAsync();

    [Fact]
    public async Task A_firing_that_fails_leaves_its_timer_and_writes_no_next_one_and_the_chain_goes_on_when_it_succeeds()
    {
        var plan = await acting.RunningAsync("ticking");
        var armed = (await acting.TimersAsync(plan)).ShouldHaveSingleItem();
        clock.Now = armed.DueAt;
        task.IsBroken = true;

        (await RoundAsync()).ShouldBe(1);

        var kept = (await acting.TimersAsync(plan)).ShouldHaveSingleItem("the repetition is written by the transaction that fires, and that was rolled back");
        (kept.Id, kept.DueAt, kept.Attempts, kept.RepeatLeft).ShouldBe((armed.Id, armed.DueAt, 1, 2));
        (await acting.EnteredAsync(plan, "act")).ShouldBe(0);
        task.IsBroken = false;
        clock.Now += RecordTimerFailure.Pauses[0];
        await acting.FireDueAsync();
        var next = (await acting.TimersAsync(plan)).ShouldHaveSingleItem();
        (next.DueAt, next.Attempts, next.RepeatLeft).ShouldBe((armed.DueAt + Duration.FromHours(1), 0, 1));
        (await acting.EnteredAsync(plan, "act")).ShouldBe(1);
    }

    [Fact]
    public async Task After_growing_pauses_a_person_is_asked_and_a_retry_gives_fresh_attempts()
    {
        var plan = await acting.RunningAsync("ticking");
        var armed = (await acting.TimersAsync(plan)).Single();
        clock.Now = armed.DueAt;
        task.IsBroken = true;
        for (var attempt = 1; attempt <= RecordTimerFailure.MostAttempts; attempt++)
        {
            (await RoundAsync()).ShouldBe(1, $"attempt {attempt}");
            (await acting.TimersAsync(plan)).Single().Attempts.ShouldBe(attempt);
            (await RoundAsync()).ShouldBe(0, "it rests");
            if (attempt == RecordTimerFailure.MostAttempts) { break; }
            clock.Now += RecordTimerFailure.Pauses[attempt - 1] - Duration.FromSeconds(1);
            (await RoundAsync()).ShouldBe(0, $"the pause after attempt {attempt} is not over");
            clock.Now += Duration.FromSeconds(1);
        }
        clock.Now += Duration.FromDays(3);
        (await RoundAsync()).ShouldBe(0, "parked until a person acts");
        var incident = await acting.ReadAsync(db => db.Set<WorkflowIncident>().SingleAsync(i => i.PlanId == plan));
        (incident.TimerId, incident.ElementId).ShouldBe((armed.Id, "tick"));
        incident.MessageEn.ShouldContain(Moody.Complaint);
        incident.MessageFr.ShouldNotBe(incident.MessageEn);

        task.IsBroken = false;
        var administrator = await acting.ActorAsync(await acting.ReadAsync(db => db.Set<StaffRole>().Where(r => r.Role == Roles.Administrator).Select(r => r.StaffId).FirstAsync()));
        (await acting.WithAsync<RetryIncident, Outcome<WorkflowIncident>>(r => r.RunAsync(incident.Id, "The printer is back", administrator, default))).IsDone.ShouldBeTrue();

        var back = (await acting.TimersAsync(plan)).ShouldHaveSingleItem();
        (back.Id, back.Attempts, back.Parked).ShouldBe((armed.Id, 0, false));
        (await RoundAsync()).ShouldBe(1);
        (await acting.EnteredAsync(plan, "act")).ShouldBe(1);
        (await acting.ReadAsync(db => db.Set<WorkflowTimer>().AnyAsync(t => t.Id == armed.Id))).ShouldBeFalse();
    }

    [Fact]
    public async Task A_timer_that_cannot_fire_holds_up_neither_its_own_plan_nor_the_ones_behind_it()
    {
        await acting.PublishAsync(new SmallProcess("mixed").Start().Parallel("fork").Wait("bad", "PT1H").Wait("good", "PT2H").Service("act", Moody.Name).Task("fine").End().End("end2")
            .Path("start fork bad act end").Path("fork good fine end2"));
        var poisoned = await acting.RunningAsync("mixed");
        var behind = await acting.RunningAsync("mixed");
        task.IsBroken = true;
        clock.Now += Duration.FromHours(3);

        await RoundAsync();

        foreach (var plan in new[] { poisoned, behind })
        {
            (await acting.EnteredAsync(plan, "fine")).ShouldBe(1, "claimed together with the one that failed, fired without it");
            (await acting.TimersAsync(plan)).ShouldHaveSingleItem().ElementId.ShouldBe("bad");
        }
    }

    [Fact]
    public async Task A_lock_that_cannot_be_had_is_no_attempt_and_the_lease_is_given_back()
    {
        var plan = await acting.RunningAsync("ticking");
        var armed = (await acting.TimersAsync(plan)).Single();
        clock.Now = armed.DueAt;
        await using var hurried = DemoRegionFixture.Provide(connectionString + ";Options=-c lock_timeout=50", clock, task);
        await using (var holder = new NpgsqlConnection(connectionString))
        {
            await holder.OpenAsync();
            await using var transaction = await holder.BeginTransactionAsync();
            await using (var hold = new NpgsqlCommand("select 1 from release_plans where id = $1 for update", holder) { Parameters = { new() { Value = plan.Value } } }) { await hold.ExecuteNonQueryAsync(); }
            (await hurried.GetRequiredService<FireDueTimers>().RunAsync(Guid.CreateVersion7(), 10, 1, default)).ShouldBe(1);
        }

        var back = (await acting.TimersAsync(plan)).ShouldHaveSingleItem();
        (back.Id, back.Attempts, back.LastError, back.LockOwner, back.LockUntil).ShouldBe((armed.Id, 0, null, null, clock.Now + PutTimersBack.Breath));
        clock.Now += PutTimersBack.Breath;
        (await RoundAsync()).ShouldBe(1, "after a breath, not after the lease");
        (await acting.EnteredAsync(plan, "act")).ShouldBe(1);
    }

    [Fact]
    public async Task A_plan_that_somebody_holds_keeps_no_other_waiting_and_is_fired_when_it_is_free()
    {
        var (held, free) = (await acting.RunningAsync("ticking"), await acting.RunningAsync("ticking"));
        clock.Now += Duration.FromHours(1);
        await using var holder = new NpgsqlConnection(connectionString);
        await holder.OpenAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select 1 from release_plans where id = $1 for update", holder) { Parameters = { new() { Value = held.Value } } }) { await hold.ExecuteNonQueryAsync(); }

        var round = RoundAsync();
        while (await acting.EnteredAsync(free, "act") == 0) { round.IsCompleted.ShouldBeFalse("one of its plans is held"); }
        (await acting.EnteredAsync(held, "act")).ShouldBe(0);
        await transaction.RollbackAsync();

        (await round).ShouldBe(2);
        (await acting.EnteredAsync(held, "act"), await acting.EnteredAsync(free, "act")).ShouldBe((1, 1));
        foreach (var plan in new[] { held, free }) { (await acting.TimersAsync(plan)).ShouldHaveSingleItem().Attempts.ShouldBe(0); }
    }

    private Task<int> RoundAsync() => services.GetRequiredService<FireDueTimers>().RunAsync(Guid.CreateVersion7(), 50, 1, CancellationToken.None);

    /// <summary>An activity that fails while it is told to.</summary>
    private sealed class Moody : IServiceTask
    {
        public const string Name = "Test.Moody";
        public const string Complaint = "The printer is on fire.";

        public bool IsBroken { get; set; }
        public string ActivityType => Name;
        public Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct) =>
            IsBroken ? throw new InvalidDataException(Complaint) : Task.FromResult(ServiceTaskResult.Done);
    }
}

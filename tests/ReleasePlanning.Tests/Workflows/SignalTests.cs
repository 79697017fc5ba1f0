using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Tests.Givens;
using ReleasePlanning.Workflows;
using static ReleasePlanning.Tests.Givens.OwnDiagrams;

namespace ReleasePlanning.Tests.Workflows;

public sealed class SignalTests(DemoRegionFixture region) : IClassFixture<DemoRegionFixture>, IAsyncLifetime
{
    private const string Declared = """<b:signal id="S" name="storm"/>""";
    private const string Definition = """<b:signalEventDefinition signalRef="S"/>""";

    private readonly Acting acting = new(region);

    public async ValueTask InitializeAsync()
    {
        await acting.PublishAsync(File("throws-storm", Start + Step("Look") + $"""<b:intermediateThrowEvent id="Throw">{Definition}</b:intermediateThrowEvent>""" + End + Path("start Look Throw end"), Declared));
        await acting.PublishAsync(File("hears-storm", Start + $"""<b:intermediateCatchEvent id="Wait">{Definition}</b:intermediateCatchEvent>""" + Step("Act") + End + Path("start Wait Act end"), Declared));
        // an event sub-process of the process itself waits on no token
        await acting.PublishAsync(File("minds-storm", Start + Step("Work") + End + Path("start Work end")
            + $"""<b:subProcess id="Storm" triggeredByEvent="true"><b:startEvent id="Heard" isInterrupting="false">{Definition}</b:startEvent>{Step("Warn")}<b:endEvent id="warned"/>{Path("Heard Warn warned")}</b:subProcess>""", Declared));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_signal_reaches_its_own_plan_at_once_and_every_other_plan_once_each_in_a_transaction_of_its_own()
    {
        var (here, there) = (await acting.APlanAsync(), await acting.APlanAsync());
        var near = await acting.StartAsync(here, "hears-storm");
        var far = await acting.StartAsync(there, "minds-storm");
        var throwing = await acting.StartAsync(here, "throws-storm");

        (await acting.CompleteAsync(region, (await acting.StepsOfAsync(throwing.Id)).Single())).Problems.ShouldBeEmpty();

        (await acting.StandsAtAsync(near.Id)).ShouldBe(["Act"]);
        (await acting.StandsAtAsync(far.Id)).ShouldBe(["Work"], "not yet: its plan is another lock");
        (await acting.ReadAsync(db => db.Set<SignalDelivery>().CountAsync(d => d.PlanId == there.Id))).ShouldBe(1);
        (await acting.ReadAsync(db => db.Set<SignalDelivery>().CountAsync(d => d.PlanId == here.Id))).ShouldBe(0, "it has heard");
        (await DeliverAsync()).ShouldBeGreaterThan(0);
        (await acting.StandsAtAsync(far.Id)).ShouldBe(["Storm", "Warn", "Work"]);
        (await DeliverAsync()).ShouldBe(0);
        (await acting.StepsOfAsync(far.Id)).Count(s => s.ElementId == "Warn").ShouldBe(1);
    }

    [Fact]
    public async Task A_process_that_begins_with_a_signal_starts_once_in_every_open_plan()
    {
        var (here, there) = (await acting.APlanAsync(), await acting.APlanAsync());
        await acting.PublishAsync(File("begins-with-flood", $"""<b:startEvent id="Flood"><b:signalEventDefinition signalRef="F"/></b:startEvent>""" + Step("Dam") + End + Path("Flood Dam end"), """<b:signal id="F" name="flood"/>"""));
        await acting.PublishAsync(File("throws-flood", Start + Step("Look") + """<b:intermediateThrowEvent id="Throw"><b:signalEventDefinition signalRef="F"/></b:intermediateThrowEvent>""" + End + Path("start Look Throw end"), """<b:signal id="F" name="flood"/>"""));
        var throwing = await acting.StartAsync(here, "throws-flood");

        (await acting.CompleteAsync(region, (await acting.StepsOfAsync(throwing.Id)).Single())).Problems.ShouldBeEmpty();
        (await StartedAsync(here.Id)).ShouldBe(1, "its own plan at once");
        (await StartedAsync(there.Id)).ShouldBe(0);

        while (await DeliverAsync() > 0) { }
        (await StartedAsync(here.Id), await StartedAsync(there.Id)).ShouldBe((1, 1));

        Task<int> StartedAsync(ReleasePlanId plan) => acting.ReadAsync(db => db.Set<WorkflowInstance>().CountAsync(i => i.PlanId == plan && i.ProcessId == "begins-with-flood"));
    }

    [Fact]
    public async Task Two_workers_at_the_same_delivery_bring_it_once()
    {
        var run = await acting.StartAsync(await acting.APlanAsync(), "minds-storm");
        await acting.WithAsync<IServiceProvider, int>(async services =>
        {
            var db = services.GetRequiredService<ReleasePlanningDb>();
            await services.GetRequiredService<ThrowSignal>().ToOtherPlansAsync(null, "storm", System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty, Actor.Service, acting.Clock.Now, default);
            return await db.SaveChangesAsync();
        });
        await using var other = DemoRegionFixture.Provide(region.ConnectionString, region.Clock);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => (i % 2 == 0 ? region.Services : other).GetRequiredService<DeliverSignals>().RunAsync(50, CancellationToken.None)));

        (await acting.StepsOfAsync(run.Id)).Count(s => s.ElementId == "Warn").ShouldBe(1);
        (await acting.ReadAsync(db => db.Set<SignalDelivery>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task A_delivery_that_fails_is_tried_again_later_then_parked_with_an_incident_and_freed_by_a_person()
    {
        var plan = await acting.APlanAsync();
        var run = await acting.StartAsync(plan, "hears-storm");
        await ThrowAsync();
        await acting.ReadAsync(db => db.Set<SignalDelivery>().Where(d => d.PlanId == plan.Id).ExecuteUpdateAsync(s => s.SetProperty(d => d.Variables, "[1]")));

        for (var attempt = 1; attempt <= DeliverSignals.MostAttempts; attempt++)
        {
            await DeliverAsync();
            (await acting.ReadAsync(db => db.Set<SignalDelivery>().SingleAsync(d => d.PlanId == plan.Id))).Attempts.ShouldBe(attempt);
            acting.Clock.Now += Duration.FromMinutes(30);
        }
        await DeliverAsync();
        var parked = await acting.ReadAsync(db => db.Set<SignalDelivery>().SingleAsync(d => d.PlanId == plan.Id));
        (parked.Parked, parked.Attempts).ShouldBe((true, DeliverSignals.MostAttempts));
        var incident = await acting.ReadAsync(db => db.Set<WorkflowIncident>().SingleAsync(i => i.DeliveryId == parked.Id));

        await acting.ReadAsync(db => db.Set<SignalDelivery>().Where(d => d.Id == parked.Id).ExecuteUpdateAsync(s => s.SetProperty(d => d.Variables, "{}")));
        var admin = await acting.AdministratorAsync();
        (await acting.WithAsync<RetryIncident, Outcome<WorkflowIncident>>(r => r.RunAsync(incident.Id, "Mended.", admin, default))).Problems.ShouldBeEmpty();
        await DeliverAsync();

        (await acting.StandsAtAsync(run.Id)).ShouldBe(["Act"]);
    }

    [Fact]
    public async Task A_signal_against_a_completion_leaves_one_legal_state_whoever_comes_first()
    {
        for (var round = 0; round < 8; round++)
        {
            var run = await acting.StartAsync(await acting.APlanAsync(), "minds-storm");
            var step = (await acting.StepsOfAsync(run.Id)).Single();
            await ThrowAsync();

            var completing = Task.Run(() => acting.CompleteAsync(region, step));
            await Task.WhenAll(completing, Task.Run(DeliverAsync));
            await DeliverAsync();

            (await completing).Problems.ShouldBeEmpty();
            var warned = (await acting.StepsOfAsync(run.Id)).Any(s => s.ElementId == "Warn");
            (await acting.RunOfAsync(run.Id)).Status.ShouldBe(warned ? InstanceStatus.Running : InstanceStatus.Ended);
            (await acting.ReadAsync(db => db.Set<WorkflowSubscription>().CountAsync(s => s.InstanceId == run.Id))).ShouldBe(warned ? 1 : 0);
            (await acting.IncidentsOfAsync(run.Id)).ShouldBeEmpty();
        }
    }

    private Task<int> ThrowAsync() => acting.WithAsync<IServiceProvider, int>(async services =>
    {
        var db = services.GetRequiredService<ReleasePlanningDb>();
        await services.GetRequiredService<ThrowSignal>().ToOtherPlansAsync(null, "storm", System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty, Actor.Service, acting.Clock.Now, default);
        return await db.SaveChangesAsync();
    });

    private Task<int> DeliverAsync() => region.Services.GetRequiredService<DeliverSignals>().RunAsync(50, CancellationToken.None);
}

using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class BoundaryEventTests
{
    [Fact]
    public void The_first_of_three_interrupting_timers_wins_and_disarms_the_others() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("firstTask", "secondTask", "thirdTask", "fourthTask").End()
            .OnTimer("after1h", "firstTask", "PT1H").OnTimer("after2h", "firstTask", "PT2H").OnTimer("after3h", "firstTask", "PT3H")
            .Path("start firstTask end").Path("after1h thirdTask end").Path("after2h fourthTask end").Path("after3h secondTask end")),
        run =>
        {
            run.Start().Timers.ShouldBe("after1h after2h after3h");
            run.Wait(Duration.FromSeconds(3605)).Timers.ShouldBe("");
            run.WorkItems.ShouldBe("thirdTask");
        });

    private static readonly string Reminders = Draw.Process(d => d.Start().User("work", "reminded").End()
        .OnTimer("hourly", "work", "R/PT1H", false, "Cycle").Path("start work end").Path("hourly reminded end"));

    [Fact]
    public void A_repeating_timer_goes_on_until_its_activity_is_done() => ProcessRun.Play(Reminders, run =>
    {
        run.Start().Wait(Duration.FromMinutes(61)).WorkItems.ShouldBe("reminded work");
        run.Wait(Duration.FromMinutes(60)).WorkItems.ShouldBe("reminded reminded work");
        run.Complete("work").Timers.ShouldBe("");
        run.Wait(Duration.FromHours(5)).WorkItems.ShouldBe("reminded reminded");
        run.Complete("reminded").Complete("reminded").State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_counted_repetition_fires_as_often_as_it_says() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work", "reminded").End().OnTimer("thrice", "work", "R3/PT10M", false, "Cycle").Path("start work end").Path("thrice reminded end")),
        run =>
        {
            run.Start().Wait(Duration.FromHours(10)).WorkItems.ShouldBe("reminded reminded reminded work");
            run.Timers.ShouldBe("");
        });

    [Fact]
    public void A_repetition_that_interrupts_has_only_its_first_firing() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work").End().OnTimer("late", "work", "R3/PT1H", true, "Cycle").Path("start work end").Path("late end")),
        run => run.Start().OpenedFor("late").ShouldBeOfType<Effect.ArmTimer>().Repeat.ShouldBeNull());

    [Fact]
    public void Months_are_counted_from_the_first_firing_so_that_month_ends_do_not_drift() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work").End().Task("note").OnTimer("monthly", "work", "R/2027-01-31T09:00:00Z/P1M", false, "Cycle").Path("start work end").Path("monthly note end")),
        run =>
        {
            run.Start();
            var due = new List<string>();
            for (var i = 0; i < 4; i++)
            {
                due.Add(run.Due().Single().At.InUtc().Date.ToString("MM-dd", null));
                run.Fire("monthly");
            }
            due.ShouldBe(["01-31", "02-28", "03-31", "04-30"]);
        });

    [Fact]
    public void A_single_timer_that_does_not_interrupt_fires_once_beside_the_work() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work", "escalated").End().OnTimer("late", "work", "PT1H", false).Path("start work end").Path("late escalated end")),
        run =>
        {
            run.Start().Wait(Duration.FromHours(3)).WorkItems.ShouldBe("escalated work");
            run.Timers.ShouldBe("");
            run.Complete("work").State.Ended.ShouldBeFalse();
            run.Complete("escalated").State.Ended.ShouldBeTrue();
        });

    private static string OnMessage(bool interrupts) => Draw.Process(d => d.Start().User("task", "afterMessage", "afterTask").End()
        .OnMessage("told", "task", "news", interrupts).Path("start task afterTask end").Path("told afterMessage end"));

    [Fact]
    public void A_message_interrupts_the_task_it_is_on() => ProcessRun.Play(OnMessage(true), run =>
    {
        run.Start().Subscriptions.ShouldBe("told");
        run.Message("told", ("by", "phone")).WorkItems.ShouldBe("afterMessage");
        run.Subscriptions.ShouldBe("");
        run.State.Variables["by"].ShouldBe("phone");
    });

    [Fact]
    public void Completing_the_task_ends_the_subscription_in_the_same_step() => ProcessRun.Play(OnMessage(true), run =>
    {
        run.Start().Complete("task").Subscriptions.ShouldBe("");
        run.WorkItems.ShouldBe("afterTask");
        run.Last!.Effects[0].ShouldBeOfType<Effect.Unsubscribe>();
    });

    [Fact]
    public void A_message_that_does_not_interrupt_stays_subscribed() => ProcessRun.Play(OnMessage(false), run =>
    {
        run.Start().Message("told").WorkItems.ShouldBe("afterMessage task");
        run.Subscriptions.ShouldBe("told");
        run.Message("told").WorkItems.ShouldBe("afterMessage afterMessage task");
        run.Complete("task").Subscriptions.ShouldBe("");
    });

    [Fact]
    public void Boundary_events_are_armed_before_the_work_they_guard_begins() => ProcessRun.Play(
        Draw.Process(d => d.Start().Service("call").End().OnTimer("late", "call", "PT1H").Path("start call end").Path("late end")),
        run =>
        {
            run.Start();
            run.Last!.Effects.Select(e => e.GetType().Name).ShouldBe(["ArmTimer", "RunServiceTask"]);
            run.Return("call").IsAllClosed.ShouldBeTrue();
        });

    [Fact]
    public void A_message_can_interrupt_a_receive_task_that_waits_for_another() => ProcessRun.Play(
        Draw.Process(d => d.Start().Receive("wait", "answer").User("gaveUp").End().OnMessage("withdrawn", "wait", "stop").OnTimer("late", "wait", "PT1H", false).Task("nudge")
            .Path("start wait end").Path("withdrawn gaveUp end").Path("late nudge end")),
        run =>
        {
            run.Start().Subscriptions.ShouldBe("wait withdrawn");
            run.Wait(Duration.FromHours(2)).Message("withdrawn").WorkItems.ShouldBe("gaveUp");
            run.Subscriptions.ShouldBe("");
        });

    [Fact]
    public void The_path_tells_interruption_from_leaving() => ProcessRun.Play(OnMessage(true), run =>
    {
        run.Start().Message("told");
        run.Last!.Path.Select(p => $"{p.Kind} {p.ElementId}").ShouldBe(
            ["Interrupted task", "Entered told", "Left told", "FlowTaken told-afterMessage", "Entered afterMessage"]);
    });
}

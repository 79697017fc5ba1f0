using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class EventSubProcessTests
{
    private static string InProcess(string definition, bool interrupts) => Draw.Process(d => d.Start().User("work").End().Path("start work end")
        .Aside("aside", definition, a => a.User("handle").End("handled").Path("aside-start handle handled"), interrupts));

    [Fact]
    public void A_message_beside_the_flow_adds_a_branch_and_stays_open_for_the_next() => ProcessRun.Play(InProcess(Draw.Message("news"), interrupts: false), run =>
    {
        run.Start().Subscriptions.ShouldBe("aside-start");
        run.Message("aside-start").Message("aside-start").WorkItems.ShouldBe("handle handle work");
        run.Complete("work").Complete("handle").State.Ended.ShouldBeFalse();
        run.Complete("handle").State.Ended.ShouldBeTrue();
        run.IsAllClosed.ShouldBeTrue();
    });

    [Fact]
    public void Without_it_the_process_ends_and_stops_waiting() => ProcessRun.Play(InProcess(Draw.Message("news"), interrupts: false), run =>
    {
        run.Start().Complete("work").State.Ended.ShouldBeTrue();
        run.IsAllClosed.ShouldBeTrue();
    });

    [Theory]
    [MemberData(nameof(Interrupting))]
    public void One_that_interrupts_ends_the_flow_and_listens_no_longer(string definition, string how) => ProcessRun.Play(InProcess(definition, interrupts: true), run =>
    {
        run.Start(("ready", false));
        _ = how switch { "message" => run.Message("aside-start"), "signal" => run.Signal("news"), "timer" => run.Fire("aside-start"), _ => run.Set("ready", true) };
        run.WorkItems.ShouldBe("handle");
        run.State.Waits.ShouldHaveSingleItem().Wait.Kind.ShouldBe(WaitKind.WorkItem);
        run.Complete("handle").State.Ended.ShouldBeTrue();
    });

    public static TheoryData<string, string> Interrupting() => new()
    {
        { Draw.Message("news"), "message" }, { Draw.Signal("news"), "signal" }, { Draw.After("PT1H"), "timer" }, { Draw.When("ready = true"), "condition" }
    };

    [Fact]
    public void A_repeating_timer_beside_the_flow_repeats_until_the_scope_is_done() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Sub("scope", s => s.Start("in").User("work").End("out").Path("in work out").Aside("aside", Draw.After("R/PT1H", "Cycle"), a => a.Task("note").End("noted").Path("aside-start note noted"), false))
        .User("after").End().Path("start scope after end")), run =>
    {
        run.Start().Wait(NodaTime.Duration.FromMinutes(150));
        run.Path.Count(p => p.Kind == PathKind.Entered && p.ElementId == "note").ShouldBe(2);
        run.Complete("work").Timers.ShouldBeEmpty();
        run.WorkItems.ShouldBe("after");
    });

    [Fact]
    public void The_scope_waits_for_what_runs_beside_it() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Sub("scope", s => s.Start("in").User("work").End("out").Path("in work out").Aside("aside", Draw.Signal("news"), a => a.User("handle").End("handled").Path("aside-start handle handled"), false))
        .User("after").End().Path("start scope after end")), run =>
        run.Start().Signal("news").Complete("work").WorkItems.ShouldBe("handle"));

    [Fact]
    public void An_interruption_leaves_the_boundary_events_of_the_scope_open() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Sub("scope", s => s.Start("in").User("work").End("out").Path("in work out").Aside("aside", Draw.Signal("news"), a => a.User("handle").End("handled").Path("aside-start handle handled")))
        .OnTimer("late", "scope", "PT1H").User("after", "tooLate").End().Path("start scope after end").Path("late tooLate end")), run =>
    {
        run.Start().Signal("news").Timers.ShouldBe("late");
        run.Fire("late").WorkItems.ShouldBe("tooLate");
    });

    [Fact]
    public void A_condition_happens_at_every_change_while_it_holds() => ProcessRun.Play(InProcess(Draw.When("level > 3"), interrupts: false), run =>
    {
        run.Start(("level", 1)).WorkItems.ShouldBe("work");
        run.Set("level", 4).WorkItems.ShouldBe("handle work");
        run.Set("level", 2).WorkItems.ShouldBe("handle work");
        run.Set("level", 5).WorkItems.ShouldBe("handle handle work");
    });
}

using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class IncidentTests
{
    private static readonly string Routed = Draw.Process(d => d.Start().User("ask").Exclusive("which").User("small", "big").End().OnTimer("late", "ask", "PT1H", false)
        .Task("nudge").Path("start ask which").Flow("which", "small", "n = 1").Flow("which", "big", "n = 2").Path("small end").Path("big end").Path("late nudge end"));

    [Fact]
    public void No_way_out_in_a_running_process_is_an_incident_and_the_token_stays() => ProcessRun.Play(Routed, run =>
    {
        run.Start().Complete("ask", null, ("n", 7));
        var incident = run.Incidents.ShouldHaveSingleItem();
        incident.ElementId.ShouldBe("which");
        incident.MessageFr.ShouldStartWith("Aucune condition");
        run.State.TokensAt("which").ShouldHaveSingleItem().Stuck.ShouldBe(StuckAt.Leaving);
        run.IsAllClosed.ShouldBeTrue("the step before is done, and its timer with it");
    });

    [Fact]
    public void A_retry_after_the_variables_were_put_right_goes_on() => ProcessRun.Play(Routed, run =>
    {
        run.Start().Complete("ask", null, ("n", 7)).Retry();
        run.Incidents.Count.ShouldBe(2, "nothing has changed yet");
        run.Take(new Trigger.VariablesChanged(System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty.Add("n", 2)));
        run.Retry().WorkItems.ShouldBe("big");
        run.Incidents.Count.ShouldBe(2);
    });

    [Fact]
    public void A_condition_that_is_neither_true_nor_false_is_an_incident() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("ask").Exclusive("which", "which-no").User("yes", "no").End().Path("start ask which").Flow("which", "yes", "n + 1").Path("which no end").Path("yes end")),
        run => run.Start().Complete("ask", null, ("n", 7)).Incidents.ShouldHaveSingleItem().Message.ShouldContain("8"));

    [Fact]
    public void A_failed_service_task_is_an_incident_and_can_be_run_again() => ProcessRun.Play(
        Draw.Process(d => d.Start().Service("call").OnTimer("late", "call", "PT1H").End().Path("start call end").Path("late end")),
        run =>
        {
            run.Start().Fail("call").Incidents.ShouldHaveSingleItem().Message.ShouldBe("E1: It failed.");
            run.Timers.ShouldBe("late");
            run.Retry().Last!.Effects.ShouldHaveSingleItem().ShouldBeOfType<Effect.RunServiceTask>();
            run.State.Tokens.ShouldAllBe(t => t.Stuck == null);
            run.Return("call").State.Ended.ShouldBeTrue();
        });

    [Fact]
    public void A_boundary_timer_still_rescues_a_failed_service_task() => ProcessRun.Play(
        Draw.Process(d => d.Start().Service("call").OnTimer("late", "call", "PT1H").User("byHand").End().Path("start call end").Path("late byHand end")),
        run => run.Start().Fail("call").Fire("late").WorkItems.ShouldBe("byHand"));

    [Fact]
    public void A_timer_expression_that_gives_no_time_opens_nothing_until_it_does() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("first", "guarded").OnTimer("a", "guarded", "PT1H").OnTimer("b", "guarded", "= wait").End()
            .Path("start first guarded end").Path("a end").Path("b end")),
        run =>
        {
            run.Start().Complete("first").Incidents.ShouldHaveSingleItem().ElementId.ShouldBe("guarded");
            run.IsAllClosed.ShouldBeTrue("not even the timer that could have been armed");
            run.Take(new Trigger.VariablesChanged(System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty.Add("wait", "PT2H")));
            run.Retry().Timers.ShouldBe("a b");
            run.Path.Count(p => p is { Kind: PathKind.Entered, ElementId: "guarded" }).ShouldBe(1);
        });

    [Fact]
    public void A_message_key_without_value_is_an_incident_because_no_key_would_match_anything() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("first").CatchMessage("wait", "go", "planId").End().Path("start first wait end")),
        run =>
        {
            run.Start().Complete("first").Incidents.ShouldHaveSingleItem().ElementId.ShouldBe("wait");
            run.Subscriptions.ShouldBe("");
        });

    private static readonly string Circle = Draw.Process(d => d.Start().User("ask").Exclusive("again", "again-end").Send("tell", "x").End()
        .Path("start ask again").Flow("again", "tell", "n = 1").Path("tell again end"));

    [Fact]
    public void A_circle_without_a_wait_is_an_incident_and_none_of_its_moves_is_kept() => ProcessRun.Play(Circle, run =>
    {
        run.Start().Complete("ask", null, ("n", 1));
        run.Incidents.ShouldHaveSingleItem().ElementId.ShouldBe("ask");
        run.Thrown.ShouldBeEmpty();
        run.State.Tokens.ShouldHaveSingleItem().Stuck.ShouldBe(StuckAt.Leaving);
        run.Take(new Trigger.VariablesChanged(System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty.Add("n", 2)));
        run.Retry().State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_circle_that_also_multiplies_is_stopped_as_well() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("ask").Exclusive("in").Parallel("fork").Task("a").Task("b").Path("start ask in fork a in").Path("fork b in")),
        run => run.Start().Complete("ask").Incidents.ShouldHaveSingleItem().ElementId.ShouldBe("ask"));

    [Fact]
    public void A_circle_reached_at_the_start_refuses_the_start() => ProcessRun.Play(
        Draw.Process(d => d.Start().Exclusive("a").Exclusive("b").Path("start a b a")),
        run => Should.Throw<InterpreterException>(() => run.Start()));
}

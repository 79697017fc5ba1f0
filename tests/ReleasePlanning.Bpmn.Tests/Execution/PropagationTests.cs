using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class PropagationTests
{
    private static string Failing(Action<Draw> inside, Action<Draw> around) => Draw.Process(d =>
    {
        d.Start().Sub("scope", s => { s.Start("in").User("work").Events("endEvent", "fails", Draw.Error("E1")).Path("in work fails"); inside(s); }).User("fine").End().Path("start scope fine end");
        around(d);
    });

    [Fact]
    public void An_error_goes_to_the_boundary_event_that_names_it_before_one_that_catches_all() => ProcessRun.Play(
        Failing(_ => { }, d => d.On("any", "scope", Draw.Error()).On("named", "scope", Draw.Error("E1")).User("byAny", "byName").Path("any byAny end").Path("named byName end")),
        run => run.Start().Complete("work").WorkItems.ShouldBe("byName"));

    [Fact]
    public void An_event_sub_process_is_asked_before_the_border() => ProcessRun.Play(
        Failing(s => s.Aside("handle", Draw.Error(), a => a.User("inside").End("handled").Path("handle-start inside handled")),
            d => d.On("named", "scope", Draw.Error("E1")).User("byName").Path("named byName end")),
        run => run.Start().Complete("work").WorkItems.ShouldBe("inside"));

    [Fact]
    public void What_a_handler_throws_again_is_caught_further_out() => ProcessRun.Play(
        Failing(s => s.Aside("handle", Draw.Error("E1"), a => a.User("inside").Events("endEvent", "again", Draw.Error("E1")).Path("handle-start inside again")),
            d => d.On("named", "scope", Draw.Error("E1")).User("byName").Path("named byName end")),
        run => run.Start().Complete("work").Complete("inside").WorkItems.ShouldBe("byName"));

    [Fact]
    public void An_error_nobody_catches_is_an_incident_and_at_the_start_refuses_it()
    {
        ProcessRun.Play(Failing(_ => { }, _ => { }), run => run.Start().Complete("work").Incidents.ShouldHaveSingleItem().Message.ShouldBe("Nothing catches the error E1."));
        Should.Throw<InterpreterException>(() => ProcessRun.Play(Draw.Process(d => d.Start().Events("endEvent", "fails", Draw.Error("E1")).Path("start fails")), run => run.Start()))
            .MessageFr.ShouldBe("Rien ne capte l’erreur E1.");
    }

    [Fact]
    public void A_called_process_tells_its_caller_instead() => ProcessRun.Play(Failing(_ => { }, _ => { }), run =>
    {
        run.Take(new Trigger.Start(System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty, IsCalled: true)).Complete("work");
        run.ToCaller.ShouldBe(["error E1"]);
        run.Incidents.ShouldBeEmpty();
    });

    [Fact]
    public void A_task_can_fail_with_an_error_its_boundary_event_catches() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work").On("caught", "work", "<b:errorEventDefinition errorRef='E1' xmlns:c='http://camunda.org/schema/1.0/bpmn' c:errorCodeVariable='which'/>").User("mend").End().Path("start work end").Path("caught mend end")), run =>
        {
            run.Start().Fail("work").WorkItems.ShouldBe("mend");
            run.State.Variables["which"].ShouldBe("E1");
        });

    [Fact]
    public void A_call_that_fails_goes_to_its_boundary_event_and_the_called_process_ends() => ProcessRun.Play(
        Draw.Process(d => d.Start().Call("call", "other").On("caught", "call", Draw.Error()).User("mend").End().Path("start call end").Path("caught mend end")), run =>
        {
            run.Start();
            run.Take(new Trigger.ChildFailed(run.State.TokensAt("call").Single().Id, "E9", "It failed.")).WorkItems.ShouldBe("mend");
            run.Children.ShouldBeEmpty();
        });

    [Fact]
    public void A_call_that_failed_is_begun_anew_on_retry() => ProcessRun.Play(Draw.Process(d => d.Start().Call("call", "other").End().Path("start call end")), run =>
    {
        run.Start();
        run.Take(new Trigger.ChildFailed(run.State.TokensAt("call").Single().Id, "E9", "It failed.")).Incidents.ShouldHaveSingleItem().Message.ShouldBe("E9: It failed.");
        run.Retry().Last!.Effects.Select(e => e.GetType().Name).ShouldBe(["CancelChild", "StartChild"]);
        run.EndChild("call").State.Ended.ShouldBeTrue();
    });

    private static string Escalating(bool interrupts, string? caught = "late") => Draw.Process(d => d.Start()
        .Sub("scope", s => s.Start("in").Events("intermediateThrowEvent", "tell", Draw.Escalation("late")).User("work").End("out").Path("in tell work out"))
        .On("told", "scope", Draw.Escalation(caught), interrupts).User("supervisor", "after").End().Path("start scope after end").Path("told supervisor end"));

    [Theory]
    [InlineData(false, "supervisor work")]
    [InlineData(true, "supervisor")]
    public void An_escalation_reaches_the_border_and_interrupts_only_if_drawn_so(bool interrupts, string open) => ProcessRun.Play(Escalating(interrupts), run =>
        run.Start().WorkItems.ShouldBe(open));

    [Fact]
    public void An_escalation_nobody_catches_goes_by() => ProcessRun.Play(Escalating(true, "other"), run => run.Start().WorkItems.ShouldBe("work"));

    [Fact]
    public void Whoever_does_a_task_can_escalate_and_go_on_working() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("work").On("told", "work", Draw.Escalation(), interrupts: false).User("supervisor").End().Path("start work end").Path("told supervisor end")), run =>
        {
            run.Start().Escalate("work", "late").Escalate("work", "late").WorkItems.ShouldBe("supervisor supervisor work");
            run.Complete("work").WorkItems.ShouldBe("supervisor supervisor");
        });

    [Fact]
    public void An_escalation_of_a_called_process_reaches_the_call_activity() => ProcessRun.Play(
        Draw.Process(d => d.Start().Call("call", "other").On("told", "call", Draw.Escalation("late"), interrupts: false).User("supervisor").End().Path("start call end").Path("told supervisor end")), run =>
        {
            run.Start();
            run.Take(new Trigger.ChildEscalated(run.State.TokensAt("call").Single().Id, "late", System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty));
            (run.WorkItems, run.Children).ShouldBe(("supervisor", "call"));
        });
}

using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>The cases D21 to D30 on errors, scopes, repeated and called activities. D30 (claiming) has no place in a simulation: here a task waits once
/// and is completed once, the host's own tests show who sees it.</summary>
public sealed class ScopeCases
{
    [Fact]
    public void D21_an_error_end_is_caught_on_the_border() =>
        Scenario.Play(Draw.Process(d => d.Start().Sub("scope", i => i.Start("in").User("try").Events("endEvent", "failed", Draw.Error("E1")).Path("in try failed"))
            .On("caught", "scope", Draw.Error("E1")).User("repair").End().Path("start scope end").Path("caught repair end")), s => s
            .Start().Open("try").Complete("try").Open("repair").Complete("repair").Ended());

    [Fact]
    public void D22_an_error_end_is_caught_by_an_event_sub_process() =>
        Scenario.Play(Draw.Process(d => d.Start().Sub("scope", i => i.Start("in").Events("endEvent", "failed", Draw.Error("E1")).Path("in failed")
            .Aside("handle", Draw.Error("E1"), h => h.User("repair").End("repaired").Path("handle-start repair repaired"))).User("after").End().Path("start scope after end")), s => s
            .Start().Open("repair").Complete("repair").Open("after").Complete("after").Ended());

    [Fact]
    public void D23_an_escalation_that_does_not_interrupt_adds_a_path() =>
        Scenario.Play(Draw.Process(d => d.Start().Sub("scope", i => i.Start("in").Events("intermediateThrowEvent", "tell", Draw.Escalation("X")).User("inside").End("out").Path("in tell inside out"))
            .On("heard", "scope", Draw.Escalation("X"), false).User("outside").End().End("told").Path("start scope end").Path("heard outside told")), s => s
            .Start().Open("inside", "outside").Complete("outside", "inside").Ended());

    [Fact]
    public void D24_a_terminate_end_ends_the_other_branches() =>
        Scenario.Play(Draw.Process(d => d.Start().Parallel("fork").User("last", "beside").Terminate("stop").End().Path("start fork last stop").Path("fork beside end")), s => s
            .Start().Open("beside", "last").Complete("last").Ended());

    [Fact]
    public void D25_compensation_inside_a_sub_process_undoes_what_its_inner_one_did() =>
        Scenario.Play(Draw.Process(d => d.Start().Sub("trip", o => o.Start("in").Sub("book", i => i.Start("begin").Parallel("fork", "join").User("hotel", "flight").End("booked")
                .Path("begin fork hotel join booked").Path("fork flight join").Undo("cancel_hotel", "hotel").Undo("cancel_flight", "flight"))
            .Events("intermediateThrowEvent", "undo", Draw.Compensate("book")).User("after").End("out").Path("in book undo after out")).End().Path("start trip end")), s => s
            .Start().Complete("hotel", "flight").Open("cancel_flight", "cancel_hotel").Complete("cancel_hotel").Open("cancel_flight").Complete("cancel_flight").Open("after").Complete("after").Ended());

    [Fact]
    public void D26_the_completion_condition_ends_the_rest_of_the_instances() =>
        Scenario.Play(Draw.Process(d => d.Start().Times("userTask", "vote", Draw.Several(Draw.Count("5") + Draw.Enough("nrOfCompletedInstances / nrOfInstances >= 0.5"))).User("count").End().Path("start vote count end")), s => s
            .Start().Open("vote", "vote", "vote", "vote", "vote").Complete("vote", "vote").Open("vote", "vote", "vote").Complete("vote").Open("count").Complete("count").Ended());

    [Fact]
    public void D27_a_sub_process_is_repeated_whole() =>
        Scenario.Play(Draw.Process(d => d.Start().Sub("each", i => i.Start("in").Parallel("fork", "join").User("a", "b").End("out").Path("in fork a join out").Path("fork b join").Xml(Draw.Several(Draw.Count("2"))))
            .End().Path("start each end")), s => s
            .Start().Open("a", "a", "b", "b").Complete("a", "b", "a").Open("b").Complete("b").Ended());

    [Fact]
    public void D28_a_call_activity_runs_another_process_as_an_instance_of_its_own() =>
        Scenario.Play([
            Draw.Process(d => d.Start().User("before", "after").Call("call", "inner").End().Path("start before call after end"), "outer"),
            Draw.Process(d => d.Start().User("inside").End().Path("start inside end"), "inner")], s => s
            .Start().Open("before").Running(1).Complete("before").Open("inside").Running(2).Complete("inside").Open("after").Running(1).Complete("after").Ended());

    [Fact]
    public void D29_a_link_goes_on_where_it_is_caught() =>
        Scenario.Play(Draw.Process(d => d.Start().User("before", "after").Events("intermediateThrowEvent", "there", Draw.Link("jump")).Events("intermediateCatchEvent", "here", Draw.Link("jump")).End()
            .Path("start before there").Path("here after end")), s => s
            .Start().Complete("before").Open("after").Complete("after").Ended());

    [Fact]
    public void D30_a_task_waits_for_one_completion_and_no_second() =>
        Scenario.Play(Draw.Process(d => d.Start().User("work").End().Path("start work end")), s => s
            .Start().Open("work").Complete("work").Ended().Try(on => on.Complete("work")).Refused("No task"));
}

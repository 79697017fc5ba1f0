using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>Flows, gateways, terminate, links, calls and boundary events where several of them meet.</summary>
public sealed class FlowCases
{
    [Fact]
    public void Every_true_flow_leaves_a_task_and_flows_without_condition_with_them() => Scenario.Play(
        Draw.Process(d => d.Start().User("ask", "a", "b", "c").End().Path("start ask").Flow("ask", "a", "n > 1").Flow("ask", "b", "n > 2").Flow("ask", "c").Path("a end").Path("b end").Path("c end")), s => s
        .Start(("n", 2)).Complete("ask").Open("a", "c").Complete("a", "c").Ended());

    [Fact]
    public void An_unknown_variable_is_null_and_a_null_condition_is_not_taken() => Scenario.Play(
        Draw.Process(d => d.Start().Exclusive("x", "x-b").User("a", "b").End().Path("start x b end").Flow("x", "a", "${unknown > 3}").Path("a end")), s => s.Start().Open("b"));

    [Theory]
    [InlineData(1, "a")]
    [InlineData(2, "b")]
    public void The_only_flow_without_condition_is_the_default_wherever_it_stands(int n, string open) => Scenario.Play(
        Draw.Process(d => d.Start().Exclusive("x").User("a", "b").End().Path("start x b end").Flow("x", "a", "n = 1").Path("a end")), s => s.Start(("n", n)).Open(open));

    [Fact]
    public void No_way_out_later_is_an_incident_on_the_spot() => Scenario.Play(
        Draw.Process(d => d.Start().User("ask").Exclusive("x").User("a", "b").End().Path("start ask x").Flow("x", "a", "n = 1").Flow("x", "b", "n = 2").Path("a end").Path("b end")), s => s
        .Start().CompleteWith("ask", ("n", 3)).Incidents(1).Open().Running(1));

    [Fact]
    public void Two_joins_of_unequal_forks_wait_for_their_own() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork", "first", "second").User("t1", "t2", "t3", "t4").End().Path("start fork t1 first t4 second end").Path("fork t2 first").Path("fork t3 second")), s => s
        .Start().Complete("t3").Open("t1", "t2").Complete("t1").Open("t2").Complete("t2").Open("t4").Complete("t4").Ended());

    [Fact]
    public void A_nested_fork_joins_inside_out() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("f1", "f2", "j2", "j1").User("a", "b", "c").End().Path("start f1 a j1 end").Path("f1 f2 b j2 j1").Path("f2 c j2")), s => s.Start().Complete("a", "b").Open("c").Complete("c").Ended());

    [Fact]
    public void An_exclusive_merge_lets_every_token_through() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork").Exclusive("merge").User("after").End().Path("start fork merge after end").Task("t").Path("fork t merge")), s => s.Start().Open("after", "after").Complete("after", "after").Ended());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Terminate_in_a_sub_process_ends_only_that(bool called) => Scenario.Play(called
        ? [Draw.Process(d => d.Start().Parallel("fork").Call("call", "inner").User("beside", "after").End().Path("start fork call after end").Path("fork beside end"), "outer"),
           Draw.Process(d => d.Start().Parallel("f").User("last", "cut").Terminate("stop").End().Path("start f last stop").Path("f cut end"), "inner")]
        : [Draw.Process(d => d.Start().Parallel("fork").Sub("scope", i => i.Start("in").Parallel("f").User("last", "cut").Terminate("stop").End("out").Path("in f last stop").Path("f cut out")).User("beside", "after").End().Path("start fork scope after end").Path("fork beside end"))], s => s
        .Start().Open("beside", "cut", "last").Complete("last").Open("after", "beside").Running(1).Complete("after", "beside").Ended());

    [Fact]
    public void Terminate_ends_called_processes_and_their_timers() => Scenario.Play([
        Draw.Process(d => d.Start().Parallel("fork").Call("call", "inner").User("last").Terminate("stop").End().Path("start fork call end").Path("fork last stop"), "outer"),
        Draw.Process(d => d.Start().CatchTimer("wait", "P1D").End().Path("start wait end"), "inner")], s => s
        .Start().Running(2).Timers(1).Complete("last").Timers(0).Ended());

    [Fact]
    public void Terminate_in_one_instance_leaves_the_others() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("each", i => i.Start("in").Parallel("f").User("last", "cut").Terminate("stop").End("out").Path("in f last stop").Path("f cut out").Xml(Draw.Several(Draw.Count("2")))).User("after").End().Path("start each after end")), s => s
        .Start().Complete("last").Open("cut", "last").Complete("last").Open("after"));

    [Fact]
    public void Several_links_lead_to_one_place_also_inside_a_sub_process() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("scope", i => i.Start("in").Exclusive("x", "x-l2").Events("intermediateThrowEvent", "l1", Draw.Link("to")).Events("intermediateThrowEvent", "l2", Draw.Link("to")).Events("intermediateCatchEvent", "here", Draw.Link("to")).User("after").End("out")
            .Path("in x l2").Flow("x", "l1", "n = 1").Path("here after out")).End().Path("start scope end")), s =>
        {
            s.Start(("n", 1)).Open("after").Complete("after").Ended();
            s.Start(("n", 2)).Open("after").Complete("after").Ended();
        });

    [Fact]
    public void A_link_can_lead_back() => Scenario.Play(
        Draw.Process(d => d.Start().Events("intermediateCatchEvent", "again", Draw.Link("back")).Exclusive("merge", "merge-work").User("work").Exclusive("x", "x-end").Events("intermediateThrowEvent", "back", Draw.Link("back")).End()
            .Path("start merge work x end").Path("again merge").Flow("x", "back", "outcome = \"again\"")), s => s.Start().Decide("work", "again").Open("work").Decide("work", "done").Ended());

    [Fact]
    public void A_called_process_works_on_its_own_variables_and_gives_back_what_it_set() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").User("after").End().Path("start call after end"), "outer"),
        Draw.Process(d => d.Start().User("inside").Script("sum", "{ total: a + b }").End().Path("start inside sum end"), "inner")], s => s
        .Start(("a", 1)).CompleteWith("inside", ("b", 2)).Open("after").Has("total", 3).Has("b", 2));

    [Fact]
    public void A_boundary_event_on_a_call_ends_the_called_process() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "middle").User("late").End().Path("start call end").OnTimer("t", "call", "PT1H").Path("t late end"), "outer"),
        Draw.Process(d => d.Start().Call("deeper", "inner").End().Path("start deeper end"), "middle"),
        Draw.Process(d => d.Start().User("inside").Receive("r", "m").End().Parallel("f").Path("start f inside end").Path("f r end"), "inner")], s => s
        .Start("outer").Running(3).Waits("m").Advance("PT1H").Running(1).Open("late").Waits().Complete("late").Ended());

    [Fact]
    public void Two_processes_talk_by_messages() => Scenario.Play([
        Draw.Process(d => d.Start().Throw("ask", "question", "id").CatchMessage("hear", "answer", "id").End().Path("start ask hear end"), "asking"),
        Draw.Process(d => d.Events("startEvent", "asked", Draw.Message("question")).User("think").MessageEnd("say", "answer").Path("asked think say"), "answering")], s => s
        .Start("asking", ("id", "A")).Running(2).Open("think").Waits("answer").Complete("think").Ended());

    [Fact]
    public void A_boundary_event_lets_a_second_one_of_its_task_stay() => Scenario.Play(
        Draw.Process(d => d.Start().User("work", "told", "late").End().End("e1").Path("start work end").OnMessage("m", "work", "news", false).Path("m told e1").OnTimer("t", "work", "PT1H").Path("t late end")), s => s
        .Start().Message("news").Timers(1).Waits("news").Advance("PT1H").Open("late", "told").Waits().Timers(0));

    [Fact]
    public void A_cycle_on_the_border_counts_its_firings() => Scenario.Play(
        Draw.Process(d => d.Start().User("work", "remind").End().End("told").Path("start work end").OnTimer("t", "work", "R2/PT10M", false, "Cycle").Path("t remind told")), s => s
        .Start().Advance("PT1H").Open("remind", "remind", "work").Timers(0));

    [Fact]
    public void A_way_back_to_a_task_arms_its_timer_anew() => Scenario.Play(
        Draw.Process(d => d.Start().Exclusive("merge", "merge-work").User("work", "late").Exclusive("x", "x-end").End().Path("start merge work x end").Flow("x", "merge", "outcome = \"again\"").OnTimer("t", "work", "PT1H").Path("t late end")), s => s
        .Start().Advance("PT50M").Decide("work", "again").Advance("PT50M").Open("work").Timers(1).Advance("PT10M").Open("late").Timers(0));

    [Fact]
    public void Data_objects_of_a_sub_process_hide_what_is_outside() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("scope", i => i.Xml("<b:dataObject id='bed' name='bed'/>").Start("in").User("choose").Script("copy", "{ seen: bed }").End("out").Path("in choose copy out")).End().Path("start scope end")), s => s
        .Start(("bed", "outside")).CompleteWith("choose", ("bed", "inside")).Ended().Has("seen", "inside").Has("bed", "outside"));

    [Fact]
    public void A_process_can_be_started_while_others_of_it_run() => Scenario.Play(
        Draw.Process(d => d.Start().User("work").End().Path("start work end")), s => s.Start(("n", 1)).Start(("n", 2)).Start(("n", 3)).Running(3).Complete("work").Has("n", 2).Complete("work").Has("n", 3).Complete("work").Ended().Has("n", 3));

    [Fact]
    public void Task_inside_a_loop_of_flows_keeps_the_state_small() => Scenario.Play(
        Draw.Process(d => d.Start().Exclusive("merge", "merge-work").User("work").Exclusive("x", "x-merge").End().Path("start merge work x merge").Flow("x", "end", "outcome = \"stop\"")), s =>
        {
            s.Start();
            for (var i = 0; i < 20; i++)
                s.Decide("work", "go");
            s.Open("work").Decide("work", "stop").Ended();
        });
}

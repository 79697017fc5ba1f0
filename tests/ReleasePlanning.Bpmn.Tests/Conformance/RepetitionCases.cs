using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>Multi-instance activities and the standard loop: numbers, collections, counters, and what happens around them.</summary>
public sealed class RepetitionCases
{
    private static string Voting(string marker, string kind = "userTask", string attributes = "") => Draw.Process(d => d.Start().Times(kind, "vote", marker, attributes).User("after").End().Path("start vote after end"));

    [Fact]
    public void The_number_can_come_from_a_variable() => Scenario.Play(Voting(Draw.Several(Draw.Count("${votes}"))), s => s
        .Start(("votes", 2)).Open("vote", "vote").Complete("vote", "vote").Open("after").Start(("votes", 0)).Open("after", "after"));

    [Theory]
    [InlineData("\"three\"")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("unknown")]
    public void A_number_that_is_none_refuses_the_start(string number) => Scenario.Play(Voting(Draw.Several(Draw.Count($"={number}"))), s => s.Try(on => on.Start()).Refused("whole number").Running(0));

    [Fact]
    public void Counters_are_seen_by_the_completion_condition() => Scenario.Play(Voting(Draw.Several(Draw.Count("4") + Draw.Enough("nrOfActiveInstances <= 2 and nrOfCompletedInstances = 2 and nrOfInstances = 4"))), s => s
        .Start().Complete("vote").Open("vote", "vote", "vote").Complete("vote").Open("after"));

    [Fact]
    public void A_variable_set_by_an_instance_can_be_enough() => Scenario.Play(Voting(Draw.Several(Draw.Count("5"), sequential: true).Replace("</b:multi", Draw.Enough("done = true") + "</b:multi", StringComparison.Ordinal)), s => s
        .Start().Complete("vote").Open("vote").CompleteWith("vote", ("done", true)).Open("after"));

    [Fact]
    public void Sequential_instances_come_one_after_the_other() => Scenario.Play(Voting(Draw.Several(Draw.Count("3"), sequential: true)), s => s
        .Start().Open("vote").Has("loopCounter", 0).Complete("vote").Open("vote").Has("loopCounter", 1).Complete("vote", "vote").Open("after"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_timer_on_the_border_ends_all_instances(bool sequential) => Scenario.Play(
        Draw.Process(d => d.Start().Times("userTask", "vote", Draw.Several(Draw.Count("3"), sequential)).User("late", "after").End().Path("start vote after end").OnTimer("t", "vote", "PT1H").Path("t late end")), s => s
        .Start().Timers(1).Complete("vote").Timers(1).Advance("PT1H").Open("late").Timers(0).Complete("late").Ended());

    [Fact]
    public void A_message_beside_them_adds_one_path_for_all() => Scenario.Play(
        Draw.Process(d => d.Start().Times("userTask", "vote", Draw.Several(Draw.Count("2"))).User("more").End().End("told").Path("start vote end").OnMessage("m", "vote", "news", false).Path("m more told")), s => s
        .Start().Waits("news").Message("news").Open("more", "vote", "vote").Complete("vote").Waits("news").Complete("vote").Waits().Complete("more").Ended());

    [Fact]
    public void Receive_tasks_wait_each_for_a_message_of_their_own() => Scenario.Play(
        Draw.Process(d => d.Start().Xml($"<b:receiveTask id='wait' messageRef='m-reply'>{Draw.Several(Draw.Count("3"))}</b:receiveTask>").User("after").End().Path("start wait after end")), s => s
        .Start().Waits("reply", "reply", "reply").Message("reply").Waits("reply", "reply").Message("reply").Message("reply").Open("after").Waits());

    [Fact]
    public void Calls_are_repeated_with_an_instance_each() => Scenario.Play([
        Draw.Process(d => d.Start().Xml($"<b:callActivity id='call' calledElement='inner'>{Draw.Several(Draw.Count("3") + Draw.Enough("nrOfCompletedInstances >= 2"))}</b:callActivity>").User("after").End().Path("start call after end"), "outer"),
        Draw.Process(d => d.Start().User("inside").End().Path("start inside end"), "inner")], s => s
        .Start().Running(4).Open("inside", "inside", "inside").Complete("inside").Running(3).Complete("inside").Running(1).Open("after").Complete("after").Ended());

    [Fact]
    public void Nested_repetition_multiplies() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("outer", o => o.Start("in").Times("userTask", "inner", Draw.Several(Draw.Count("=loopCounter + 1"))).End("out").Path("in inner out").Xml(Draw.Several(Draw.Count("3")))).End().Path("start outer end")), s => s
        .Start().Open("inner", "inner", "inner", "inner", "inner", "inner").Complete("inner", "inner", "inner", "inner", "inner").Open("inner").Complete("inner").Ended());

    [Fact]
    public void Script_tasks_are_repeated_without_waiting() => Scenario.Play(
        Draw.Process(d => d.Start().Xml($"<b:scriptTask id='add' scriptFormat='feel'><b:script>{{ sum: sum + loopCounter }}</b:script>{Draw.Several(Draw.Count("5"), true)}</b:scriptTask>").End().Path("start add end")), s => s
        .Start(("sum", 0)).Ended().Has("sum", 10));

    [Fact]
    public void Only_after_the_last_does_the_flow_go_on_and_only_once() => Scenario.Play(
        Draw.Process(d => d.Start().Times("userTask", "vote", Draw.Several(Draw.Count("2")), "default='vote-other'").User("same", "other").End().Path("start vote other end").Flow("vote", "same", "agreed").Path("same end")), s => s
        .Start(("agreed", false)).CompleteWith("vote", ("agreed", true)).Open("vote").Complete("vote").Open("same").Complete("same").Ended());

    [Fact]
    public void A_fork_of_repeated_tasks_joins_after_all() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork", "join").Times("userTask", "a", Draw.Several(Draw.Count("2"))).Times("userTask", "b", Draw.Several(Draw.Count("2"), true)).User("after").End().Path("start fork a join after end").Path("fork b join")), s => s
        .Start().Open("a", "a", "b").Complete("a", "a", "b").Open("b").Complete("b").Open("after"));

    private static string Again(string inside, string attributes = "") => Voting($"<b:standardLoopCharacteristics {attributes}>{inside}</b:standardLoopCharacteristics>");

    [Fact]
    public void A_loop_repeats_while_its_condition_holds() => Scenario.Play(Again("<b:loopCondition>more</b:loopCondition>"), s => s
        .Start(("more", false)).Open("vote").CompleteWith("vote", ("more", true)).Open("vote").Has("loopCounter", 1).CompleteWith("vote", ("more", false)).Open("after"));

    [Fact]
    public void Tested_before_it_may_run_not_at_all() => Scenario.Play(Again("<b:loopCondition>more</b:loopCondition>", "testBefore='true'"), s => s
        .Start(("more", false)).Open("after").Start(("more", true)).Open("after", "vote").CompleteWith("vote", ("more", false)).Open("after", "after"));

    [Fact]
    public void It_runs_no_more_often_than_its_maximum() => Scenario.Play(Again("<b:loopCondition>true</b:loopCondition>", "loopMaximum='2'"), s => s.Start().Complete("vote").Open("vote").Complete("vote").Open("after"));

    [Fact]
    public void A_loop_around_a_sub_process_starts_it_anew() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("round", i => i.Start("in").User("a", "b").End("out").Path("in a b out").Xml("<b:standardLoopCharacteristics><b:loopCondition>outcome = \"again\"</b:loopCondition></b:standardLoopCharacteristics>")).User("after").End().Path("start round after end")), s => s
        .Start().Complete("a").Decide("b", "again").Open("a").Complete("a").Decide("b", "enough").Open("after"));
}

using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>Inclusive gateways beyond D5 and D6: what a join waits for, and for what not.</summary>
public sealed class InclusiveGatewayCases
{
    private const string Both = "start split";

    private static string Joined(Action<Draw> second, string joined = "join") => Draw.Process(d =>
    {
        d.Start().Inclusive("split", joined).User("a", "after").End().Path(Both).Flow("split", "a").Path($"a {joined} after end");
        second(d);
    });

    [Fact]
    public void It_waits_for_a_called_process() => Scenario.Play([
        Joined(d => d.Call("call", "inner").Path("split call join")), Draw.Process(d => d.Start().User("inside").End().Path("start inside end"), "inner")], s => s
        .Start("process").Open("a", "inside").Complete("a").Open("inside").Complete("inside").Open("after").Complete("after").Ended());

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_waits_for_all_instances_of_a_repeated_sub_process(bool sequential) => Scenario.Play(
        Joined(d => d.Sub("each", i => i.Start("in").User("b").End("out").Path("in b out").Xml(Draw.Several(Draw.Count("2"), sequential))).Path("split each join")), s =>
        {
            s.Start().Complete("a");
            s.Complete("b").Open("b").Complete("b").Open("after").Complete("after").Ended();
        });

    [Fact]
    public void It_waits_for_what_is_nested_scopes_deep() => Scenario.Play(
        Joined(d => d.Sub("outer", o => o.Start("in").Sub("inner", i => i.Start("begin").User("deep").End("stop").Path("begin deep stop")).End("out").Path("in inner out")).Path("split outer join")), s => s
        .Start().Complete("a").Open("deep").Complete("deep").Open("after"));

    [Fact]
    public void It_waits_for_the_event_after_an_event_based_gateway() => Scenario.Play(
        Joined(d => d.FirstOf("first").CatchMessage("said", "foo").CatchTimer("late", "PT1H").Exclusive("either").Path("split first said either join").Path("first late either")), s => s
        .Start().Complete("a").Open().Waits("foo").Message("foo").Open("after").Timers(0));

    [Fact]
    public void A_join_inside_a_sub_process_looks_no_further_than_that_sub_process() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork", "both").User("outside").End()
            .Sub("scope", i => i.Start("in").Inclusive("split", "join").User("a", "b", "c").End("out").Path("in split a join c out").Path("split b join").Flow("split", "c", "false"))
            .Path("start fork scope both end").Path("fork outside both")), s => s
        .Start().Complete("a").Open("b", "outside").Complete("b").Open("c", "outside").Complete("c", "outside").Ended());

    [Fact]
    public void As_many_tokens_as_flows_in_are_enough_even_where_one_more_could_come_round() => Scenario.Play(
        Draw.Process(d => d.Start().Inclusive("g1", "g2", "g3", "g4", "g5").User("task1", "task2").End()
            .Path("start g1 g2 g3 g4 g5 end").Path("g1 task1 g4").Path("g2 task2 g3").Flow("g5", "g1", "again")), s => s
        .Start(("again", false)).Open("task1", "task2").Complete("task2").Open("task1").Complete("task1").Ended());

    // what could still come waits itself for this gateway
    [Theory]
    [InlineData(true, false, "c")]
    [InlineData(true, true, "c e")]
    [InlineData(false, false, "")]
    public void A_way_back_around_the_whole_does_not_hold_the_join_for_ever(bool c, bool e, string open) => Scenario.Play(
        Draw.Process(d => d.Start().Task("s", "manualTask").Parallel("fork", "both").Xml("<b:inclusiveGateway id='split' default='split-join'/>").Inclusive("join").User("a", "b", "c", "e", "d").Exclusive("again", "again-end").End()
            .Path("start s fork a split").Path("fork b both d again end").Flow("split", "c", "c").Flow("split", "e", "e").Flow("split", "join").Path("c join both").Path("e join").Flow("again", "s", "more")), s =>
        {
            s.Start(("c", c), ("e", e), ("more", true)).Complete("a", "b");
            var waiting = open.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (waiting.Length > 0)
                s.Open(waiting);
            s.Complete(waiting).Open("d").Complete("d").Open("a", "b");
        });

    [Fact]
    public void A_loop_before_the_join_is_waited_for() => Scenario.Play(
        Draw.Process(d => d.Start().Script("count", "{ n: n + 1 }").Exclusive("enough").Task("pass").User("c").Inclusive("join1", "join2").End()
            .Path("start count enough").Path("start pass join1 join2 end").Path("start c join2").Flow("enough", "count", "n <= 5").Flow("enough", "join1", "n > 5")), s => s
        .Start(("n", 1)).Open("c").Has("n", 6).Complete("c").Ended());

    [Fact]
    public void A_gateway_can_join_and_split_again() => Scenario.Play(
        Draw.Process(d => d.Start().Inclusive("split").Xml("<b:inclusiveGateway id='mid' default='mid-x'/>").User("a", "b", "x", "y").End()
            .Path("start split a mid").Path("split b mid").Flow("mid", "x").Flow("mid", "y", "n > 5").Path("x end").Path("y end")), s => s
        .Start(("n", 1)).Complete("a", "b").Open("x").Complete("x").Ended());

    [Fact]
    public void With_no_way_out_at_the_start_nothing_begins() => Scenario.Play(
        Draw.Process(d => d.Start().Inclusive("split").User("a", "b").End().Path("start split").Flow("split", "a", "n = 1").Flow("split", "b", "n = 2").Path("a end").Path("b end")), s => s
        .Try(on => on.Start()).Refused("No condition holds").Running(0));

    [Fact]
    public void A_branch_that_was_interrupted_is_waited_for_no_longer() => Scenario.Play(
        Joined(d => d.User("b", "other").OnTimer("late", "b", "PT1H").Path("split b join").End("end2").Path("late other end2")), s => s
        .Start().Complete("a").Open("b").Advance("PT1H").Open("after", "other").Timers(0).Complete("other", "after").Ended());

    [Fact]
    public void Three_ways_of_which_two_meet_earlier_come_together_in_the_end() => Scenario.Play(
        Draw.Process(d => d.Start().Inclusive("split", "early", "late").User("a", "b", "c", "after").End().Path("start split")
            .Flow("split", "a", "n >= 1").Flow("split", "b", "n >= 2").Flow("split", "c", "n >= 3").Path("a early late after end").Path("b early").Path("c late")), s =>
        {
            s.Start(("n", 3)).Complete("a").Open("b", "c").Complete("c").Open("b").Complete("b").Open("after").Complete("after").Ended();
            s.Start(("n", 1)).Complete("a").Open("after").Complete("after").Ended();
            s.Start(("n", 2)).Complete("b").Open("a").Complete("a").Open("after").Complete("after").Ended();
        });
}

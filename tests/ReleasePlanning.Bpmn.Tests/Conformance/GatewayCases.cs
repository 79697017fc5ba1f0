using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>The cases D1 to D8 of the published engines on gateways and flows, re-told with diagrams of our own.</summary>
public sealed class GatewayCases
{
    private static string Choice() => Draw.Process(d => d.Start().Exclusive("how").User("phone", "letter", "visit").End().Path("start how")
        .Flow("how", "phone", "wish = 1").Flow("how", "letter", "wish = 2").Flow("how", "visit", "wish = 3").Path("phone end").Path("letter end").Path("visit end"));

    [Theory]
    [InlineData(1, "phone")]
    [InlineData(2, "letter")]
    [InlineData(3, "visit")]
    public void D1_an_exclusive_gateway_takes_exactly_one_way(int wish, string task) =>
        Scenario.Play(Choice(), s => s.Start(("wish", wish)).Open(task).Complete(task).Ended());

    [Fact]
    public void D2_when_no_way_holds_at_the_start_nothing_is_left_of_it() =>
        Scenario.Play(Choice(), s => s.Try(on => on.Start(null, System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty.Add("wish", 4)))
            .Refused("No condition holds").Running(0).Open().Incidents(0));

    [Fact]
    public void D3_a_fork_waits_for_both_before_it_goes_on() =>
        Scenario.Play(Draw.Process(d => d.Start().Parallel("fork", "join").User("pack", "book", "leave").End()
            .Path("start fork pack join leave end").Path("fork book join")), s => s
            .Start().Open("pack", "book").Complete("book").Open("pack").Complete("pack").Open("leave").Complete("leave").Ended());

    [Fact]
    public void D4_a_fork_into_nothing_but_ends_ends() =>
        Scenario.Play(Draw.Process(d => d.Start().Parallel("fork").End("a").End("b").End("c").Path("start fork a").Path("fork b").Path("fork c")), s => s.Start().Ended());

    private static string Any() => Draw.Process(d => d.Start().Inclusive("which", "all").User("a", "b", "c", "sum").End().Path("start which")
        .Flow("which", "a", "n = 1").Flow("which", "b", "n <= 2").Flow("which", "c", "n <= 3").Path("a all").Path("b all").Path("c all sum end"));

    [Theory]
    [InlineData(1, "a b c")]
    [InlineData(2, "b c")]
    [InlineData(3, "c")]
    public void D5_an_inclusive_gateway_takes_every_way_that_holds(int n, string tasks) => Scenario.Play(Any(), s => s.Start(("n", n)).Open(tasks.Split(' ')));

    [Fact]
    public void D6_its_join_waits_for_the_ways_taken_and_for_no_other() =>
        Scenario.Play(Any(), s => s.Start(("n", 2)).Complete("b").Open("c").Complete("c").Open("sum").Complete("sum").Ended());

    private static string Race() => Draw.Process(d => d.Start().FirstOf("first").Events("intermediateCatchEvent", "alarm", Draw.Signal("alert")).CatchTimer("late", "PT5M").User("answer", "remind").End()
        .Path("start first alarm answer end").Path("first late remind end"));

    [Fact]
    public void D7_the_first_event_decides_and_calls_off_the_other() => Scenario.Play(Race(), s => s
        .Start().Waits("alert").Timers(1).Signal("alert").Open("answer").Timers(0).Waits()
        .Advance("PT1H").Open("answer").Complete("answer").Ended());

    [Fact]
    public void D7_the_timer_calls_off_the_signal() => Scenario.Play(Race(), s => s
        .Start().Advance("PT5M").Open("remind").Timers(0).Waits().Signal("alert").Open("remind").Complete("remind").Ended());

    [Fact]
    public void D7_the_signal_comes_from_another_instance() => Scenario.Play(
        [Race(), Draw.Process(d => d.Start().Events("intermediateThrowEvent", "ring", Draw.Signal("alert")).End().Path("start ring end"), "bell")], s => s
        .Start("process").Waits("alert").Start("bell").Open("answer").Running(1).Timers(0));

    [Theory]
    [InlineData(2, "two")]
    [InlineData(3, "three")]
    [InlineData(123, "other")]
    public void D8_a_task_leaves_by_its_default_flow_when_no_condition_holds(int n, string next) =>
        Scenario.Play(Draw.Process(d => d.Start().Events("userTask", "ask", "", "default='ask-other'").User("two", "three", "other").End().Path("start ask other end")
            .Flow("ask", "two", "n = 2").Flow("ask", "three", "n = 3").Path("two end").Path("three end")), s => s
            .Start(("n", n)).Complete("ask").Open(next).Complete(next).Ended());
}

using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class FlowConditionTests
{
    [Theory]
    [InlineData(2, "task2")]
    [InlineData(3, "task3")]
    [InlineData(123, "task1")]
    public void The_default_flow_of_a_task_is_taken_when_no_condition_holds(int input, string next) => ProcessRun.Play(
        Draw.Process(d => d.Start().Xml("<b:task id='decide' default='decide-task1'/>").User("task1", "task2", "task3").End()
            .Path("start decide task1 end").Flow("decide", "task2", "input = 2").Flow("decide", "task3", "input = 3").Path("task2 end").Path("task3 end")),
        run => run.Start(("input", input)).WorkItems.ShouldBe(next));

    [Fact]
    public void A_task_takes_every_flow_whose_condition_holds_and_every_one_without() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("ask", "always", "big", "small").End().Path("start ask always end")
            .Flow("ask", "big", "n > 10").Flow("ask", "small", "n < 10").Path("big end").Path("small end")),
        run =>
        {
            run.Start().Complete("ask", null, ("n", 12)).WorkItems.ShouldBe("always big");
            run.Complete("always").State.Ended.ShouldBeFalse();
            run.Complete("big").State.Ended.ShouldBeTrue();
        });

    [Fact]
    public void An_outcome_on_the_flows_of_a_task_routes_it() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("ask", "yes", "no").End().Path("start ask").Flow("ask", "yes", outcome: "accept").Flow("ask", "no", outcome: "decline")
            .Path("yes end").Path("no ask")),
        run =>
        {
            run.Start().Complete("ask", "decline").WorkItems.ShouldBe("no");
            run.Complete("no").Complete("ask", "accept").WorkItems.ShouldBe("yes");
        });

    [Fact]
    public void The_outcome_of_an_earlier_step_does_not_route_a_later_one() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("first", "second", "yes").End().Path("start first second").Flow("second", "yes", outcome: "accept").Path("yes end")),
        run =>
        {
            run.Start().Complete("first", "accept").Complete("second").Incidents.ShouldHaveSingleItem().ElementId.ShouldBe("second");
            run.State.Variables["outcome"].ShouldBeNull();
        });

    [Fact]
    public void A_node_without_outgoing_flow_ends_its_token() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("last").Path("start last")),
        run => run.Start().Complete("last").State.Ended.ShouldBeTrue());

    [Fact]
    public void Several_flows_into_a_task_each_open_it() => ProcessRun.Play(
        Draw.Process(d => d.Start().Parallel("fork").Task("a").Task("b").User("once").End().Path("start fork a once end").Path("fork b once")),
        run => run.Start().WorkItems.ShouldBe("once once"));
}

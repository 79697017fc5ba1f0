using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class LoopTests
{
    private const string Beds = "<b:loopDataInputRef>beds</b:loopDataInputRef><b:inputDataItem name='bed'/>";

    private static string Asking(string marker, Action<Draw>? more = null) => Draw.Process(d =>
    {
        d.Start().Times("userTask", "ask", marker).User("after").End().Path("start ask after end");
        more?.Invoke(d);
    });

    [Fact]
    public void Parallel_instances_are_open_together_and_the_flow_goes_on_after_the_last() => ProcessRun.Play(Asking(Draw.Several(Draw.Count("3"))), run =>
    {
        run.Start().WorkItems.ShouldBe("ask ask ask");
        run.State.Tokens.Where(t => t.Instance is not null).Select(t => t.Locals!["loopCounter"]).ShouldBe([0m, 1m, 2m]);
        run.Complete("ask").Complete("ask").WorkItems.ShouldBe("ask");
        run.Complete("ask").WorkItems.ShouldBe("after");
    });

    [Fact]
    public void Sequential_instances_follow_each_other_with_their_elements() => ProcessRun.Play(Asking(Draw.Several(Beds, sequential: true)), run =>
    {
        run.Start(("beds", new[] { "a", "b" }));
        run.State.Tokens.Single(t => t.Instance is not null).Locals!["bed"].ShouldBe("a");
        run.Complete("ask").State.Tokens.Single(t => t.Instance is not null).Locals!["bed"].ShouldBe("b");
        run.Complete("ask").WorkItems.ShouldBe("after");
    });

    [Theory]
    [InlineData("nrOfCompletedInstances / nrOfInstances >= 0.5", 3)]
    [InlineData("numberOfCompletedInstances = 2", 2)]
    [InlineData("nrOfActiveInstances = 1", 4)]
    [InlineData("loopCounter = 0", 1)]
    public void The_rest_is_cancelled_once_enough_are_done(string enough, int completed) => ProcessRun.Play(Asking(Draw.Several(Draw.Count("5") + Draw.Enough(enough))), run =>
    {
        run.Start();
        for (var i = 0; i < completed; i++)
        {
            run.WorkItems.ShouldBe(string.Join(" ", Enumerable.Repeat("ask", 5 - i)));
            run.Complete("ask");
        }
        run.WorkItems.ShouldBe("after");
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_nothing_there_is_nothing_to_do(bool sequential) => ProcessRun.Play(Asking(Draw.Several(Beds, sequential)), run =>
        run.Start(("beds", Array.Empty<object?>())).WorkItems.ShouldBe("after"));

    [Fact]
    public void What_the_instances_give_is_collected_in_their_order_whatever_order_they_end_in() => ProcessRun.Play(
        Asking(Draw.Several(Beds + "<b:loopDataOutputRef>answers</b:loopDataOutputRef><b:outputDataItem name='answer'/>")), run =>
        {
            run.Start(("beds", new[] { "a", "b" }));
            run.CompleteYoungest("ask", ("answer", "second")).Complete("ask", null, ("answer", "first"));
            ((IReadOnlyList<object?>)run.State.Variables["answers"]!).ShouldBe(["first", "second"]);
        });

    [Fact]
    public void A_boundary_event_belongs_to_all_instances_together() => ProcessRun.Play(
        Asking(Draw.Several(Draw.Count("3")), d => d.OnTimer("late", "ask", "PT1H").User("escalate").Path("late escalate end")), run =>
        {
            run.Start().Timers.ShouldBe("late");
            run.Complete("ask").Fire("late").WorkItems.ShouldBe("escalate");
        });

    [Fact]
    public void Nested_instances_each_have_their_own_counter() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Sub("outer", s => s.Start("in").Times("userTask", "ask", Draw.Several(Draw.Count("2"))).End("out").Path("in ask out").Xml(Draw.Several(Draw.Count("2"))))
        .User("after").End().Path("start outer after end")), run =>
    {
        run.Start().WorkItems.ShouldBe("ask ask ask ask");
        run.Complete("ask").Complete("ask").Complete("ask").Complete("ask").WorkItems.ShouldBe("after");
    });

    [Theory]
    [InlineData("n", "The number of instances \"n\" is not a whole number from 0.")]
    [InlineData("-1", "The number of instances \"-1\" is not a whole number from 0.")]
    [InlineData("5001", "5001 instances are asked for; at most 5000 are run.")]
    public void A_number_that_is_none_stops_the_token_before_anything_is_opened(string number, string sentence) => ProcessRun.Play(
        Draw.Process(d => d.Start().User("first").Times("userTask", "ask", Draw.Several(Draw.Count(number))).End().Path("start first ask end").OnTimer("late", "ask", "PT1H").Path("late end")), run =>
        {
            run.Start().Complete("first").Incidents.ShouldHaveSingleItem().Message.ShouldBe(sentence);
            run.IsAllClosed.ShouldBeTrue();
        });

    [Fact]
    public void A_collection_that_is_put_right_is_gone_through_on_retry() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("first").Times("userTask", "ask", Draw.Several(Beds)).End().Path("start first ask end")), run =>
        {
            run.Start().Complete("first").Incidents.ShouldHaveSingleItem().Message.ShouldContain("not a list");
            run.Set("beds", new[] { "a", "b" }).Retry().WorkItems.ShouldBe("ask ask");
        });

    [Theory]
    [InlineData("<b:standardLoopCharacteristics><b:loopCondition>again = true</b:loopCondition></b:standardLoopCharacteristics>", "ask")]
    [InlineData("<b:standardLoopCharacteristics testBefore='true'><b:loopCondition>again = true</b:loopCondition></b:standardLoopCharacteristics>", "after")]
    public void A_loop_tests_before_or_after(string marker, string first) => ProcessRun.Play(Asking(marker), run => run.Start(("again", false)).WorkItems.ShouldBe(first));

    [Fact]
    public void A_loop_goes_on_while_its_condition_holds_and_no_further_than_its_maximum() => ProcessRun.Play(
        Asking("<b:standardLoopCharacteristics loopMaximum='3'><b:loopCondition>again = true</b:loopCondition></b:standardLoopCharacteristics>"), run =>
        {
            run.Start(("again", true)).Complete("ask").Complete("ask").WorkItems.ShouldBe("ask");
            run.Complete("ask").WorkItems.ShouldBe("after");
        });

    [Fact]
    public void Terminate_in_an_instance_ends_that_instance() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Sub("each", s => s.Start("in").Parallel("fork").User("a", "b").Terminate("stop").End("out").Path("in fork a stop").Path("fork b out").Xml(Draw.Several(Draw.Count("2"))))
        .User("after").End().Path("start each after end")), run =>
    {
        run.Start().WorkItems.ShouldBe("a a b b");
        run.Complete("a").WorkItems.ShouldBe("a b");
        run.Complete("a").WorkItems.ShouldBe("after");
    });
}

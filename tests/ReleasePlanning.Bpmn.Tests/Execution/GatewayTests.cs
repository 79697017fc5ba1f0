using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class GatewayTests
{
    private static readonly string Choice = Draw.Process(d => d.Start().Exclusive("which").User("one", "two", "three").End()
        .Path("start which").Flow("which", "one", "input = 1").Flow("which", "two", "input = 2").Flow("which", "three", "${input == 3}")
        .Path("one end").Path("two end").Path("three end"));

    [Theory]
    [InlineData(1, "one")]
    [InlineData(2, "two")]
    [InlineData(3, "three")]
    public void An_exclusive_gateway_takes_the_one_way_whose_condition_holds(int input, string task) =>
        ProcessRun.Play(Choice, run => run.Start(("input", input)).WorkItems.ShouldBe(task));

    [Fact]
    public void A_start_that_finds_no_way_out_is_refused() => ProcessRun.Play(Choice, run =>
    {
        Should.Throw<InterpreterException>(() => run.Start(("input", 4))).ElementId.ShouldBe("which");
        run.State.Tokens.ShouldBeEmpty();
    });

    [Fact]
    public void An_exclusive_gateway_takes_only_the_first_of_several_true_conditions_in_document_order() => ProcessRun.Play(
        Draw.Process(d => d.Start().Exclusive("which").User("b", "a").End().Path("start which").Flow("which", "b", "true").Flow("which", "a", "true").Path("a end").Path("b end")),
        run => run.Start().WorkItems.ShouldBe("b"));

    [Theory]
    [InlineData("yes", "agreed")]
    [InlineData("no", "refused")]
    [InlineData("later", "refused")]
    public void The_default_flow_is_taken_when_no_outcome_matches(string outcome, string next) => ProcessRun.Play(
        Draw.Process(d => d.Start().User("ask").Exclusive("answer", "answer-refused").User("agreed", "refused").End()
            .Path("start ask answer").Flow("answer", "agreed", outcome: "yes").Flow("answer", "refused").Path("agreed end").Path("refused end")),
        run => run.Start().Complete("ask", outcome).WorkItems.ShouldBe(next));

    [Fact]
    public void A_flow_with_outcome_and_condition_needs_both() => ProcessRun.Play(
        Draw.Process(d => d.Start().User("ask").Exclusive("answer", "answer-other").User("both", "other").End()
            .Path("start ask answer").Flow("answer", "both", "score > 5", "yes").Flow("answer", "other").Path("both end").Path("other end")),
        run =>
        {
            run.Start().Complete("ask", "yes", ("score", 3));
            run.WorkItems.ShouldBe("other");
        });

    private static readonly string ForkJoin = Draw.Process(d => d.Start().Parallel("fork", "join").User("receivePayment", "shipOrder", "archiveOrder").End()
        .Path("start fork receivePayment join").Path("fork shipOrder join archiveOrder end"));

    [Fact]
    public void A_parallel_gateway_forks_and_joins() => ProcessRun.Play(ForkJoin, run =>
    {
        run.Start().WorkItems.ShouldBe("receivePayment shipOrder");
        run.Complete("shipOrder").WorkItems.ShouldBe("receivePayment");
        run.Complete("receivePayment").WorkItems.ShouldBe("archiveOrder");
        run.Complete("archiveOrder").State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_fork_into_end_events_ends_the_process_at_once() => ProcessRun.Play(
        Draw.Process(d => d.Start().Parallel("fork").End("end1").End("end2").Path("start fork end1").Path("fork end2")),
        run => run.Start().State.Ended.ShouldBeTrue());

    [Fact]
    public void Two_tokens_over_the_same_flow_do_not_complete_a_join() => ProcessRun.Play(
        Draw.Process(d => d.Start().Parallel("fork", "join").Exclusive("merge").User("a", "b", "c", "after").End()
            .Path("start fork a merge join").Path("fork b merge").Path("fork c join after end")),
        run =>
        {
            run.Start().Complete("a").Complete("b").WorkItems.ShouldBe("c");
            run.State.TokensAt("join").Count().ShouldBe(2);
            run.Complete("c").WorkItems.ShouldBe("after");
            run.State.TokensAt("join").ShouldHaveSingleItem().ArrivedBy.ShouldBe("merge-join");
            run.Complete("after").State.Ended.ShouldBeFalse("the token left behind still waits for its partner");
        });

    private static readonly string OneWayIntoTwo = Draw.Process(d => d.Start().User("ask").Exclusive("one", "one-b").Task("a").Task("b").Parallel("both").End()
        .Path("start ask one").Flow("one", "a", outcome: "a").Path("a both end").Path("one b both"));

    [Fact]
    public void A_join_whose_other_branch_can_never_come_is_an_incident_and_not_silence() => ProcessRun.Play(OneWayIntoTwo, run =>
    {
        run.Start().Complete("ask", "a").Incidents.ShouldHaveSingleItem().ElementId.ShouldBe("both");
        run.Take(new Trigger.VariablesChanged(System.Collections.Immutable.ImmutableDictionary<string, object?>.Empty)).Incidents.Count.ShouldBe(1, "it is said once");
        run.Retry().Incidents.Count.ShouldBe(2, "and again when a person tries");
        run.Take(new Trigger.Cancel("drawn wrongly")).State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_join_may_fork_again() => ProcessRun.Play(
        Draw.Process(d => d.Start().Parallel("fork", "both").User("a", "b", "c", "e").End()
            .Path("start fork a both c end").Path("fork b both e end")),
        run => run.Start().Complete("a").Complete("b").WorkItems.ShouldBe("c e"));

    [Fact]
    public void Joins_in_two_running_copies_of_a_scope_do_not_mix() => ProcessRun.Play(
        Draw.Process(d => d.Start().Parallel("twice").Exclusive("into").End().Sub("scope", s => s.Start("in").Parallel("fork", "join").User("a", "b").End("out")
                .Path("in fork a join out").Path("fork b join"))
            .Path("start twice into scope end").Xml("<b:sequenceFlow id='again' sourceRef='twice' targetRef='into'/>")),
        run =>
        {
            run.Start().WorkItems.ShouldBe("a a b b");
            var (first, second) = (run.State.TokensAt("a").First(), run.State.TokensAt("b").Last());
            first.ScopeTokenId.ShouldNotBe(second.ScopeTokenId);
            run.Complete("a").CompleteYoungest("b").State.TokensAt("join").Count().ShouldBe(2, "one half of each copy");
            run.Complete("b").State.TokensAt("scope").Count().ShouldBe(1);
            run.Complete("a").State.Ended.ShouldBeTrue();
        });
}

using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>Compensation and transactions: what is undone, when, in which scope, and what goes on afterwards.</summary>
public sealed class CompensationCases
{
    private static Draw Hotel(Draw d, string marker = "") => marker.Length == 0 ? d.User("hotel").Undo("undo", "hotel") : d.Times("userTask", "hotel", marker).Undo("undo", "hotel");

    [Fact]
    public void Instances_are_undone_one_by_one_once_all_are_done() => Scenario.Play(
        Draw.Process(d => Hotel(d.Start(), Draw.Several(Draw.Count("3"))).Events("endEvent", "back", Draw.Compensate()).Path("start hotel back")), s => s
        .Start().Complete("hotel", "hotel", "hotel").Open("undo", "undo", "undo").Complete("undo", "undo").Running(1).Complete("undo").Ended());

    [Fact]
    public void While_instances_run_none_is_undone() => Scenario.Play(
        Draw.Process(d => Hotel(d.Start().Parallel("fork", "join"), Draw.Several(Draw.Count("3"))).User("refuse").Events("intermediateThrowEvent", "back", Draw.Compensate("hotel")).End().Path("start fork hotel join end").Path("fork refuse back join")), s => s
        .Start().Complete("hotel", "hotel").Complete("refuse").Open("hotel").Complete("hotel").Ended());

    [Fact]
    public void A_repeated_sub_process_is_undone_instance_by_instance() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("each", i => Hotel(i.Start("in")).End("out").Path("in hotel out").Xml(Draw.Several(Draw.Count("2"), true))).Events("intermediateThrowEvent", "back", Draw.Compensate()).User("after").End().Path("start each back after end")), s => s
        .Start().Complete("hotel", "hotel").Open("undo", "undo").Complete("undo").Open("undo").Complete("undo").Open("after").Complete("after").Ended());

    [Fact]
    public void A_handler_on_the_sub_process_stands_for_all_that_is_in_it() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("trip", i => Hotel(i.Start("in")).End("out").Path("in hotel out")).Undo("undoTrip", "trip").Events("intermediateThrowEvent", "back", Draw.Compensate()).End().Path("start trip back end")), s => s
        .Start().Complete("hotel").Open("undoTrip").Complete("undoTrip").Ended());

    [Fact]
    public void What_is_completed_in_a_scope_can_be_undone_only_there_while_it_runs() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork").Sub("trip", i => Hotel(i.Start("in")).User("more").End("out").Path("in hotel more out")).User("refuse").Events("endEvent", "back", Draw.Compensate()).End().Path("start fork trip end").Path("fork refuse back")), s => s
        .Start().Complete("hotel").Complete("refuse").Open("more").Complete("more").Ended());

    [Fact]
    public void A_handler_can_be_a_sub_process_that_waits() => Scenario.Play(
        Draw.Process(d => d.Start().User("hotel").Sub("undo", i => i.Start("in").User("call", "confirm").End("out").Path("in call confirm out"), "isForCompensation='true'")
            .Xml("<b:boundaryEvent id='on' attachedToRef='hotel'><b:compensateEventDefinition/></b:boundaryEvent><b:association id='as' sourceRef='on' targetRef='undo'/>")
            .Events("intermediateThrowEvent", "back", Draw.Compensate()).User("after").End().Path("start hotel back after end")), s => s
        .Start().Complete("hotel").Open("call").Complete("call").Open("confirm").Complete("confirm").Open("after").Complete("after").Ended());

    [Fact]
    public void A_handler_can_call_a_process() => Scenario.Play([
        Draw.Process(d => d.Start().User("hotel").Xml("<b:callActivity id='undo' calledElement='inner' isForCompensation='true'/><b:boundaryEvent id='on' attachedToRef='hotel'><b:compensateEventDefinition/></b:boundaryEvent><b:association id='as' sourceRef='on' targetRef='undo'/>")
            .Events("endEvent", "back", Draw.Compensate()).Path("start hotel back"), "outer"), Draw.Process(d => d.Start().User("inside").End().Path("start inside end"), "inner")], s => s
        .Start().Complete("hotel").Running(2).Open("inside").Complete("inside").Ended());

    [Fact]
    public void An_event_sub_process_undoes_what_the_process_did() => Scenario.Play(
        Draw.Process(d => Hotel(d.Start()).User("flight").End().Path("start hotel flight end").Aside("aside", Draw.Message("cancel"), i => i.Events("endEvent", "back", Draw.Compensate()).Path("aside-start back"))), s => s
        .Start().Complete("hotel").Open("flight").Message("cancel").Open("undo").Complete("undo").Ended());

    [Fact]
    public void What_a_sub_process_says_of_its_undoing_comes_before_its_handlers() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("trip", i => Hotel(i.Start("in")).End("out").Path("in hotel out")
                .Aside("how", Draw.Compensate(), a => a.User("instead").End("done").Path("how-start instead done")))
            .Events("intermediateThrowEvent", "back", Draw.Compensate()).User("after").End().Path("start trip back after end")), s => s
        .Start().Complete("hotel").Open("instead").Complete("instead").Open("after"));

    [Fact]
    public void It_may_throw_again_and_so_undo_the_inside_as_well() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("trip", i => Hotel(i.Start("in")).End("out").Path("in hotel out")
                .Aside("how", Draw.Compensate(), a => a.User("first").Events("intermediateThrowEvent", "all", Draw.Compensate()).User("last").End("done").Path("how-start first all last done")))
            .Events("endEvent", "back", Draw.Compensate()).Path("start trip back")), s => s
        .Start().Complete("hotel").Open("first").Complete("first").Open("undo").Complete("undo").Open("last").Complete("last").Ended());

    [Fact]
    public void Nothing_is_undone_twice() => Scenario.Play(
        Draw.Process(d => Hotel(d.Start()).Events("intermediateThrowEvent", "back", Draw.Compensate()).User("mid").Events("intermediateThrowEvent", "again", Draw.Compensate()).End().Path("start hotel back mid again end")), s => s
        .Start().Complete("hotel", "undo", "mid").Ended());

    [Fact]
    public void What_a_handler_sees_is_what_its_activity_left() => Scenario.Play(
        Draw.Process(d => d.Start().Sub("each", i => i.Start("in").User("hotel").End("out").Path("in hotel out").Xml("<b:scriptTask id='undo' scriptFormat='feel' isForCompensation='true'><b:script>{ undone: append(undone, loopCounter) }</b:script></b:scriptTask><b:boundaryEvent id='on' attachedToRef='hotel'><b:compensateEventDefinition/></b:boundaryEvent><b:association id='as' sourceRef='on' targetRef='undo'/>")
            .Xml(Draw.Several(Draw.Count("2"), true))).Events("endEvent", "back", Draw.Compensate()).Path("start each back")), s => s
        .Start(("undone", Array.Empty<object?>())).Complete("hotel", "hotel").Ended().Has("undone", new object?[] { 1, 0 }));

    private static string Transaction(string more = "") => Draw.Process(d => d.Start().User("after", "cancelled").End().Path("start tx after end").Path("out cancelled end").On("out", "tx", Draw.CancelDefinition)
        .Sub("tx", i => Hotel(i.Start("in")).User("pay").Exclusive("ok", "ok-fine").End("fine").Events("endEvent", "cancel", Draw.CancelDefinition).Path("in hotel pay ok fine").Flow("ok", "cancel", "outcome = \"no\"").Xml(more), kind: "transaction"));

    [Fact]
    public void A_cancelled_transaction_is_undone_before_it_is_left() => Scenario.Play(Transaction(), s => s
        .Start().Complete("hotel").Decide("pay", "no").Open("undo").Complete("undo").Open("cancelled").Complete("cancelled").Ended());

    [Fact]
    public void One_that_is_not_goes_on_and_is_undone_by_nobody() => Scenario.Play(Transaction(), s => s.Start().Complete("hotel").Decide("pay", "yes").Open("after").Complete("after").Ended());

    [Fact]
    public void Cancelling_ends_the_other_branches() => Scenario.Play(
        Draw.Process(d => d.Start().User("cancelled").End().Path("start tx end").Path("out cancelled end").On("out", "tx", Draw.CancelDefinition)
            .Sub("tx", i => i.Start("in").Parallel("fork").User("a", "b").End("fine").Events("endEvent", "cancel", Draw.CancelDefinition).Path("in fork a cancel").Path("fork b fine").OnTimer("t", "b", "PT1H").End("late").Path("t late"), kind: "transaction")), s => s
        .Start().Timers(1).Complete("a").Timers(0).Open("cancelled").Complete("cancelled").Ended());

    [Fact]
    public void Cancelling_one_instance_of_a_repeated_transaction_undoes_all_that_run() => Scenario.Play(Transaction(Draw.Several(Draw.Count("3"))), s => s
        .Start().Open("hotel", "hotel", "hotel").Complete("hotel", "hotel").Open("hotel", "pay", "pay").Decide("pay", "no").Open("undo", "undo").Complete("undo").Open("undo").Complete("undo").Open("cancelled").Complete("cancelled").Ended());

    [Fact]
    public void An_instance_that_is_not_cancelled_lets_the_others_go_on() => Scenario.Play(Transaction(Draw.Several(Draw.Count("2"))), s => s
        .Start().Complete("hotel", "hotel").Decide("pay", "yes").Open("pay").Decide("pay", "yes").Open("after").Complete("after").Ended());

    [Fact]
    public void A_completed_transaction_can_still_be_undone_from_outside() => Scenario.Play(
        Draw.Process(d => d.Start().Events("endEvent", "back", Draw.Compensate("tx")).Path("start tx back").On("out", "tx", Draw.CancelDefinition).End().Path("out end")
            .Sub("tx", i => Hotel(i.Start("in")).End("fine").Path("in hotel fine"), kind: "transaction")), s => s
        .Start().Complete("hotel").Open("undo").Complete("undo").Ended());

    [Fact]
    public void An_inner_transaction_is_cancelled_alone() => Scenario.Play(
        Draw.Process(d => d.Start().User("after").End().Path("start outer after end").On("o-out", "outer", Draw.CancelDefinition).End("gone").Path("o-out gone")
            .Sub("outer", o => o.Start("o-in").User("mend").End("o-fine").Path("o-in inner o-fine").On("i-out", "inner", Draw.CancelDefinition).End("o-mended").Path("i-out mend o-mended")
                .Sub("inner", i => i.Start("i-in").User("try").Events("endEvent", "cancel", Draw.CancelDefinition).Path("i-in try cancel"), kind: "transaction"), kind: "transaction")), s => s
        .Start().Complete("try").Open("mend").Complete("mend").Open("after").Complete("after").Ended());
}

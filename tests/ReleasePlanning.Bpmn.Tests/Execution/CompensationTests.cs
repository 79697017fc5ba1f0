using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class CompensationTests
{
    private static string Booked(string thrown) => Draw.Process(d => d.Start().User("hotel", "flight").Undo("undoHotel", "hotel").Undo("undoFlight", "flight")
        .Events("intermediateThrowEvent", "undo", thrown).User("after").End().Path("start hotel flight undo after end"));

    [Fact]
    public void What_was_completed_is_undone_latest_first_and_the_event_waits_for_all_of_it() => ProcessRun.Play(Booked(Draw.Compensate()), run =>
    {
        run.Start().Complete("hotel").Complete("flight");
        run.WorkItems.ShouldBe("undoFlight undoHotel");
        run.Path.Where(p => p.Kind == Bpmn.Execution.PathKind.Entered && p.ElementId.StartsWith("undo", StringComparison.Ordinal)).Select(p => p.ElementId).ShouldBe(["undo", "undoFlight", "undoHotel"]);
        run.Complete("undoHotel").WorkItems.ShouldBe("undoFlight");
        run.Complete("undoFlight").WorkItems.ShouldBe("after");
        run.Complete("after").State.Ended.ShouldBeTrue();
        run.State.Compensables.ShouldBeEmpty();
    });

    [Fact]
    public void Only_the_activity_named_is_undone() => ProcessRun.Play(Booked(Draw.Compensate("hotel")), run =>
        run.Start().Complete("hotel").Complete("flight").WorkItems.ShouldBe("undoHotel"));

    [Fact]
    public void An_event_that_does_not_wait_goes_on_at_once() =>
        ProcessRun.Play(Booked("<b:compensateEventDefinition waitForCompletion='false'/>"), run =>
        {
            run.Start().Complete("hotel").Complete("flight").WorkItems.ShouldBe("after undoFlight undoHotel");
            run.Complete("after").State.Ended.ShouldBeFalse("the handlers are still at work");
            run.Complete("undoFlight").Complete("undoHotel").State.Ended.ShouldBeTrue();
        });

    [Fact]
    public void With_nothing_to_undo_the_event_passes() => ProcessRun.Play(
        Draw.Process(d => d.Start().Events("intermediateThrowEvent", "undo", Draw.Compensate()).User("after").End().Path("start undo after end")),
        run => run.Start().WorkItems.ShouldBe("after"));

    [Fact]
    public void A_completed_sub_process_is_undone_from_the_inside() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Sub("trip", s => s.Start("in").User("hotel", "flight").Undo("undoHotel", "hotel").Undo("undoFlight", "flight").End("out").Path("in hotel flight out"))
        .Events("endEvent", "end", Draw.Compensate()).Path("start trip end")), run =>
    {
        run.Start().Complete("hotel").Complete("flight").WorkItems.ShouldBe("undoFlight undoHotel");
        run.Complete("undoFlight").State.Ended.ShouldBeFalse();
        run.Complete("undoHotel").State.Ended.ShouldBeTrue();
        run.State.Tokens.ShouldBeEmpty();
    });

    [Fact]
    public void A_sub_process_can_say_itself_how_it_is_undone() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Sub("trip", s => s.Start("in").User("hotel").Undo("undoHotel", "hotel").End("out").Path("in hotel out")
            .Aside("undoTrip", Draw.Compensate(), a => a.User("call").Events("intermediateThrowEvent", "inner", Draw.Compensate()).End("done").Path("undoTrip-start call inner done")))
        .Events("intermediateThrowEvent", "undo", Draw.Compensate()).User("after").End().Path("start trip undo after end")), run =>
    {
        run.Start().Complete("hotel").WorkItems.ShouldBe("call", "the handler inside is not begun by itself");
        run.Complete("call").WorkItems.ShouldBe("undoHotel");
        run.Complete("undoHotel").WorkItems.ShouldBe("after");
    });

    [Fact]
    public void Each_instance_is_undone_and_sees_its_own_variables() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Times("subProcess", "each", Draw.Several("<b:loopDataInputRef>beds</b:loopDataInputRef><b:inputDataItem name='bed'/>")
            + $"<b:startEvent id='in'/><b:userTask id='book'>{Draw.Binding()}</b:userTask><b:endEvent id='out'/><b:sequenceFlow id='f1' sourceRef='in' targetRef='book'/><b:sequenceFlow id='f2' sourceRef='book' targetRef='out'/>"
            + "<b:boundaryEvent id='onBook' attachedToRef='book'><b:compensateEventDefinition/></b:boundaryEvent><b:scriptTask id='free' isForCompensation='true'><b:script>{freed: concatenate(if freed = null then [] else freed, [bed])}</b:script></b:scriptTask><b:association id='a' sourceRef='onBook' targetRef='free'/>")
        .Events("intermediateThrowEvent", "undo", Draw.Compensate()).User("after").End().Path("start each undo after end")), run =>
    {
        run.Start(("beds", new[] { "a", "b", "c" })).Complete("book").Complete("book").Complete("book").WorkItems.ShouldBe("after");
        ((IReadOnlyList<object?>)run.State.Variables["freed"]!).ShouldBe(["c", "b", "a"]);
    });

    private static string Transaction(string afterwards) => Draw.Process(d => d.Start()
        .Sub("deal", s => s.Start("in").Parallel("fork").User("pay", "ship").Undo("refund", "pay").Exclusive("ok", "ok-out").Events("endEvent", "cancel", Draw.CancelDefinition).End("out")
            .Path("in fork pay ok out").Path("fork ship out").Flow("ok", "cancel", "bad = true"), kind: "transaction")
        .On("cancelled", "deal", Draw.CancelDefinition).User("sorry", "fine").End().Path("start deal fine end").Path("cancelled sorry end").Xml(afterwards));

    [Fact]
    public void Cancelling_a_transaction_ends_its_branches_undoes_what_was_done_and_leaves_by_the_boundary() => ProcessRun.Play(Transaction(""), run =>
    {
        run.Start(("bad", true)).Complete("pay").WorkItems.ShouldBe("refund");
        run.Complete("refund").WorkItems.ShouldBe("sorry");
        run.Complete("sorry").State.Ended.ShouldBeTrue();
    });

    [Fact]
    public void A_transaction_that_is_not_cancelled_is_a_sub_process() => ProcessRun.Play(Transaction(""), run =>
        run.Start(("bad", false)).Complete("pay").Complete("ship").WorkItems.ShouldBe("fine"));

    [Fact]
    public void What_undoes_is_not_undone_itself_and_nothing_is_undone_twice() => ProcessRun.Play(Draw.Process(d => d.Start().User("hotel").Undo("undoHotel", "hotel")
        .Events("intermediateThrowEvent", "undo", Draw.Compensate()).Events("intermediateThrowEvent", "again", Draw.Compensate()).User("after").End().Path("start hotel undo again after end")), run =>
        run.Start().Complete("hotel").Complete("undoHotel").WorkItems.ShouldBe("after"));

    [Fact]
    public void What_was_interrupted_was_not_completed() => ProcessRun.Play(Draw.Process(d => d.Start().User("hotel").Undo("undoHotel", "hotel").OnTimer("late", "hotel", "PT1H")
        .Events("intermediateThrowEvent", "undo", Draw.Compensate()).User("after").End().Path("start hotel undo after end").Path("late undo")), run =>
        run.Start().Fire("late").WorkItems.ShouldBe("after"));

    [Fact]
    public void Instances_can_be_undone_only_when_all_of_them_are_done() => ProcessRun.Play(Draw.Process(d => d.Start().Parallel("fork")
        .Times("userTask", "book", Draw.Several(Draw.Count("3"))).Undo("free", "book").User("decide", "again").End()
        .Events("intermediateThrowEvent", "undo", Draw.Compensate("book")).Events("intermediateThrowEvent", "undo2", Draw.Compensate("book"))
        .Path("start fork book end").Path("fork decide undo again undo2 end")), run =>
    {
        run.Start().Complete("book").Complete("book").Complete("decide").WorkItems.ShouldBe("again book", "one instance is still at work");
        run.Complete("book").Complete("again").WorkItems.ShouldBe("free free free");
    });
}

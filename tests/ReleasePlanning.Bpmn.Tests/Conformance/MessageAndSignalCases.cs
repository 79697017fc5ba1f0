using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>The cases D14 to D20 on messages and signals.</summary>
public sealed class MessageAndSignalCases
{
    [Fact]
    public void D14_a_process_with_two_starts_can_be_started_either_way() =>
        Scenario.Play(Draw.Process(d => d.Start().Events("startEvent", "asked", Draw.Message("request")).User("routine", "answer").End().Path("start routine end").Path("asked answer end")), s => s
            .Start().Open("routine").StartByMessage("request").Open("answer", "routine").Message("request").Open("answer", "answer", "routine")
            .Complete("answer", "answer", "routine").Ended());

    private static string WithMessage(bool interrupts) => Draw.Process(d => d.Start().User("work", "called").End().End("told").OnMessage("call", "work", "stop", interrupts)
        .Path("start work end").Path("call called told"));

    [Fact]
    public void D15_a_message_on_the_border_ends_the_task() =>
        Scenario.Play(WithMessage(true), s => s.Start().Waits("stop").Message("stop").Open("called").Waits().Complete("called").Ended());

    [Fact]
    public void D15_a_completed_task_waits_for_no_message_any_more() =>
        Scenario.Play(WithMessage(true), s => s.Start().Complete("work").Ended().Try(on => on.Message("stop")).Refused("Nobody waits"));

    [Fact]
    public void D16_one_that_does_not_interrupt_can_come_again_and_again() =>
        Scenario.Play(WithMessage(false), s => s.Start().Message("stop").Open("called", "work").Waits("stop").Message("stop").Open("called", "called", "work")
            .Complete("work").Waits().Open("called", "called").Complete("called", "called").Ended());

    private static string Beside() => Draw.Process(d => d.Start().User("work").End().Path("start work end")
        .Aside("aside", Draw.Message("question"), i => i.User("answer").End("answered").Path("aside-start answer answered"), interrupts: false));

    [Fact]
    public void D17_without_the_message_the_process_ends_with_its_last_task() =>
        Scenario.Play(Beside(), s => s.Start().Waits("question").Complete("work").Ended());

    [Fact]
    public void D17_with_it_both_must_be_done() =>
        Scenario.Play(Beside(), s => s.Start().Message("question").Open("answer", "work").Waits("question").Complete("work").Open("answer").Running(1).Complete("answer").Ended());

    [Fact]
    public void D18_a_receive_task_waits_for_its_message_and_is_no_open_task() =>
        Scenario.Play(Draw.Process(d => d.Start().Receive("wait", "reply").End().Path("start wait end")), s => s.Start().Open().Waits("reply").Message("reply").Ended());

    [Fact]
    public void D19_a_signal_that_does_not_interrupt_adds_to_the_task() =>
        Scenario.Play(Draw.Process(d => d.Start().User("work", "more").End().End("told").On("alarm", "work", Draw.Signal("alert"), false).Path("start work end").Path("alarm more told")), s => s
            .Start().Waits("alert").Signal("alert").Open("more", "work").Complete("more").Open("work").Complete("work").Ended());

    [Fact]
    public void D20_a_signal_thrown_by_one_process_reaches_another() =>
        Scenario.Play([
            Draw.Process(d => d.Start().Events("intermediateCatchEvent", "wait", Draw.Signal("alert")).End().Path("start wait end"), "waiting"),
            Draw.Process(d => d.Start().Events("endEvent", "ring", Draw.Signal("alert")).Path("start ring"), "throwing")], s => s
            .Start("waiting").Start("waiting").Running(2).Waits("alert", "alert").Start("throwing").Ended());

    [Fact]
    public void A_message_name_may_be_worked_out_when_it_is_waited_for_and_thrown() =>
        Scenario.Play(Draw.Process(d => d.Start().Parallel("fork").Receive("one", "order-${id}").CatchMessage("two", "${other}").User("work", "after").End().Throw("tell", "order-${id}")
            .Path("start fork one after end").Path("fork two end").Path("fork work tell end")), s => s
            .Start(("id", 7), ("other", "it's \"me\"")).Waits("it's \"me\"", "order-7").Complete("work").Open("after").Waits("it's \"me\"").Message("it's \"me\"").Complete("after").Ended());

    [Fact]
    public void A_signal_name_may_be_worked_out_and_one_without_value_refuses_the_start() =>
        Scenario.Play(Draw.Process(d => d.Start().User("work", "stopped").End().On("stop", "work", Draw.Signal("alert-${place}")).Path("start work end").Path("stop stopped end")), s => s
            .Try(on => on.Start(null, null)).Refused("has no value").Start(("place", "Iqaluit")).Waits("alert-Iqaluit").Signal("alert-Iqaluit").Open("stopped"));

    private static string Rings(string kind) => Draw.Process(d => d.Start().User("after", "told").End().End("heard")
        .Sub("inside", i => i.Start("in").User("work").Events(kind, "ring", Draw.Signal("alert")).Path(kind == "endEvent" ? "in work ring" : "in work ring out").End("out"))
        .On("alarm", "inside", Draw.Signal("alert")).Path("start inside after end").Path("alarm told heard"));

    [Theory]
    [InlineData("endEvent")]
    [InlineData("intermediateThrowEvent")]
    public void A_signal_that_interrupts_the_scope_it_is_thrown_in_ends_it_there(string kind) =>
        Scenario.Play(Rings(kind), s => s.Start().Waits("alert").Complete("work").Open("told").Waits().Complete("told").Ended());

    [Fact]
    public void A_signal_thrown_at_the_end_of_a_process_still_starts_its_own_event_sub_process() =>
        Scenario.Play(Draw.Process(d => d.Start().User("work").Events("endEvent", "ring", Draw.Signal("alert")).Path("start work ring")
            .Aside("aside", Draw.Signal("alert"), i => i.User("answer").End("answered").Path("aside-start answer answered"))), s => s
            .Start().Complete("work").Open("answer").Waits().Complete("answer").Ended());
}

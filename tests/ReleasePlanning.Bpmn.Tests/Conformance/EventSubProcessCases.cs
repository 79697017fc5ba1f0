using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>Event sub-processes of every kind, in the process and in a sub-process, interrupting and not.</summary>
public sealed class EventSubProcessCases
{
    private static string InProcess(string definition, bool interrupts) => Draw.Process(d => d.Start().User("work", "after").End().Path("start work after end")
        .Aside("aside", definition, i => i.User("handle").End("handled").Path("aside-start handle handled"), interrupts));

    private static string InScope(string definition, bool interrupts) => Draw.Process(d => d.Start().User("next").End().Path("start scope next end")
        .Sub("scope", o => o.Start("in").User("work", "after").End("out").Path("in work after out")
            .Aside("aside", definition, i => i.User("handle").End("handled").Path("aside-start handle handled"), interrupts)));

    public static TheoryData<string, string> Kinds() => new()
    {
        { "message", Draw.Message("m") }, { "signal", Draw.Signal("s") }, { "timer", Draw.After("PT1H") }, { "condition", Draw.When("x > 1") }
    };

    private static void Happens(Scenario s, string kind) => _ = kind switch
    {
        "message" => s.Message("m"),
        "signal" => s.Signal("s"),
        "timer" => s.Advance("PT1H"),
        _ => s.Set(("x", 2))
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_that_interrupts_ends_the_work_of_the_process(string kind, string definition) => Scenario.Play(InProcess(definition, true), s =>
    {
        Happens(s.Start().Open("work"), kind);
        s.Open("handle").Waits().Timers(0).Complete("handle").Ended();
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_that_interrupts_ends_the_work_of_its_sub_process_and_the_flow_goes_on_after_it(string kind, string definition) => Scenario.Play(InScope(definition, true), s =>
    {
        Happens(s.Start().Open("work"), kind);
        s.Open("handle").Complete("handle").Open("next").Complete("next").Ended();
    });

    [Theory]
    [MemberData(nameof(Kinds))]
    public void One_that_does_not_interrupt_runs_beside_and_the_scope_waits_for_it(string kind, string definition) => Scenario.Play(InScope(definition, false), s =>
    {
        Happens(s.Start(), kind);
        s.Open("handle", "work").Complete("work", "after").Open("handle").Complete("handle").Open("next").Timers(0).Waits().Complete("next").Ended();
    });

    [Theory]
    [InlineData("message")]
    [InlineData("signal")]
    public void What_does_not_interrupt_may_come_again(string kind) => Scenario.Play(InProcess(kind == "message" ? Draw.Message("m") : Draw.Signal("s"), false), s =>
    {
        Happens(s.Start(), kind);
        Happens(s, kind);
        s.Open("handle", "handle", "work").Complete("work", "after").Open("handle", "handle").Running(1).Complete("handle", "handle").Ended();
    });

    [Fact]
    public void A_timer_beside_the_process_fires_once_and_a_cycle_again() => Scenario.Play(InProcess(Draw.After("R/PT1H", "Cycle"), false), s => s
        .Start().Advance("PT3H").Open("handle", "handle", "handle", "work").Timers(1).Complete("work", "after").Open("handle", "handle", "handle").Complete("handle", "handle", "handle").Timers(0).Ended());

    [Fact]
    public void It_stands_aside_while_its_scope_is_not_running() => Scenario.Play(
        Draw.Process(d => d.Start().User("before", "next").End().Path("start before scope next end")
            .Sub("scope", o => o.Start("in").User("work").End("out").Path("in work out").Aside("aside", Draw.Message("m"), i => i.User("handle").End("handled").Path("aside-start handle handled"), false))), s => s
        .Start().Waits().Complete("before").Waits("m").Complete("work").Waits().Open("next").Try(on => on.Message("m")).Refused("Nobody waits"));

    [Fact]
    public void An_error_thrown_beside_the_flow_is_caught_in_the_process() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork").User("try", "other").Events("endEvent", "failed", Draw.Error("E1")).End().Path("start fork try failed").Path("fork other end")
            .Aside("aside", Draw.Error("E1"), i => i.User("handle").End("handled").Path("aside-start handle handled"))), s => s
        .Start().Open("other", "try").Complete("try").Open("handle").Complete("handle").Ended());

    [Fact]
    public void A_failing_task_is_caught_there_too_and_by_code_before_any() => Scenario.Play(
        Draw.Process(d => d.Start().Service("try").End().Path("start try end")
            .Aside("any", Draw.Error(), i => i.User("anything").End("a").Path("any-start anything a")).Aside("named", Draw.Error("E1"), i => i.User("e1").End("b").Path("named-start e1 b"))), s => s
        .Start().Fail("try", "E1").Open("e1").Start().Fail("try", "E2").Open("anything", "e1"));

    [Fact]
    public void An_error_in_a_handler_goes_further_out_and_not_round() => Scenario.Play(
        Draw.Process(d => d.Start().User("repair").End().Path("start scope end").Path("caught repair end")
            .Sub("scope", o => o.Start("in").Service("try").End("out").Path("in try out")
                .Aside("aside", Draw.Error("E1"), i => i.Service("handle").Events("endEvent", "again", Draw.Error("E1")).Path("aside-start handle again")))
            .On("caught", "scope", Draw.Error("E1"))), s => s
        .Start().Fail("try", "E1").Open("handle").Complete("handle").Open("repair").Complete("repair").Ended());

    [Fact]
    public void An_escalation_beside_the_flow_adds_and_one_that_interrupts_ends()
    {
        string Escalating(bool interrupts) => Draw.Process(d => d.Start().Parallel("fork").User("tell", "other").Events("intermediateThrowEvent", "up", Draw.Escalation("X")).User("go on").End()
            .Path("start fork tell up").Path("fork other end").Aside("aside", Draw.Escalation("X"), i => i.User("handle").End("handled").Path("aside-start handle handled"), interrupts)).Replace("go on", "go_on", StringComparison.Ordinal)
            .Replace("</b:process>", "<b:sequenceFlow id='u' sourceRef='up' targetRef='go_on'/></b:process>", StringComparison.Ordinal);
        Scenario.Play(Escalating(false), s => s.Start().Complete("tell").Open("go_on", "handle", "other").Complete("handle", "go_on", "other").Ended());
        Scenario.Play(Escalating(true), s => s.Start().Complete("tell").Open("handle").Complete("handle").Ended());
    }

    [Fact]
    public void One_inside_another_listens_while_that_runs() => Scenario.Play(
        Draw.Process(d => d.Start().User("work").End().Path("start work end")
            .Aside("outer", Draw.Message("m"), o => o.User("handle").End("handled").Path("outer-start handle handled")
                .Aside("inner", Draw.Message("stop"), i => i.User("stopping").End("stopped").Path("inner-start stopping stopped")), false)), s => s
        .Start().Waits("m").Message("m").Waits("m", "stop").Open("handle", "work").Message("stop").Open("stopping", "work").Waits("m").Complete("stopping", "work").Ended());

    [Fact]
    public void A_terminate_end_in_it_ends_only_it() => Scenario.Play(
        Draw.Process(d => d.Start().User("work").End().Path("start work end")
            .Aside("aside", Draw.Message("m"), i => i.Parallel("fork").User("a", "b").Terminate("stop").End("handled").Path("aside-start fork a stop").Path("fork b handled"), false)), s => s
        .Start().Message("m").Open("a", "b", "work").Complete("a").Open("work").Waits("m").Complete("work").Ended());

    [Fact]
    public void An_interrupting_one_ends_called_processes_too() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").End().Path("start call end").Aside("aside", Draw.Signal("stop"), i => i.User("handle").End("handled").Path("aside-start handle handled")), "outer"),
        Draw.Process(d => d.Start().User("inside").End().Path("start inside end").OnTimer("late", "inside", "PT1H"), "inner").Replace("<b:boundaryEvent id='late'", "<b:endEvent id='over'/><b:sequenceFlow id='lo' sourceRef='late' targetRef='over'/><b:boundaryEvent id='late'", StringComparison.Ordinal)], s => s
        .Start("outer").Running(2).Timers(1).Signal("stop").Running(1).Timers(0).Open("handle").Complete("handle").Ended());

    [Fact]
    public void The_first_of_two_interrupting_ones_is_the_only_one() => Scenario.Play(
        Draw.Process(d => d.Start().User("work").End().Path("start work end")
            .Aside("one", Draw.Message("m"), i => i.User("h1").End("e1").Path("one-start h1 e1")).Aside("two", Draw.Signal("s"), i => i.User("h2").End("e2").Path("two-start h2 e2"))), s => s
        .Start().Waits("m", "s").Message("m").Open("h1").Waits().Signal("s").Open("h1").Complete("h1").Ended());
}

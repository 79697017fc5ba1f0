using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>Errors and escalations on their way out: which event catches them, and what they leave behind.</summary>
public sealed class ErrorAndEscalationCases
{
    private static string Called(string end) => Draw.Process(d => d.Start().User("inside").Events("endEvent", "thrown", end).Path("start inside thrown"), "inner");

    [Fact]
    public void An_error_crosses_the_sub_processes_that_do_not_catch_it() => Scenario.Play(
        Draw.Process(d => d.Start().User("repair").End().Path("start outer end").Path("caught repair end").On("caught", "outer", Draw.Error("E1"))
            .Sub("outer", o => o.Start("o-in").Sub("inner", i => i.Start("i-in").Parallel("fork").User("a", "b").Events("endEvent", "failed", Draw.Error("E1")).End("fine").Path("i-in fork a failed").Path("fork b fine")).End("o-out").Path("o-in inner o-out"))), s => s
        .Start().Complete("a").Open("repair").Complete("repair").Ended());

    [Fact]
    public void Of_two_nested_catchers_the_inner_one_with_the_code_catches() => Scenario.Play(
        Draw.Process(d => d.Start().User("out1").End().Path("start outer end").Path("caught1 out1 end").On("caught1", "outer", Draw.Error("E1"))
            .Sub("outer", o => o.Start("o-in").Sub("inner", i => i.Start("i-in").Service("a").End("fine").Path("i-in a fine")).User("out2").End("o-out").End("o-out2").Path("o-in inner o-out").On("caught2", "inner", Draw.Error("E2")).Path("caught2 out2 o-out2"))), s => s
        .Start().Fail("a", "E2").Open("out2").Complete("out2").Ended().Start().Fail("a", "E1").Open("out1"));

    [Fact]
    public void Nothing_catches_is_an_incident_that_a_completion_ends() => Scenario.Play(
        Draw.Process(d => d.Start().Service("a").User("b").End().Path("start a b end")), s => s.Start().Fail("a", "E9").Incidents(1).Open("a").Complete("a").Incidents(0).Open("b"));

    [Fact]
    public void Without_a_code_not_even_a_catch_all_catches() => Scenario.Play(
        Draw.Process(d => d.Start().Service("a").User("repair").End().Path("start a end").On("caught", "a", Draw.Error()).Path("caught repair end")), s => s
        .Start().Fail("a").Incidents(1).Open("a").Fail("a", "E1").Incidents(0).Open("repair"));

    [Fact]
    public void At_the_start_an_uncaught_error_refuses_the_start() => Scenario.Play(
        Draw.Process(d => d.Start().Events("endEvent", "failed", Draw.Error("E1")).Path("start failed")), s => s.Try(on => on.Start()).Refused("Nothing catches the error E1").Running(0));

    [Fact]
    public void An_error_of_a_called_process_is_caught_on_its_call() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").User("repair").End().Path("start call end").On("caught", "call", Draw.Error("E1")).Path("caught repair end"), "outer"), Called(Draw.Error("E1"))], s => s
        .Start().Running(2).Complete("inside").Running(1).Open("repair").Complete("repair").Ended());

    [Fact]
    public void It_goes_on_through_two_calls() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "middle").User("repair").End().Path("start call end").On("caught", "call", Draw.Error("E1")).Path("caught repair end"), "outer"),
        Draw.Process(d => d.Start().Call("call2", "inner").End().Path("start call2 end"), "middle"), Called(Draw.Error("E1"))], s => s
        .Start("outer").Running(3).Complete("inside").Running(1).Open("repair").Complete("repair").Ended());

    [Fact]
    public void It_is_caught_around_the_call_by_a_sub_process() => Scenario.Play([
        Draw.Process(d => d.Start().Sub("scope", i => i.Start("in").Call("call", "inner").End("out").Path("in call out")).User("repair").End().Path("start scope end").On("caught", "scope", Draw.Error("E1")).Path("caught repair end"), "outer"), Called(Draw.Error("E1"))], s => s
        .Start().Complete("inside").Running(1).Open("repair"));

    [Fact]
    public void Uncaught_in_the_caller_too_it_is_one_incident_there() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").End().Path("start call end"), "outer"), Called(Draw.Error("E1"))], s => s.Start().Complete("inside").Incidents(1).Running(2));

    [Fact]
    public void What_the_called_process_gives_back_comes_along_with_the_error() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").User("repair").End().Path("start call end").On("caught", "call", Draw.Error("E1")).Path("caught repair end"), "outer"), Called(Draw.Error("E1"))], s => s
        .Start().CompleteWith("inside", ("why", "full")).Open("repair").Has("why", "full"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_error_in_one_instance_ends_all_of_them(bool sequential) => Scenario.Play(
        Draw.Process(d => d.Start().User("repair").End().Path("start each end").On("caught", "each", Draw.Error("E1")).Path("caught repair end")
            .Sub("each", i => i.Start("in").User("work").Exclusive("which", "which-fine").Events("endEvent", "failed", Draw.Error("E1")).End("fine").Path("in work which fine").Flow("which", "failed", "bad").Xml(Draw.Several(Draw.Count("3"), sequential)))), s => s
        .Start(("bad", false)).Complete("work").CompleteWith("work", ("bad", true)).Open("repair").Complete("repair").Ended());

    [Theory]
    [InlineData(true, "heard")]
    [InlineData(false, "heard heard heard inside inside inside")]
    public void Every_instance_escalates_unless_the_first_ends_all(bool interrupts, string open) => Scenario.Play(
        Draw.Process(d => d.Start().User("heard").End().End("told").Path("start each end").On("up", "each", Draw.Escalation("X"), interrupts).Path("up heard told")
            .Sub("each", i => i.Start("in").Events("intermediateThrowEvent", "tell", Draw.Escalation("X")).User("inside").End("out").Path("in tell inside out").Xml(Draw.Several(Draw.Count("3"))))), s => s
        .Start().Open(open.Split(' ')));

    [Fact]
    public void An_escalation_is_caught_by_the_innermost_with_its_code() => Scenario.Play(
        Draw.Process(d => d.Start().User("outside").End().End("told").Path("start outer end").On("o", "outer", Draw.Escalation(), false).Path("o outside told")
            .Sub("outer", q => q.Start("q-in").User("middle").End("q-out").End("q-told").Path("q-in inner q-out").On("m", "inner", Draw.Escalation("X"), false).Path("m middle q-told")
                .Sub("inner", i => i.Start("i-in").Events("intermediateThrowEvent", "x", Draw.Escalation("X")).Events("intermediateThrowEvent", "y", Draw.Escalation("Y")).User("inside").End("i-out").Path("i-in x y inside i-out")))), s => s
        .Start().Open("inside", "middle", "outside").Complete("inside", "middle", "outside").Ended());

    [Fact]
    public void An_escalation_end_ends_its_own_path_only() => Scenario.Play(
        Draw.Process(d => d.Start().User("heard").End().End("told").Path("start scope end").On("up", "scope", Draw.Escalation("X"), false).Path("up heard told")
            .Sub("scope", i => i.Start("in").Parallel("fork").Events("endEvent", "tell", Draw.Escalation("X")).User("inside").End("out").Path("in fork tell").Path("fork inside out"))), s => s
        .Start().Open("heard", "inside").Complete("inside", "heard").Ended());

    [Fact]
    public void An_escalation_of_a_called_process_reaches_the_call_with_what_it_gives_back() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").User("heard").End().End("told").Path("start call end").On("up", "call", Draw.Escalation("X"), false).Path("up heard told"), "outer"),
        Draw.Process(d => d.Start().User("first", "second").Events("intermediateThrowEvent", "tell", Draw.Escalation("X")).End().Path("start first tell second end"), "inner")], s => s
        .Start().CompleteWith("first", ("n", 42)).Open("heard", "second").Running(2).Complete("heard", "second").Ended().Has("n", 42));

    [Fact]
    public void Uncaught_it_goes_by_in_the_caller_as_well() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").End().Path("start call end"), "outer"), Called(Draw.Escalation("X"))], s => s.Start().Complete("inside").Ended());

    [Fact]
    public void Interrupting_on_a_call_it_ends_the_called_process() => Scenario.Play([
        Draw.Process(d => d.Start().Call("call", "inner").User("heard").End().Path("start call end").On("up", "call", Draw.Escalation("X")).Path("up heard end"), "outer"),
        Draw.Process(d => d.Start().User("first", "second").Events("intermediateThrowEvent", "tell", Draw.Escalation("X")).End().Path("start first tell second end"), "inner")], s => s
        .Start().Complete("first").Running(1).Open("heard").Complete("heard").Ended());

    [Fact]
    public void A_task_escalates_and_stays() => Scenario.Play(
        Draw.Process(d => d.Start().User("work", "heard").End().End("told").Path("start work end").On("up", "work", Draw.Escalation("late"), false).Path("up heard told")), s => s
        .Start().Escalate("work", "late").Open("heard", "work").Escalate("work", "late").Open("heard", "heard", "work").Escalate("work", "other").Open("heard", "heard", "work").Complete("work", "heard", "heard").Ended());

    [Theory]
    [InlineData("ouch", "ouch")]
    [InlineData("no room in ${place}", "no room in Iqaluit")]
    public void What_an_error_end_says_is_given_to_the_variable_where_it_is_caught(string written, string said) =>
        Scenario.Play(Draw.Process(d => d.Start().Sub("inner", i => i.Start("in").End("wrong", Draw.Error("full")).Path("in wrong"))
            .On("caught", "inner", "<b:errorEventDefinition errorRef='full' xmlns:camunda='http://camunda.org/schema/1.0/bpmn' camunda:errorMessageVariable='why'/>").User("help").End()
            .Path("start inner end").Path("caught help end")).Replace("</b:process>", $"</b:process><b:error id='full' errorCode='F' c:errorMessage='{written}' xmlns:c='http://camunda.org/schema/1.0/bpmn'/>", StringComparison.Ordinal), s => s
            .Start(("place", "Iqaluit")).Open("help").Has("why", said));
}

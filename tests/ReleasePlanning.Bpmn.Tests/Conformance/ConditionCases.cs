using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Conformance;

/// <summary>Conditional events: looked at when they are entered and whenever a variable changes, and at no other time.</summary>
public sealed class ConditionCases
{
    private static string OnBorder(bool interrupts, string condition = "x > 1") => Draw.Process(d => d.Start().User("work", "other", "hit").End().End("done").Parallel("fork")
        .Path("start fork work end").Path("fork other end").On("cond", "work", Draw.When(condition), interrupts).Path("cond hit done"));

    [Fact]
    public void It_waits_in_the_flow_until_it_holds() => Scenario.Play(
        Draw.Process(d => d.Start().Events("intermediateCatchEvent", "ready", Draw.When("${x > 1}")).User("after").End().Path("start ready after end")), s => s
        .Start().Open().Waits().Set(("y", 5)).Open().Set(("x", 1)).Open().Set(("x", 2)).Open("after"));

    [Fact]
    public void What_holds_already_is_passed() => Scenario.Play(
        Draw.Process(d => d.Start().Events("intermediateCatchEvent", "ready", Draw.When("x > 1")).User("after").End().Path("start ready after end")), s => s.Start(("x", 2)).Open("after"));

    [Fact]
    public void On_the_border_it_interrupts() => Scenario.Play(OnBorder(true), s => s.Start().Set(("x", 2)).Open("hit", "other").Complete("hit", "other").Ended());

    [Fact]
    public void On_the_border_it_interrupts_at_once_when_it_holds_already() => Scenario.Play(OnBorder(true), s => s.Start(("x", 2)).Open("hit", "other"));

    [Fact]
    public void Beside_the_task_it_happens_at_every_change_while_it_holds() => Scenario.Play(OnBorder(false), s => s
        .Start().Set(("x", 2)).Open("hit", "other", "work").Set(("y", 1)).Open("hit", "hit", "other", "work").Set(("x", 0)).Open("hit", "hit", "other", "work").Complete("hit", "hit"));

    [Fact]
    public void A_task_completed_without_variables_changes_nothing() => Scenario.Play(OnBorder(false), s => s
        .Start().Set(("x", 2)).Open("hit", "other", "work").Complete("other").Open("hit", "work").Complete("hit").Open("work"));

    [Fact]
    public void A_task_completed_with_variables_does() => Scenario.Play(OnBorder(true), s => s.Start().CompleteWith("other", ("x", 5)).Open("hit").Complete("hit").Ended());

    [Fact]
    public void A_script_and_a_message_change_variables_too() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork").User("work", "hit").Receive("hear", "news").Script("set", "{ x: y * 2 }").End().End("done").Path("start fork work end").Path("fork hear set end").On("cond", "work", Draw.When("x > 1")).Path("cond hit done")), s => s
        .Start().Message("news", null, ("y", 3)).Open("hit").Has("x", 6));

    [Fact]
    public void After_an_event_based_gateway_the_condition_can_be_the_first() => Scenario.Play(
        Draw.Process(d => d.Start().FirstOf("first").Events("intermediateCatchEvent", "cond", Draw.When("x > 1")).CatchMessage("said", "m").Receive("task", "r").Events("intermediateCatchEvent", "sig", Draw.Signal("s")).CatchTimer("late", "PT1H").User("a", "b", "c", "d", "e").End()
            .Path("start first cond a end").Path("first said b end").Path("first task c end").Path("first sig d end").Path("first late e end")), s =>
        {
            s.Start().Waits("m", "r", "s").Timers(1).Set(("x", 2)).Open("a").Waits().Timers(0).Complete("a").Ended();
            s.Start().Open().Message("m").Open("b").Waits().Complete("b").Start().Message("r").Open("c").Waits().Timers(0).Complete("c");
            s.Start().Signal("s").Open("d").Complete("d").Start().Advance("PT1H").Open("e").Complete("e").Ended();
            s.Start(("x", 9)).Open("a");
        });

    [Fact]
    public void Conditions_of_one_step_happen_in_the_order_they_were_opened() => Scenario.Play(
        Draw.Process(d => d.Start().Parallel("fork").Events("intermediateCatchEvent", "c1", Draw.When("x")).Events("intermediateCatchEvent", "c2", Draw.When("x")).Script("s1", "{ said: said + \"1\" }").Script("s2", "{ said: said + \"2\" }").End()
            .Path("start fork c1 s1 end").Path("fork c2 s2 end")), s => s.Start(("said", "")).Set(("x", true)).Has("said", "12").Ended());

    [Fact]
    public void A_condition_that_is_neither_true_nor_false_is_an_incident_and_not_silence() => Scenario.Play(
        Draw.Process(d => d.Start().Events("intermediateCatchEvent", "odd", Draw.When("x + 1")).End().Path("start odd end")), s => s.Start().Incidents(0).Set(("x", 1)).Incidents(1).Running(1));

    [Fact]
    public void A_condition_that_names_its_variable_happens_at_changes_of_that_one_alone() => Scenario.Play(
        Draw.Process(d => d.Start().User("work", "more").End().On("seen", "work", "<b:conditionalEventDefinition c:variableName='x' xmlns:c='http://camunda.org/schema/1.0/bpmn'><b:condition>${x &gt; 1}</b:condition></b:conditionalEventDefinition>", false)
            .Path("start work end").Path("seen more end")), s => s
            .Start(("x", 0)).Set(("x", 2)).Open("more", "work").Set(("y", 1)).Open("more", "work").Set(("y", 2), ("x", 3)).Open("more", "more", "work").Set(("x", 1)).Open("more", "more", "work"));

    private static string Heeding(string attributes) => Draw.Process(d => d.Start().User("after").End().Path("start ready after end")
        .Events("intermediateCatchEvent", "ready", $"<b:conditionalEventDefinition xmlns:c='http://camunda.org/schema/1.0/bpmn' {attributes}><b:condition>x = 1</b:condition></b:conditionalEventDefinition>"));

    [Fact]
    public void One_for_updates_alone_passes_over_a_variable_that_is_new() => Scenario.Play(Heeding("c:variableEvents='update'"), s => s
        .Start(("z", 0)).Set(("x", 1)).Open().Set(("z", 2)).Open("after"));

    [Fact]
    public void One_for_new_variables_alone_passes_over_updates() => Scenario.Play(Heeding("c:variableEvents='create'"), s => s
        .Start(("x", 0)).Set(("x", 1)).Open().Set(("z", 2)).Open("after"));

    [Fact]
    public void Whatever_it_names_it_is_looked_at_when_it_is_reached() => Scenario.Play(Heeding("c:variableName='y' c:variableEvents='update'"), s => s.Start(("x", 1)).Open("after"));
}

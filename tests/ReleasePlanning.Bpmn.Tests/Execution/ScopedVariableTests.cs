using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

public sealed class ScopedVariableTests
{
    private static readonly string Scoped = Draw.Process(d => d.Start()
        .Sub("scope", s => s.Start("in").Xml("<b:dataObject id='note'/>").User("write").Exclusive("read", "read-no").Task("yes").Task("no").User("seen", "missed").End("out")
            .Path("in write read no missed out").Flow("read", "yes", "note = \"x\"").Path("yes seen out"))
        .User("after").End().Path("start scope after end"));

    [Fact]
    public void A_data_object_of_a_sub_process_is_its_own() => ProcessRun.Play(Scoped, run =>
    {
        run.Start().Complete("write", null, ("note", "x"), ("other", "y")).WorkItems.ShouldBe("seen");
        run.State.Variables.ContainsKey("note").ShouldBeFalse();
        run.State.Variables["other"].ShouldBe("y");
        run.Complete("seen").State.Tokens.ShouldHaveSingleItem().Locals.ShouldBeNull();
    });

    private static string Calling(string mappings) => Draw.Process(d => d.Start()
        .Xml($"<b:callActivity id='call' calledElement='other'><b:extensionElements>{mappings}</b:extensionElements></b:callActivity>").User("after").End().Path("start call after end"));

    [Fact]
    public void A_call_hands_over_what_its_mappings_say_and_takes_back_the_same_way() => ProcessRun.Play(
        Calling("<o:in source='a + 1' target='given'/><o:out source='given * 2' target='got'/>"), run =>
        {
            run.Start(("a", 1), ("b", 2));
            ((Effect.StartChild)run.OpenedFor("call")).Variables.ShouldBe(ImmutableDictionary<string, object?>.Empty.Add("given", 2m));
            run.EndChild("call", set: ("c", 3), held: ("given", 2));
            run.State.Variables["got"].ShouldBe(4m);
            run.State.Variables.ContainsKey("c").ShouldBeFalse();
        });

    [Fact]
    public void Without_mappings_everything_goes_there_and_what_was_set_comes_back() => ProcessRun.Play(Calling(""), run =>
    {
        run.Start(("a", 1));
        ((Effect.StartChild)run.OpenedFor("call")).Variables["a"].ShouldBe(1m);
        run.EndChild("call", ("c", 3)).State.Variables["c"].ShouldBe(3m);
    });

    [Fact]
    public void Inputs_of_a_task_are_its_own_and_outputs_go_to_the_scope_around() => ProcessRun.Play(Draw.Process(d => d.Start()
        .Xml($"<b:scriptTask id='count'><b:ioSpecification/><b:dataInputAssociation id='i'><b:assignment><b:from>a * 10</b:from><b:to>mine</b:to></b:assignment></b:dataInputAssociation><b:dataOutputAssociation id='o'><b:assignment><b:from>mine + 1</b:from><b:to>total</b:to></b:assignment></b:dataOutputAssociation><b:script>{{mine: mine + 5}}</b:script></b:scriptTask>")
        .User("after").End().Path("start count after end")), run =>
    {
        run.Start(("a", 1)).State.Variables["total"].ShouldBe(16m);
        run.State.Variables.ContainsKey("mine").ShouldBeFalse();
    });
}

using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Bpmn.Tests.Diagrams;
using ReleasePlanning.Bpmn.Tests.Execution;

namespace ReleasePlanning.Bpmn.Tests.Migration;

public sealed class SuggestMappingsTests
{
    private static string Reasons(MigrationSuggestion suggestion) => string.Join(" ", suggestion.Unmapped.Select(u => $"{u.ElementId}:{u.Code["migration.".Length..]}"));

    private static string Times(string id, string inside, string attributes = "") =>
        $"<b:userTask id='{id}'>{Draw.Binding()}<b:multiInstanceLoopCharacteristics {attributes}>{inside}</b:multiInstanceLoopCharacteristics></b:userTask>";

    private static readonly string Three = "<b:loopCardinality>3</b:loopCardinality>";

    private static readonly (string Because, string Unmapped, Action<Draw> From, Action<Draw> To)[] Cases =
    [
        ("the same diagram: everything", "", d => d.Start().User("a").End().Path("start a end"), d => d.Start().User("a").End().Path("start a end")),
        ("an element that is gone", "b:removed", d => d.Start().User("a", "b").End().Path("start a b end"), d => d.Start().User("a").End().Path("start a end")),
        ("another kind of task", "a:other-kind", d => d.Start().User("a").End().Path("start a end"), d => d.Start().Service("a").End().Path("start a end")),
        ("another kind of event", "w:other-kind", d => d.Start().CatchTimer("w", "PT1H").End().Path("start w end"), d => d.Start().CatchMessage("w", "m").End().Path("start w end")),
        ("another kind of gateway", "f:other-kind j:other-kind", d => d.Start().Parallel("f", "j").User("a", "b").End().Path("start f a j end").Path("f b j"),
            d => d.Start().Exclusive("f", "f-b").Exclusive("j").User("a", "b").End().Path("start f").Flow("f", "a", "true").Path("a j end").Path("f b j")),
        ("moved into a sub-process", "a:other-scope", d => d.Start().User("a").End().Path("start a end"),
            d => d.Start().Sub("s", s => s.Start("i").User("a").End("o").Path("i a o")).End().Path("start s end")),
        ("what lies in a sub-process that is gone goes with it", "start:removed s:removed i:scope-not-mapped a:scope-not-mapped o:scope-not-mapped end:removed",
            d => d.Start().Sub("s", s => s.Start("i").User("a").End("o").Path("i a o")).End().Path("start s end"),
            d => d.Start("i").User("a").End("o").Path("i a o")),
        ("a boundary event on another activity", "late:other-host", d => d.Start().User("a", "b").End().OnTimer("late", "a", "PT1H").Path("start a b end").Path("late end"),
            d => d.Start().User("a", "b").End().OnTimer("late", "b", "PT1H").Path("start a b end").Path("late end")),
        ("a boundary event that no longer interrupts", "late:interrupting-changed", d => d.Start().User("a").End().OnTimer("late", "a", "PT1H").Path("start a end").Path("late end"),
            d => d.Start().User("a").End().OnTimer("late", "a", "PT1H", false).Path("start a end").Path("late end")),
        ("a boundary event follows its activity out", "a:other-kind late:other-host", d => d.Start().User("a").End().OnTimer("late", "a", "PT1H").Path("start a end").Path("late end"),
            d => d.Start().Service("a").End().OnTimer("late", "a", "PT1H").Path("start a end").Path("late end")),
        ("a call of another process", "c:calls-another", d => d.Start().Call("c", "one").End().Path("start c end"), d => d.Start().Call("c", "two").End().Path("start c end")),
        ("one after the other or all at once", "a:other-repetition", d => d.Start().Xml(Times("a", Three)).End().Path("start a end"),
            d => d.Start().Xml(Times("a", Three, "isSequential='true'")).End().Path("start a end")),
        ("once or several times", "a:other-repetition", d => d.Start().User("a").End().Path("start a end"), d => d.Start().Xml(Times("a", Three)).End().Path("start a end")),
        ("several times under both versions", "", d => d.Start().Xml(Times("a", Three)).End().Path("start a end"),
            d => d.Start().Xml(Times("a", "<b:loopCardinality>5</b:loopCardinality>")).End().Path("start a end")),
        ("a gateway that no longer brings branches together", "j:join-changed", d => d.Start().Parallel("f", "j").User("a", "b").End().Path("start f a j end").Path("f b j"),
            d => d.Start().Parallel("f", "j").User("a", "b").End("x").End().Path("start f a j end").Path("f b x")),
        ("an event that no longer follows its event-based gateway", "g:removed m:other-gateway t:other-gateway",
            d => d.Start().Xml("<b:eventBasedGateway id='g'/>").CatchMessage("m", "m").CatchTimer("t", "PT1H").End().Path("start g m end").Path("g t end"),
            d => d.Start().CatchMessage("m", "m").CatchTimer("t", "PT1H").End().Path("start m t end")),
        ("an event sub-process that begins otherwise", "es:begins-otherwise e:other-kind x:scope-not-mapped", d => d.Start().User("a").End().Path("start a end").Xml(OnEvent(true)),
            d => d.Start().User("a").End().Path("start a end").Xml(OnEvent(false))),
    ];

    public static TheoryData<string, string, string, string> Pairs => [.. Cases.Select(c => (c.Because, c.Unmapped, Draw.Process(c.From), Draw.Process(c.To)))];

    private static string OnEvent(bool timer) => "<b:subProcess id='es' triggeredByEvent='true'><b:startEvent id='e' isInterrupting='false'>"
        + (timer ? "<b:timerEventDefinition><b:timeDuration>PT1H</b:timeDuration></b:timerEventDefinition>" : "<b:conditionalEventDefinition><b:condition>x = 1</b:condition></b:conditionalEventDefinition>")
        + "</b:startEvent><b:endEvent id='x'/><b:sequenceFlow id='e-x' sourceRef='e' targetRef='x'/></b:subProcess>";

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Maps_what_kept_its_id_kind_and_place_and_says_why_the_rest_did_not(string because, string unmapped, string from, string to)
    {
        var suggestion = MigrationPlan.Suggest(ProcessRun.Model(from), ProcessRun.Model(to));
        Reasons(suggestion).ShouldBe(unmapped, because);
        suggestion.Plan.Problems.ShouldBeEmpty("what is suggested can be used");
        suggestion.Plan.Mappings.Count.ShouldBe(suggestion.Plan.From.Nodes.Count - suggestion.Unmapped.Length);
        foreach (var reason in suggestion.Unmapped)
        {
            reason.English.ShouldContain(reason.ElementId);
            reason.French.ShouldContain(reason.ElementId);
            reason.French.ShouldNotBe(reason.English);
        }
    }

    [Theory]
    [InlineData("a=zzz", "a:unknown-target")]
    [InlineData("zzz=a", "zzz:unknown-source")]
    [InlineData("a=w", "a:other-kind")]
    [InlineData("a=b b=a", "")]
    [InlineData("a=b b=b", "")] // two tasks may become one: each visit is a token of its own
    [InlineData("f=f j=j", "")]
    [InlineData("f=j", "f:join-changed")]
    [InlineData("a=a b=a t1=t1 t2=t1", "")] // on different hosts that become one
    [InlineData("a=a t1=t1 t3=t1", "t3:two-into-one")]
    [InlineData("s=s i=i in1=in1 in2=in1", "")]
    [InlineData("in1=in1", "in1:scope-not-mapped")]
    [InlineData("a=in1", "a:other-scope")]
    public void A_plan_is_checked_when_it_is_made(string mappings, string problems)
    {
        static void Both(Draw d) => d.Start().User("a", "b").OnTimer("t1", "a", "PT1H").OnTimer("t2", "b", "PT1H").OnTimer("t3", "a", "PT2H").CatchTimer("w", "PT1H")
            .Parallel("f", "j").Sub("s", s => s.Start("i").User("in1", "in2").End("o").Path("i in1 in2 o")).End()
            .Path("start f a j w s end").Path("f b j").Path("t1 end").Path("t2 end").Path("t3 end");
        var model = ProcessRun.Model(Draw.Process(Both));
        var plan = new MigrationPlan(model, model, mappings.Split(' ').Select(m => m.Split('=')).Select(m => KeyValuePair.Create(m[0], m[1])));
        string.Join(" ", plan.Problems.Select(p => $"{p.ElementId}:{p.Code["migration.".Length..]}")).ShouldBe(problems);
    }

    [Fact]
    public void Only_versions_of_one_process_follow_each_other() =>
        MigrationPlan.Suggest(ProcessRun.Model(Draw.Process(d => d.Start().End().Path("start end"))), ProcessRun.Model(Draw.Process(d => d.Start().End().Path("start end"), "other")))
            .Plan.Problems.ShouldHaveSingleItem().Code.ShouldBe("migration.other-process");
}

using ReleasePlanning.Bpmn.Linting;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Linting;

public sealed class ElsaLintTests
{
    private static readonly string Mixed = Draw.Process(d => d.Start()
        .User("bound").Task("plain").Xml($"<b:userTask id='byDefault' default='byDefault-end'>{Draw.Binding()}</b:userTask>")
        .Xml($"<b:userTask id='badJson'>{Draw.Binding("<e:input name='x'>{</e:input>")}</b:userTask>")
        .Xml($"<b:userTask id='feel'>{Draw.Binding("<e:input name='x'>{\"typeName\":\"String\",\"expression\":{\"type\":\"Feel\",\"value\":\"1\"}}</e:input>")}</b:userTask>")
        .Xml("<b:callActivity id='noCall'/>").Call("call", "travel").Receive("receive", "m")
        .Exclusive("split", "split-end").Exclusive("merge").Parallel("fork").Xml("<b:complexGateway id='complex'/>")
        .CatchTimer("duration", "PT1H").CatchTimer("rule", "S+2h").CatchTimer("date", "R-5W", "Date").OnTimer("cycle", "bound", "R3/PT1H", false, "Cycle")
        .Xml("<b:extensionElements><v:variable name='beds' typeHint='Object'/></b:extensionElements>")
        .Xml($"<b:userTask id='literalTimes'>{Draw.Binding()}<b:multiInstanceLoopCharacteristics><b:loopCardinality>3</b:loopCardinality></b:multiInstanceLoopCharacteristics></b:userTask>")
        .Xml($"<b:userTask id='reckonedTimes'>{Draw.Binding()}<b:multiInstanceLoopCharacteristics><b:loopCardinality>n</b:loopCardinality></b:multiInstanceLoopCharacteristics></b:userTask>")
        .Xml($"<b:userTask id='declaredTimes'>{Draw.Binding()}<b:multiInstanceLoopCharacteristics v:collection='beds'/></b:userTask>")
        .Xml($"<b:userTask id='undeclaredTimes'>{Draw.Binding()}<b:multiInstanceLoopCharacteristics v:collection='houses'/></b:userTask>")
        .Xml("<b:boundaryEvent id='error1' attachedToRef='bound'><b:errorEventDefinition errorRef='A'/></b:boundaryEvent><b:boundaryEvent id='error2' attachedToRef='bound'><b:errorEventDefinition errorRef='B'/></b:boundaryEvent>")
        .Xml("<b:boundaryEvent id='escalated' attachedToRef='bound'><b:escalationEventDefinition/></b:boundaryEvent><b:boundaryEvent id='callEscalated' attachedToRef='call'><b:escalationEventDefinition/></b:boundaryEvent>")
        .Xml("<b:subProcess id='aside' triggeredByEvent='true'><b:startEvent id='asideStart' isInterrupting='false'><b:timerEventDefinition><b:timeCycle>R/PT1H</b:timeCycle></b:timerEventDefinition></b:startEvent></b:subProcess>")
        .Xml("<b:endEvent id='errorEnd'><b:errorEventDefinition/></b:endEvent>").Terminate("stop").End()
        .Path("byDefault end").Path("split end").Flow("split", "stop", "x = 1").Flow("bound", "end", outcome: "yes").Path("merge end"));

    [Theory]
    [InlineData("bound", ElsaRating.Runs, true, "bound to an activity type")]
    [InlineData("plain", ElsaRating.Refused, true, "Elsa binds every task; here an undefined task passes")]
    [InlineData("byDefault", ElsaRating.Degraded, true, "taken in addition")]
    [InlineData("badJson", ElsaRating.Refused, false, "input text must be JSON")]
    [InlineData("feel", ElsaRating.Degraded, true, "FEEL is ours")]
    [InlineData("noCall", ElsaRating.Refused, false, "no calledElement")]
    [InlineData("call", ElsaRating.Runs, true, "dispatches the called workflow")]
    [InlineData("receive", ElsaRating.Runs, true, "waits for the event")]
    [InlineData("split", ElsaRating.Degraded, true, "conditions are not evaluated")]
    [InlineData("merge", ElsaRating.Runs, true, "merges only")]
    [InlineData("fork", ElsaRating.Runs, false, "without an exit it is refused here")]
    [InlineData("complex", ElsaRating.Refused, false, "left out")]
    [InlineData("duration", ElsaRating.Runs, true, "a literal duration")]
    [InlineData("rule", ElsaRating.Refused, true, "a due rule is not ISO 8601")]
    [InlineData("date", ElsaRating.Refused, true, "dates are left out")]
    [InlineData("cycle", ElsaRating.Refused, true, "only one-shot durations")]
    [InlineData("errorEnd", ElsaRating.Degraded, false, "a plain end there")]
    [InlineData("stop", ElsaRating.Runs, true, "terminate")]
    [InlineData("literalTimes", ElsaRating.Runs, true, "a literal cardinality")]
    [InlineData("reckonedTimes", ElsaRating.Degraded, true, "a cardinality expression")]
    [InlineData("declaredTimes", ElsaRating.Runs, true, "a declared collection")]
    [InlineData("undeclaredTimes", ElsaRating.Degraded, true, "a collection nobody declared")]
    [InlineData("error1", ElsaRating.Runs, true, "the first error of a host")]
    [InlineData("error2", ElsaRating.Degraded, true, "one error per host")]
    [InlineData("escalated", ElsaRating.Degraded, true, "no escalation on a task")]
    [InlineData("callEscalated", ElsaRating.Runs, true, "escalation on a call activity")]
    [InlineData("asideStart", ElsaRating.Refused, true, "an event sub-process starts on durations only")]
    [InlineData("split-stop", ElsaRating.Degraded, true, "a condition")]
    [InlineData("bound-end", ElsaRating.Runs, true, "an outcome")]
    public void Each_element_is_rated(string id, ElsaRating inElsa, bool runsHere, string reason)
    {
        var verdict = ElsaLint.Check(Mixed).Single(v => v.ElementId == id);
        verdict.InElsa.ShouldBe(inElsa, reason);
        verdict.RunsHere.ShouldBe(runsHere, reason);
        verdict.French.ShouldNotBe(verdict.English);
    }

    [Fact]
    public void A_flow_without_condition_needs_no_verdict() => ElsaLint.Check(Mixed).ShouldNotContain(v => v.ElementId == "merge-end");

    [Fact]
    public void What_cannot_be_read_has_no_verdicts() => ElsaLint.Check("<not xml").ShouldBeEmpty();
}

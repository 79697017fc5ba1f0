using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Reading;

public sealed class RefusalTests
{
    /// <summary>The element "x" stands between start and end, unless the row says otherwise.</summary>
    private static string Around(string x, string more = "") =>
        Draw.Process(d => d.Start().End().Xml(x).Xml(more).Path("start x end"));

    private const string On = "id='x'><b:incoming/>";

    public static TheoryData<string, string> Elements() => new()
    {
        { "complex-gateway", Around("<b:complexGateway id='x'/>") },
        { "ad-hoc", Around("<b:adHocSubProcess id='x'><b:startEvent id='s'/></b:adHocSubProcess>") },
        { "instantiating-gateway", Around("<b:eventBasedGateway id='x' instantiate='true'/>") },
        { "instantiating-gateway", Around("<b:eventBasedGateway id='x' eventGatewayType='Parallel'/>") },
        { "event-gateway-target", Draw.Process(d => d.Start().Xml("<b:eventBasedGateway id='g'/>").Task("x").End().Path("start g x end")) },
        { "event-gateway-target", Draw.Process(d => d.Start().Xml("<b:eventBasedGateway id='g'/>").Receive("x", "m").OnTimer("late", "x", "PT1H").End().Path("start g x end").Path("late end")) },
        { "default-flow", Draw.Process(d => d.Start().Xml("<b:eventBasedGateway id='x' default='x-m'/>").CatchMessage("m", "m").End().Path("start x m end")) },
        { "multi-instance", Around("<b:task id='x'><b:multiInstanceLoopCharacteristics/></b:task>") },
        { "multi-instance", Around("<b:task id='x'><b:multiInstanceLoopCharacteristics><b:loopCardinality>2</b:loopCardinality><b:loopDataInputRef>all</b:loopDataInputRef></b:multiInstanceLoopCharacteristics></b:task>") },
        { "multi-instance-behavior", Around("<b:task id='x'><b:multiInstanceLoopCharacteristics behavior='One'><b:loopCardinality>2</b:loopCardinality></b:multiInstanceLoopCharacteristics></b:task>") },
        { "feel", Around("<b:task id='x'><b:multiInstanceLoopCharacteristics><b:loopCardinality>2 +</b:loopCardinality></b:multiInstanceLoopCharacteristics></b:task>") },
        { "condition-language", Around("<b:task id='x'><b:multiInstanceLoopCharacteristics><b:loopCardinality language='javascript'>2</b:loopCardinality></b:multiInstanceLoopCharacteristics></b:task>") },
        { "standard-loop", Around("<b:task id='x'><b:standardLoopCharacteristics/></b:task>") },
        { "standard-loop", Around("<b:task id='x'><b:standardLoopCharacteristics loopMaximum='many'/></b:task>") },
        { "compensation-flow", Around("<b:task id='x' isForCompensation='true'/>", "<b:boundaryEvent id='on' attachedToRef='x'><b:compensateEventDefinition/></b:boundaryEvent><b:association id='a' sourceRef='on' targetRef='x'/>") },
        { "compensation-flow", Draw.Process(d => d.Start().Task("t").End().Path("start t end").Xml("<b:boundaryEvent id='x' attachedToRef='t'><b:compensateEventDefinition/></b:boundaryEvent><b:task id='undo' isForCompensation='true'/><b:association id='a' sourceRef='x' targetRef='undo'/>").Path("x end")) },
        { "compensation-without-handler", Draw.Process(d => d.Start().Task("t").End().Path("start t end").Xml("<b:boundaryEvent id='x' attachedToRef='t'><b:compensateEventDefinition/></b:boundaryEvent>")) },
        { "compensated-activity", Around("<b:intermediateThrowEvent id='x'><b:compensateEventDefinition activityRef='nothing'/></b:intermediateThrowEvent>") },
        { "cancel-outside", Draw.Process(d => d.Start().Xml("<b:endEvent id='x'><b:cancelEventDefinition/></b:endEvent>").Path("start x")) },
        { "cancel-outside", Draw.Process(d => d.Start().Task("t").End().Path("start t end").Xml("<b:boundaryEvent id='x' attachedToRef='t'><b:cancelEventDefinition/></b:boundaryEvent>").Path("x end")) },
        { "cancel-without-boundary", Around("<b:transaction id='x'><b:startEvent id='s'/><b:endEvent id='c'><b:cancelEventDefinition/></b:endEvent><b:sequenceFlow id='f' sourceRef='s' targetRef='c'/></b:transaction>") },
        { "not-interrupting", Draw.Process(d => d.Start().Task("t").End().Path("start t end").Xml("<b:boundaryEvent id='x' attachedToRef='t' cancelActivity='false'><b:errorEventDefinition/></b:boundaryEvent>").Path("x end")) },
        { "not-interrupting", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:subProcess id='s' triggeredByEvent='true'><b:startEvent id='x' isInterrupting='false'><b:errorEventDefinition/></b:startEvent></b:subProcess>")) },
        { "event-sub-process-flow", Around("<b:subProcess id='x' triggeredByEvent='true'><b:startEvent id='s'><b:errorEventDefinition/></b:startEvent></b:subProcess>") },
        { "event-sub-process-loop", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:subProcess id='x' triggeredByEvent='true'><b:startEvent id='s'><b:errorEventDefinition/></b:startEvent><b:standardLoopCharacteristics loopMaximum='2'/></b:subProcess>")) },
        { "start-kind", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:subProcess id='s' triggeredByEvent='true'><b:startEvent id='x'/></b:subProcess>")) },
        { "start-kind", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:subProcess id='s' triggeredByEvent='true'><b:startEvent id='x'><b:compensateEventDefinition/></b:startEvent></b:subProcess>")) },
        { "start-kind", Around("<b:subProcess id='s'><b:startEvent id='x'><b:timerEventDefinition><b:timeDuration>PT1H</b:timeDuration></b:timerEventDefinition></b:startEvent></b:subProcess>").Replace("sourceRef='start' targetRef='x'", "sourceRef='start' targetRef='s'", StringComparison.Ordinal).Replace("sourceRef='x' targetRef='end'", "sourceRef='s' targetRef='end'", StringComparison.Ordinal) },
        { "start-kind", Draw.Process(d => d.Xml("<b:startEvent id='x'><b:errorEventDefinition/></b:startEvent>").End().Path("x end")) },
        { "boundary-host", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:subProcess id='s' triggeredByEvent='true'><b:startEvent id='in'><b:errorEventDefinition/></b:startEvent></b:subProcess>").OnTimer("x", "s", "PT1H").Path("x end")) },
        { "missing-signal", Around($"<b:intermediateCatchEvent {On}<b:signalEventDefinition/></b:intermediateCatchEvent>") },
        { "signal-name", Around("<b:startEvent id='x'><b:signalEventDefinition signalRef='s'/></b:startEvent>").Replace("</b:process>", "</b:process><b:signal id='s' name='${name}'/>", StringComparison.Ordinal) },
        { "missing-error", Draw.Process(d => d.Start().Xml("<b:endEvent id='x'><b:errorEventDefinition/></b:endEvent>").Path("start x")) },
        { "missing-event-condition", Around($"<b:intermediateCatchEvent {On}<b:conditionalEventDefinition/></b:intermediateCatchEvent>") },
        { "feel", Around($"<b:intermediateCatchEvent {On}<b:conditionalEventDefinition><b:condition>a =</b:condition></b:conditionalEventDefinition></b:intermediateCatchEvent>") },
        { "link-name", Around($"<b:intermediateThrowEvent {On}<b:linkEventDefinition/></b:intermediateThrowEvent>") },
        { "link-target", Draw.Process(d => d.Start().Xml("<b:intermediateThrowEvent id='x'><b:linkEventDefinition name='there'/></b:intermediateThrowEvent>").Path("start x")) },
        { "link-target", Draw.Process(d => d.Start().Xml("<b:intermediateThrowEvent id='t'><b:linkEventDefinition name='l'/></b:intermediateThrowEvent><b:intermediateCatchEvent id='a'><b:linkEventDefinition name='l'/></b:intermediateCatchEvent><b:intermediateCatchEvent id='x'><b:linkEventDefinition name='l'/></b:intermediateCatchEvent>").Path("start t")) },
        { "link-flow", Around($"<b:intermediateThrowEvent {On}<b:linkEventDefinition name='l'/></b:intermediateThrowEvent>", "<b:intermediateCatchEvent id='c'><b:linkEventDefinition name='l'/></b:intermediateCatchEvent>") },
        { "definition-reference", Around($"<b:intermediateCatchEvent {On}<b:eventDefinitionRef>d</b:eventDefinitionRef></b:intermediateCatchEvent>") },
        { "misplaced-definition", Draw.Process(d => d.Start().Xml("<b:endEvent id='x'><b:conditionalEventDefinition><b:condition>a</b:condition></b:conditionalEventDefinition></b:endEvent>").Path("start x")) },
        { "token-quantity", Around("<b:task id='x' completionQuantity='2'/>") },
        { "instantiating-task", Around("<b:receiveTask id='x' instantiate='true' messageRef='m'/>", "").Replace("</b:process>", "</b:process><b:message id='m' name='m'/>", StringComparison.Ordinal) },
        { "unknown-element", Around("<b:task id='t'/><b:choreographyTask id='x'/>") },
        { "several-definitions", Around($"<b:intermediateCatchEvent {On}<b:timerEventDefinition><b:timeDuration>PT1H</b:timeDuration></b:timerEventDefinition><b:signalEventDefinition/></b:intermediateCatchEvent>") },
        { "misplaced-definition", Around($"<b:intermediateThrowEvent {On}<b:timerEventDefinition><b:timeDuration>PT1H</b:timeDuration></b:timerEventDefinition></b:intermediateThrowEvent>") },
        { "misplaced-definition", Around($"<b:intermediateThrowEvent {On}<b:terminateEventDefinition/></b:intermediateThrowEvent>") },
        { "missing-definition", Around("<b:intermediateCatchEvent id='x'/>") },
        { "timer-kind", Around($"<b:intermediateCatchEvent {On}<b:timerEventDefinition/></b:intermediateCatchEvent>") },
        { "timer-text", Around($"<b:intermediateCatchEvent {On}<b:timerEventDefinition><b:timeDuration>one hour</b:timeDuration></b:timerEventDefinition></b:intermediateCatchEvent>") },
        { "timer-text", Around($"<b:intermediateCatchEvent {On}<b:timerEventDefinition><b:timeDate>2027-01-01T08:00:00</b:timeDate></b:timerEventDefinition></b:intermediateCatchEvent>") },
        { "timer-text", Around($"<b:intermediateCatchEvent {On}<b:timerEventDefinition><b:timeCycle>0 0 * * *</b:timeCycle></b:timerEventDefinition></b:intermediateCatchEvent>") },
        { "timer-text", Around($"<b:intermediateCatchEvent {On}<b:timerEventDefinition><b:timeCycle>R/PT0S</b:timeCycle></b:timerEventDefinition></b:intermediateCatchEvent>") },
        { "timer-text", Around($"<b:intermediateCatchEvent {On}<b:timerEventDefinition><b:timeDate>R-5X</b:timeDate></b:timerEventDefinition></b:intermediateCatchEvent>") },
        { "feel", Around($"<b:intermediateCatchEvent {On}<b:timerEventDefinition><b:timeDate>= release +</b:timeDate></b:timerEventDefinition></b:intermediateCatchEvent>") },
        { "missing-message", Around($"<b:intermediateCatchEvent {On}<b:messageEventDefinition messageRef='nowhere'/></b:intermediateCatchEvent>") },
        { "missing-message", Around("<b:receiveTask id='x'/>") },
        { "missing-message", Around("<b:sendTask id='x'/>") },
        { "message-name", Around("<b:receiveTask id='x' messageRef='m'/>").Replace("</b:process>", "</b:process><b:message id='m'/>", StringComparison.Ordinal) },
        { "message-name", Around("<b:startEvent id='x'><b:messageEventDefinition messageRef='m'/></b:startEvent>").Replace("</b:process>", "</b:process><b:message id='m' name='${name}'/>", StringComparison.Ordinal) },
        { "missing-binding", Around("<b:userTask id='x'/>") },
        { "missing-binding", Around("<b:serviceTask id='x'/>") },
        { "missing-binding", Around("<b:businessRuleTask id='x'/>") },
        { "missing-activity-type", Around("<b:userTask id='x'><b:extensionElements><e:activityBinding/></b:extensionElements></b:userTask>") },
        { "several-bindings", Around("<b:userTask id='x'><b:extensionElements><e:activityBinding activityType='a'/><e:activityBinding activityType='b'/></b:extensionElements></b:userTask>") },
        { "input-json", Around($"<b:userTask id='x'>{Draw.Binding("<e:input name='a'>{oops</e:input>")}</b:userTask>") },
        { "duplicate-input", Around($"<b:userTask id='x'>{Draw.Binding("<e:input name='a'>1</e:input><e:input name='a'>2</e:input>")}</b:userTask>") },
        { "missing-input-name", Around($"<b:userTask id='x'>{Draw.Binding("<e:input>1</e:input>")}</b:userTask>") },
        { "input-language", Around($"<b:userTask id='x'>{Draw.Binding("<e:input name='a'>{\"typeName\":\"String\",\"expression\":{\"type\":\"JavaScript\",\"value\":\"1\"}}</e:input>")}</b:userTask>") },
        { "feel", Around($"<b:userTask id='x'>{Draw.Binding("<e:input name='a'>{\"typeName\":\"String\",\"expression\":{\"type\":\"Feel\",\"value\":\"1 +\"}}</e:input>")}</b:userTask>") },
        { "script-language", Around("<b:scriptTask id='x' scriptFormat='javascript'><b:script>1</b:script></b:scriptTask>") },
        { "feel", Around("<b:scriptTask id='x'><b:script>{ a: </b:script></b:scriptTask>") },
        { "missing-called-process", Around("<b:callActivity id='x'/>") },
        { "missing-called-process", Around("<b:callActivity id='x' calledElement='${which}'/>") },
        { "missing-called-process", Around("<b:callActivity id='x' calledElement='${a ? b : c}'/>") },
        { "missing-start", Around("<b:subProcess id='x'><b:task id='t'/></b:subProcess>") },
        { "several-starts", Draw.Process(d => d.Start().Start("x").End().Path("start end").Path("x end")) },
        { "gateway-without-exit", Draw.Process(d => d.Start().Exclusive("x").Path("start x")) },
        { "missing-condition", Draw.Process(d => d.Start().Exclusive("g").End().End("e2").Path("start g end").Xml("<b:sequenceFlow id='x' sourceRef='g' targetRef='e2'/>")).Replace("id='g-end'", "id='first'", StringComparison.Ordinal) },
        { "default-flow", Around("<b:task id='x' default='start-x'/>") },
        { "dangling-flow", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:sequenceFlow id='x' sourceRef='start' targetRef='nowhere'/>")) },
        { "dangling-flow", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:sequenceFlow id='x' targetRef='end'/>")) },
        { "flow-crosses-border", Draw.Process(d => d.Start().Sub("s", s => s.Start("in").End("out").Path("in out")).End().Path("start s end").Xml("<b:sequenceFlow id='x' sourceRef='in' targetRef='end'/>")) },
        { "flow-into-start", Draw.Process(d => d.Start().Task("t").End().Path("start t end").Xml("<b:sequenceFlow id='x' sourceRef='t' targetRef='start'/>")) },
        { "flow-out-of-end", Draw.Process(d => d.Start().Task("t").End().Path("start t end").Xml("<b:sequenceFlow id='x' sourceRef='end' targetRef='t'/>")) },
        { "boundary-host", Draw.Process(d => d.Start().End().OnTimer("x", "nothing", "PT1H").Path("start end").Path("x end")) },
        { "boundary-host", Draw.Process(d => d.Start().Exclusive("g").End().OnTimer("x", "g", "PT1H").Path("start g end").Path("x end")) },
        { "condition-language", Draw.Process(d => d.Start().End().Xml("<b:sequenceFlow id='x' sourceRef='start' targetRef='end'><b:conditionExpression language='javascript'>a</b:conditionExpression></b:sequenceFlow>")) },
        { "feel", Draw.Process(d => d.Start().End().Xml("<b:sequenceFlow id='x' sourceRef='start' targetRef='end'><b:conditionExpression>a = </b:conditionExpression></b:sequenceFlow>")) },
        { "duplicate-id", Draw.Process(d => d.Start().Task("x").Task("x").End().Path("start x end")) },
        { "missing-id", Draw.Process(d => d.Start().Xml("<b:task/>").End().Path("start end"), "x") }
    };

    [Theory]
    [MemberData(nameof(Elements))]
    public void What_cannot_be_run_is_refused_by_element_and_sentence(string code, string xml)
    {
        var read = BpmnReader.Read(xml);
        read.IsRunnable.ShouldBeFalse();
        read.Processes.ShouldBeEmpty();
        var refused = read.Findings.Where(f => f.Severity == FindingSeverity.Refused && f.Code == code).ToList();
        refused.ShouldNotBeEmpty(string.Join("\n", read.Findings));
        refused.ShouldContain(f => f.ElementId == "x");
        refused.ShouldAllBe(f => f.English.EndsWith('.') && f.French.EndsWith('.') && f.English != f.French && f.Line > 0);
    }

    [Fact]
    public void One_cause_gives_one_refusal()
    {
        var refused = BpmnReader.Read(Around("<b:intermediateCatchEvent id='x'><b:terminateEventDefinition/></b:intermediateCatchEvent>")).Findings.Where(f => f.Severity == FindingSeverity.Refused);
        refused.ShouldHaveSingleItem().Code.ShouldBe("misplaced-definition");
    }

    public static TheoryData<string, string, string> Warnings() => new()
    {
        { "not-executable", "process", Draw.Process(d => d.Start().End().Path("start end"), attributes: "") },
        { "unreachable", "lost", Draw.Process(d => d.Start().Task("lost").End().Path("start end").Path("lost end")) },
        { "condition-ignored", "fork-end", Draw.Process(d => d.Start().Parallel("fork").End().Path("start fork").Flow("fork", "end", "a = 1")) },
        { "condition-ignored", "g-end", Draw.Process(d => d.Start().Exclusive("g", "g-end").End().Path("start g").Flow("g", "end", "a = 1")) },
        { "cycle-fires-once", "wait", Draw.Process(d => d.Start().CatchTimer("wait", "R/PT1H", "Cycle").End().Path("start wait end")) },
        { "foreign-extension", "t", Draw.Process(d => d.Start().Xml("<b:task id='t' xmlns:c='http://camunda.org/schema/1.0/bpmn' c:asyncBefore='true'/>").End().Path("start t end")) },
        { "foreign-extension", "start-end", Draw.Process(d => d.Start().End().Path("start end")).Replace("sourceRef", "xmlns:c='urn:other' c:listener='a' sourceRef", StringComparison.Ordinal) },
        { "foreign-extension", "d", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:dataObject id='d'><b:extensionElements><f:value xmlns:f='http://flowable.org/bpmn'>1</f:value></b:extensionElements></b:dataObject>")) },
        { "foreign-extension", "process", Draw.Process(d => d.Start().End().Path("start end"), attributes: "isExecutable='true' xmlns:c='urn:other' c:historyTimeToLive='1'") },
        { "condition-ignored", "g-m", Draw.Process(d => d.Start().Xml("<b:eventBasedGateway id='g'/>").CatchMessage("m", "m").End().Path("start g").Flow("g", "m", "a = 1").Path("m end")) },
        { "correlation-subscription", "c", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:correlationSubscription id='c'/>")) },
        { "compensation-mark", "t", Draw.Process(d => d.Start().Xml("<b:task id='t' isForCompensation='true'/>").End().Path("start t end")) },
        { "lane-node", "l", Draw.Process(d => d.Start().End().Path("start end").Xml("<b:laneSet><b:lane id='l'><b:flowNodeRef>gone</b:flowNodeRef></b:lane></b:laneSet>")) }
    };

    [Theory]
    [MemberData(nameof(Warnings))]
    public void What_runs_but_probably_not_as_meant_is_a_warning(string code, string element, string xml)
    {
        var read = BpmnReader.Read(xml);
        read.IsRunnable.ShouldBeTrue(string.Join("\n", read.Findings));
        read.Findings.ShouldContain(f => f.Severity == FindingSeverity.Warning && f.Code == code && f.ElementId == element);
    }

    [Fact]
    public void An_expression_is_refused_with_the_position_of_its_fault() =>
        BpmnReader.Read(Draw.Process(d => d.Start().End().Flow("start", "end", "a = ")))
            .Findings.ShouldContain(f => f.Code == "feel" && f.English.Contains("position ") && f.French.Contains("position "));
}

namespace ReleasePlanning.Benchmarks.Durable;

/// <summary>The processes the durable engine is measured with.</summary>
public static class Diagrams
{
    public const string FourTasks = "four-tasks";
    public const string OneAfterAnother = "one-after-another";
    public const string OneTimer = "one-timer";

    /// <summary>The process the interpreters run in memory: four steps side by side, join, exclusive gateway, end.</summary>
    public static string OfFourTasks { get; } = Process(FourTasks, $"""
        <bpmn:startEvent id="start"/>{Flow("start", "fork")}<bpmn:parallelGateway id="fork"/>
        {string.Concat(Enumerable.Range(1, 4).Select(i => Flow("fork", $"t{i}") + Step($"t{i}") + Flow($"t{i}", "join")))}
        <bpmn:parallelGateway id="join"/>{Flow("join", "decide")}<bpmn:exclusiveGateway id="decide" default="decide-refused"/>
        <bpmn:sequenceFlow id="decide-approved" sourceRef="decide" targetRef="approved"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">outcome = "done"</bpmn:conditionExpression></bpmn:sequenceFlow>
        {Flow("decide", "refused")}<bpmn:endEvent id="approved"/><bpmn:endEvent id="refused"/>
        """);

    /// <summary>Completing the step opens it again: owner chosen, due date worked out, ladder armed.</summary>
    public static string OfOneAfterAnother { get; } = Process(OneAfterAnother, $"""
        <bpmn:startEvent id="start"/>{Flow("start", "again")}<bpmn:exclusiveGateway id="again"/>{Flow("again", "t1")}{Step("t1")}{Flow("t1", "again")}
        """);

    /// <summary>A timer of one day, and the end.</summary>
    public static string OfOneTimer { get; } = Process(OneTimer, $"""
        <bpmn:startEvent id="start"/>{Flow("start", "wait")}
        <bpmn:intermediateCatchEvent id="wait" name="A day" rp:nameFr="Un jour"><bpmn:timerEventDefinition id="day"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
        {Flow("wait", "end")}<bpmn:endEvent id="end"/>
        """);

    private static string Process(string id, string inside) => $"""
        <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:elsa="https://elsaworkflows.io/schemas/bpmn/v1" xmlns:rp="urn:release-planning:bpmn" id="d" targetNamespace="urn:release-planning:load">
          <bpmn:process id="{id}" name="Measured" rp:nameFr="Mesuré" isExecutable="true">{inside}</bpmn:process>
        </bpmn:definitions>
        """;

    private static string Flow(string from, string to) => $"""<bpmn:sequenceFlow id="{from}-{to}" sourceRef="{from}" targetRef="{to}"/>""";

    private static string Step(string id) => $"""
        <bpmn:userTask id="{id}" name="Step {id}" rp:nameFr="Étape {id}"><bpmn:extensionElements><elsa:activityBinding activityType="ReleasePlanning.WorkItem">
          {Input("name", $"Step {id}")}{Input("nameFr", $"Étape {id}")}{Input("role", "institutional-parole-officer")}{Input("site", "releasing")}{Input("due", "S+5W")}
          {Input("form", "quality-control")}{Input("outcomes", "done,returned")}{Input("escalation", "institution")}
        </elsa:activityBinding></bpmn:extensionElements></bpmn:userTask>
        """;

    private static string Input(string name, string value) => $$$"""<elsa:input name="{{{name}}}">{"typeName":"String","expression":{"type":"Literal","value":"{{{value}}}"}}</elsa:input>""";
}

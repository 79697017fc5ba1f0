using System.Globalization;
using System.Security;
using System.Text;

namespace ReleasePlanning.Bpmn.Tests.Diagrams;

/// <summary>Draws a process as BPMN XML in a few words. Flow ids are <c>source-target</c>.</summary>
internal sealed class Draw
{
    private readonly StringBuilder body = new();

    public static string Process(Action<Draw> draw, string id = "process", string attributes = "isExecutable='true'")
    {
        var inside = new Draw();
        draw(inside);
        return File($"<b:process id='{id}' {attributes}>{inside.body}</b:process>{Messages(inside.body.ToString())}");
    }

    public static string File(string inside) =>
        $"<b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' xmlns:e='https://elsaworkflows.io/schemas/bpmn/v1' xmlns:v='https://bpmn.valenceworks.io/schema/bpmn' xmlns:o='urn:release-planning:bpmn' id='file'>{inside}</b:definitions>";

    public static string Binding(string inputs = "") => $"<b:extensionElements><e:activityBinding activityType='Test.Act'>{inputs}</e:activityBinding></b:extensionElements>";

    public Draw Xml(string text) => Add(text);
    public Draw Start(string id = "start") => Add($"<b:startEvent id='{id}'/>");
    public Draw End(string id = "end", string inside = "") => Add($"<b:endEvent id='{id}'>{inside}</b:endEvent>");
    public Draw Terminate(string id) => End(id, "<b:terminateEventDefinition/>");
    public Draw MessageEnd(string id, string message) => End(id, Sends(message));
    public Draw User(params string[] ids) => Each(ids, id => $"<b:userTask id='{id}'>{Binding()}</b:userTask>");
    public Draw Service(string id) => Add($"<b:serviceTask id='{id}'>{Binding()}</b:serviceTask>");
    public Draw Task(string id, string kind = "task") => Add($"<b:{kind} id='{id}'/>");
    public Draw Script(string id, string feel) => Add($"<b:scriptTask id='{id}' scriptFormat='feel'><b:script>{SecurityElement.Escape(feel)}</b:script></b:scriptTask>");
    public Draw Receive(string id, string message) => Add($"<b:receiveTask id='{id}' messageRef='m-{message}'/>");
    public Draw Send(string id, string message) => Add($"<b:sendTask id='{id}' messageRef='m-{message}'/>");
    public Draw Throw(string id, string message, string? key = null) => Add($"<b:intermediateThrowEvent id='{id}'>{Sends(message, key)}</b:intermediateThrowEvent>");
    public Draw CatchMessage(string id, string message, string? key = null) => Add($"<b:intermediateCatchEvent id='{id}'>{Sends(message, key)}</b:intermediateCatchEvent>");
    public Draw CatchTimer(string id, string text, string kind = "Duration") => Add($"<b:intermediateCatchEvent id='{id}'>{Timer(text, kind)}</b:intermediateCatchEvent>");
    public Draw OnTimer(string id, string host, string text, bool interrupts = true, string kind = "Duration") => Boundary(id, host, interrupts, Timer(text, kind));
    public Draw OnMessage(string id, string host, string message, bool interrupts = true) => Boundary(id, host, interrupts, Sends(message));
    public Draw Exclusive(string id, string? byDefault = null) => Add($"<b:exclusiveGateway id='{id}'{(byDefault is null ? "" : $" default='{byDefault}'")}/>");
    public Draw Parallel(params string[] ids) => Each(ids, id => $"<b:parallelGateway id='{id}'/>");
    public Draw Call(string id, string called) => Add($"<b:callActivity id='{id}' calledElement='{called}'/>");

    public Draw Inclusive(params string[] ids) => Each(ids, id => $"<b:inclusiveGateway id='{id}'/>");
    public Draw FirstOf(string id) => Add($"<b:eventBasedGateway id='{id}'/>");
    public Draw Events(string kind, string id, string inside, string attributes = "") => Add($"<b:{kind} id='{id}' {attributes}>{inside}</b:{kind}>");
    public Draw On(string id, string host, string definition, bool interrupts = true) => Boundary(id, host, interrupts, definition);
    public Draw Times(string kind, string id, string marker, string attributes = "") =>
        Add($"<b:{kind} id='{id}' {attributes}>{(kind is "userTask" or "serviceTask" ? Binding() : "")}{marker}</b:{kind}>");

    /// <summary>An activity that undoes another, and the boundary event and association that say so.</summary>
    public Draw Undo(string handler, string activity) =>
        Add($"<b:userTask id='{handler}' isForCompensation='true'>{Binding()}</b:userTask><b:boundaryEvent id='on-{activity}' attachedToRef='{activity}'><b:compensateEventDefinition/></b:boundaryEvent><b:association id='a-{handler}' sourceRef='on-{activity}' targetRef='{handler}'/>");

    public static string Signal(string name) => $"<b:signalEventDefinition signalRef='s-{name}'/>";
    public static string Error(string? code = null) => code is null ? "<b:errorEventDefinition/>" : $"<b:errorEventDefinition errorRef='{code}'/>";
    public static string Escalation(string? code = null) => code is null ? "<b:escalationEventDefinition/>" : $"<b:escalationEventDefinition escalationRef='{code}'/>";
    public static string When(string condition) => $"<b:conditionalEventDefinition><b:condition>{SecurityElement.Escape(condition)}</b:condition></b:conditionalEventDefinition>";
    public static string Link(string name) => $"<b:linkEventDefinition name='{name}'/>";
    public static string Message(string name) => Sends(name);
    public static string After(string duration, string kind = "Duration") => Timer(duration, kind);
    public static string Compensate(string? activity = null) => activity is null ? "<b:compensateEventDefinition/>" : $"<b:compensateEventDefinition activityRef='{activity}'/>";
    public const string CancelDefinition = "<b:cancelEventDefinition/>";

    public static string Several(string inside, bool sequential = false, string attributes = "") =>
        $"<b:multiInstanceLoopCharacteristics isSequential='{(sequential ? "true" : "false")}' {attributes}>{inside}</b:multiInstanceLoopCharacteristics>";

    public static string Count(string number) => $"<b:loopCardinality>{number}</b:loopCardinality>";
    public static string Enough(string condition) => $"<b:completionCondition>{SecurityElement.Escape(condition)}</b:completionCondition>";

    public Draw Sub(string id, Action<Draw> inside, string attributes = "", string kind = "subProcess")
    {
        var inner = new Draw();
        inside(inner);
        return Add($"<b:{kind} id='{id}' {attributes}>{inner.body}</b:{kind}>");
    }

    public Draw Aside(string id, string definition, Action<Draw> inside, bool interrupts = true) =>
        Sub(id, d => { d.Events("startEvent", $"{id}-start", definition, $"isInterrupting='{(interrupts ? "true" : "false")}'"); inside(d); }, "triggeredByEvent='true'");

    /// <summary>Flows along a chain: <c>start a b end</c>.</summary>
    public Draw Path(string nodes)
    {
        var ids = nodes.Split(' ');
        foreach (var (from, to) in ids.Zip(ids.Skip(1)))
            Flow(from, to);
        return this;
    }

    public Draw Flow(string from, string to, string? when = null, string? outcome = null)
    {
        var condition = when is null ? "" : $"<b:conditionExpression>{SecurityElement.Escape(when)}</b:conditionExpression>";
        var result = outcome is null ? "" : $" v:conditionOutcome='{outcome}'";
        return Add($"<b:sequenceFlow id='{from}-{to}' sourceRef='{from}' targetRef='{to}'{result}>{condition}</b:sequenceFlow>");
    }

    private Draw Boundary(string id, string host, bool interrupts, string definition) =>
        Add($"<b:boundaryEvent id='{id}' attachedToRef='{host}' cancelActivity='{(interrupts ? "true" : "false")}'>{definition}</b:boundaryEvent>");

    private static string Timer(string text, string kind) => $"<b:timerEventDefinition><b:time{kind}>{SecurityElement.Escape(text)}</b:time{kind}></b:timerEventDefinition>";

    private static string Sends(string message, string? key = null) =>
        $"<b:messageEventDefinition messageRef='m-{message}'{(key is null ? "" : $" o:correlationKey='{SecurityElement.Escape(key)}'")}/>";

    private static string Messages(string body)
    {
        var names = body.Split("messageRef='m-").Skip(1).Select(p => p[..p.IndexOf('\'', StringComparison.Ordinal)]).Distinct();
        var signals = body.Split("signalRef='s-").Skip(1).Select(p => p[..p.IndexOf('\'', StringComparison.Ordinal)]).Distinct();
        return string.Concat(names.Select(n => string.Create(CultureInfo.InvariantCulture, $"<b:message id='m-{n}' name='{n}'/>")))
            + string.Concat(signals.Select(n => string.Create(CultureInfo.InvariantCulture, $"<b:signal id='s-{n}' name='{n}'/>")));
    }

    private Draw Each(IEnumerable<string> ids, Func<string, string> xml)
    {
        foreach (var id in ids)
            Add(xml(id));
        return this;
    }

    private Draw Add(string xml)
    {
        body.Append(xml);
        return this;
    }
}

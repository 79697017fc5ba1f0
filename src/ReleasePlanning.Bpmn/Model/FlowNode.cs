using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Model;

/// <summary>A node of the flow: event, activity or gateway (BPMN 2.0 clause 7.3.1). The hierarchy is closed.</summary>
public abstract record FlowNode
{
    /// <summary>The element id; stable across versions, because state, timers and history key on it.</summary>
    public required string Id { get; init; }
    /// <summary>What people read.</summary>
    public required Names Names { get; init; }
    /// <summary>The enclosing sub-process, or null directly in the process.</summary>
    public string? ParentId { get; init; }
    /// <summary>Position in the document; gives every ordering rule one answer.</summary>
    public int Order { get; init; }
    /// <summary>Ids of flows that end here, in document order.</summary>
    public ImmutableArray<string> Incoming { get; init; } = [];
    /// <summary>Ids of flows that leave here, in document order.</summary>
    public ImmutableArray<string> Outgoing { get; init; } = [];
    /// <summary>The default flow, taken when no condition holds; null where there is none.</summary>
    public string? DefaultFlow { get; init; }
    /// <summary>The <c>bpmn:documentation</c> text, if any.</summary>
    public string? Documentation { get; init; }
}

/// <summary>Start event. <see cref="Definition"/> is null for a none start.</summary>
public sealed record StartEvent : FlowNode
{
    /// <summary>What starts it; null for a none start event.</summary>
    public EventDefinition? Definition { get; init; }
    /// <summary>For the start of an event sub-process: whether it interrupts the enclosing scope.</summary>
    public bool IsInterrupting { get; init; } = true;
}

/// <summary>End event. <see cref="Definition"/> is null for a none end.</summary>
public sealed record EndEvent : FlowNode
{
    /// <summary>What the end does besides ending its token; null for a none end event.</summary>
    public EventDefinition? Definition { get; init; }
}

/// <summary>Intermediate catch event (timer, message, …).</summary>
public sealed record IntermediateCatchEvent : FlowNode
{
    /// <summary>What it waits for.</summary>
    public required EventDefinition Definition { get; init; }
}

/// <summary>Intermediate throw event; none when <see cref="Definition"/> is null.</summary>
public sealed record IntermediateThrowEvent : FlowNode
{
    /// <summary>What it throws; null for a none event, which only passes.</summary>
    public EventDefinition? Definition { get; init; }
}

/// <summary>Boundary event on an activity (clause 10.5.4).</summary>
public sealed record BoundaryEvent : FlowNode
{
    /// <summary>The activity it sits on.</summary>
    public required string AttachedTo { get; init; }
    /// <summary>True when firing ends the activity.</summary>
    public bool CancelActivity { get; init; } = true;
    /// <summary>What it reacts to.</summary>
    public required EventDefinition Definition { get; init; }
    /// <summary>For compensation: the activity that undoes the one it sits on (drawn by an association).</summary>
    public string? Handler { get; init; }
}

/// <summary>The kinds of gateway (clause 10.6).</summary>
public enum GatewayKind
{
    /// <summary>One way out: the first true condition, else the default.</summary>
    Exclusive,
    /// <summary>All ways out; joins wait for all ways in.</summary>
    Parallel,
    /// <summary>Every true way out; joins wait for every token that can still arrive.</summary>
    Inclusive,
    /// <summary>The first event to happen decides.</summary>
    EventBased
}

/// <summary>A gateway.</summary>
public sealed record Gateway : FlowNode
{
    /// <summary>Which rule it follows.</summary>
    public required GatewayKind Kind { get; init; }
}

/// <summary>An activity: task, sub-process or call activity.</summary>
public abstract record Activity : FlowNode
{
    /// <summary>The activity type and inputs bound to it (<c>elsa:activityBinding</c>), or null.</summary>
    public ActivityBinding? Binding { get; init; }
    /// <summary>How often it runs; null for once.</summary>
    public Loop? Loop { get; init; }
    /// <summary>True for a compensation handler: no flow leads here, only compensation does (clause 10.7).</summary>
    public bool IsForCompensation { get; init; }
    /// <summary>Variables worked out when the activity begins. For a call activity they are all the called process is given; elsewhere they are local to the activity.</summary>
    public ImmutableArray<VariableMapping> Inputs { get; init; } = [];
    /// <summary>Variables set when the activity completes, worked out from what it (or the called process) holds.</summary>
    public ImmutableArray<VariableMapping> Outputs { get; init; } = [];
}

/// <summary>One variable handed in or out. <paramref name="Target"/> gets the value of the FEEL expression <paramref name="Source"/>.</summary>
/// <param name="Target">The variable set; "*" with the source "*" hands over every variable.</param>
public sealed record VariableMapping(string Source, string Target)
{
    /// <summary>Hands over every variable.</summary>
    public static VariableMapping All { get; } = new("*", "*");
}

/// <summary>The marker that makes an activity run more than once (clause 10.3.8). Closed hierarchy.</summary>
public abstract record Loop;

/// <summary>Multiple instances, one per number or element. Exactly one of cardinality and collection is set.</summary>
/// <param name="IsSequential">One after the other, or all at once.</param>
public sealed record MultiInstance(bool IsSequential) : Loop
{
    /// <summary>FEEL expression giving how many instances there are.</summary>
    public string? Cardinality { get; init; }
    /// <summary>FEEL expression giving the list to go through.</summary>
    public string? Collection { get; init; }
    /// <summary>The local variable that holds the element of the instance.</summary>
    public string? Element { get; init; }
    /// <summary>The variable that collects what the instances give, in their order.</summary>
    public string? OutputCollection { get; init; }
    /// <summary>FEEL expression giving what one instance contributes to <see cref="OutputCollection"/>.</summary>
    public string? OutputElement { get; init; }
    /// <summary>FEEL condition looked at after each instance; when it holds, the rest is cancelled.</summary>
    public string? CompletionCondition { get; init; }
}

/// <summary>The standard loop: one instance after the other while the condition holds.</summary>
/// <param name="Condition">FEEL; null loops until the maximum.</param>
/// <param name="TestBefore">Looked at before the first instance too (while), or only after each (repeat).</param>
/// <param name="Maximum">At most so many instances; null for no limit.</param>
public sealed record StandardLoop(string? Condition, bool TestBefore, int? Maximum) : Loop;

/// <summary>The kinds of task (clause 10.3.3).</summary>
public enum TaskKind
{
    /// <summary>Undefined task: passes through.</summary>
    Abstract,
    /// <summary>A person does it in this system: opens a work item.</summary>
    User,
    /// <summary>The system does it: runs the bound activity.</summary>
    Service,
    /// <summary>FEEL context that assigns variables.</summary>
    Script,
    /// <summary>Throws its message.</summary>
    Send,
    /// <summary>Waits for its message.</summary>
    Receive,
    /// <summary>Done outside any system: passes through.</summary>
    Manual,
    /// <summary>A decision; runs the bound activity.</summary>
    BusinessRule
}

/// <summary>A task.</summary>
public sealed record TaskNode : Activity
{
    /// <summary>Which kind.</summary>
    public required TaskKind Kind { get; init; }
    /// <summary>The message of a send or receive task.</summary>
    public MessageEvent? Message { get; init; }
    /// <summary>The FEEL text of a script task.</summary>
    public string? Script { get; init; }
    /// <summary>The variable the script's value goes to; null where the script gives a context of variables.</summary>
    public string? ResultVariable { get; init; }
}

/// <summary>Embedded sub-process (clause 10.3.5), event sub-process or transaction.</summary>
public sealed record SubProcess : Activity
{
    /// <summary>True for an event sub-process: started by its start event, not by flow.</summary>
    public bool TriggeredByEvent { get; init; }
    /// <summary>True for a transaction: a cancel end event undoes what was done in it.</summary>
    public bool IsTransaction { get; init; }
    /// <summary>Names of its data objects: variables of its own, empty when it begins.</summary>
    public ImmutableArray<string> DataObjects { get; init; } = [];
}

/// <summary>Call activity (clause 10.3.6): runs another process and waits for it.</summary>
public sealed record CallActivity : Activity
{
    /// <summary>The process id called.</summary>
    public required string CalledElement { get; init; }
}

/// <summary>What an event waits for or throws (clause 10.5.5). Closed hierarchy; further kinds are added beside these.</summary>
public abstract record EventDefinition;

/// <summary>How a timer is written.</summary>
public enum TimerKind
{
    /// <summary><c>timeDate</c>: an ISO 8601 instant, or the project's due notation (<c>R-5W</c>).</summary>
    Date,
    /// <summary><c>timeDuration</c>: ISO 8601 duration from arming.</summary>
    Duration,
    /// <summary><c>timeCycle</c>: ISO 8601 repeating interval.</summary>
    Cycle
}

/// <summary>A timer; <paramref name="Text"/> is a literal or a FEEL expression starting with "=" or written <c>${…}</c>.</summary>
public sealed record TimerEvent(TimerKind Kind, string Text) : EventDefinition;

/// <summary>A message by name, which may be an expression except where it starts a process. <paramref name="CorrelationKey"/> is a FEEL expression giving the key, or null.</summary>
public sealed record MessageEvent(string Name, string? CorrelationKey) : EventDefinition;

/// <summary>A signal by name, which may be an expression except where it starts a process: it reaches everything that waits for it.</summary>
public sealed record SignalEvent(string Name) : EventDefinition;

/// <summary>An error by code; null catches every error.</summary>
public sealed record ErrorEvent(string? Code) : EventDefinition
{
    /// <summary>The variable that is given the code when it is caught.</summary>
    public string? CodeVariable { get; init; }
    /// <summary>The variable that is given the message when it is caught.</summary>
    public string? MessageVariable { get; init; }
    /// <summary>What is said where it is thrown: a text or an expression; null for the engine's own sentence.</summary>
    public string? Message { get; init; }
}

/// <summary>An escalation by code; null catches every escalation.</summary>
public sealed record EscalationEvent(string? Code) : EventDefinition
{
    /// <summary>The variable that is given the code when it is caught.</summary>
    public string? CodeVariable { get; init; }
}

/// <summary>Waits until a FEEL condition holds; looked at when waiting begins and whenever a variable changes.</summary>
public sealed record ConditionalEvent(string Condition) : EventDefinition
{
    /// <summary>The one variable whose changes count; null: all.</summary>
    public string? Variable { get; init; }

    /// <summary>Whether a variable that is set for the first time counts as a change.</summary>
    public bool OnCreate { get; init; } = true;

    /// <summary>Whether a new value of a variable that was set before counts as a change.</summary>
    public bool OnUpdate { get; init; } = true;
}

/// <summary>Goes from a throw to the catch of the same name in the same scope.</summary>
public sealed record LinkEvent(string Name) : EventDefinition;

/// <summary>Compensation: undoes what was completed in the scope, or only <paramref name="ActivityRef"/>.</summary>
/// <param name="WaitForCompletion">The throwing event goes on only when everything is undone.</param>
public sealed record CompensateEvent(string? ActivityRef, bool WaitForCompletion) : EventDefinition;

/// <summary>Cancels the enclosing transaction; on its border, reacts to that.</summary>
public sealed record CancelEvent : EventDefinition;

/// <summary>Terminate: ends every token of its scope (clause 10.5.3).</summary>
public sealed record TerminateEvent : EventDefinition;

/// <summary>An activity type bound to an element with its inputs (<c>elsa:activityBinding</c>).</summary>
/// <param name="ActivityType">Registered name, e.g. <c>ReleasePlanning.WorkItem</c>.</param>
public sealed record ActivityBinding(string ActivityType, ImmutableDictionary<string, BindingInput> Inputs)
{
    /// <summary>The literal text of an input, or null when the input is absent or empty.</summary>
    public string? Text(string input) => Inputs.TryGetValue(input, out var i) && i.Value.Length > 0 ? i.Value : null;
}

/// <summary>One input of a binding.</summary>
/// <param name="ExpressionType">Literal, Feel, …; "Literal" where the file names none.</param>
/// <param name="Value">A literal's value as text (true/false for booleans), or the expression.</param>
public sealed record BindingInput(string Name, string TypeName, string ExpressionType, string Value);

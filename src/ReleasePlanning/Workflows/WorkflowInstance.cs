using NodaTime;

namespace ReleasePlanning.Workflows;

public enum InstanceStatus { Running, Ended, Cancelled }

/// <summary>One run of one version of a process for one plan. A called process is an instance of its own, under its caller.</summary>
public sealed class WorkflowInstance
{
    public required WorkflowInstanceId Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    /// <summary>Changes only when an administrator migrates the instance.</summary>
    public required WorkflowDefinitionId DefinitionId { get; set; }
    public required string ProcessId { get; init; }
    public WorkflowInstanceId? ParentId { get; init; }
    /// <summary>The caller's token, for a called process.</summary>
    public long? ParentTokenId { get; init; }
    /// <summary>The versions every process called below uses, fixed at launch: process id to definition id (root instance only).</summary>
    public Dictionary<string, Guid> Pins { get; init; } = [];
    public InstanceStatus Status { get; set; } = InstanceStatus.Running;
    /// <summary>The interpreter's state as JSON.</summary>
    public required string State { get; set; }
    public required Instant StartedAt { get; init; }
    public Instant? EndedAt { get; set; }
}

/// <summary>What one trigger did on the diagram; append-only. With it the diagram can show where a plan stands and how it got there.</summary>
public sealed class WorkflowHistory
{
    public long Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required WorkflowInstanceId InstanceId { get; init; }
    public required Instant At { get; init; }
    public StaffId? ActorId { get; init; }
    public required string Cause { get; init; }
    /// <summary>Path in order, each "kind:element".</summary>
    public required List<string> Path { get; init; }
}

public enum AwaitedKind { Message, Signal }

/// <summary>A token, or the process itself (<see cref="Bpmn.Execution.ProcessState.Process"/>), waits for a message or a signal.</summary>
public sealed class WorkflowSubscription
{
    public required WorkflowInstanceId InstanceId { get; init; }
    public required long TokenId { get; init; }
    public required string ElementId { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public AwaitedKind Kind { get; init; }
    public required string Name { get; init; }
    /// <summary>For a message: only one with this key is meant; null hears any.</summary>
    public string? CorrelationKey { get; init; }
    public required Instant OpenedAt { get; init; }

    /// <summary>The same at another element: the element is part of the key.</summary>
    internal WorkflowSubscription At(string element) =>
        new() { InstanceId = InstanceId, TokenId = TokenId, ElementId = element, PlanId = PlanId, Kind = Kind, Name = Name, CorrelationKey = CorrelationKey, OpenedAt = OpenedAt };
}

/// <summary>Why something could not go on.</summary>
public enum IncidentCause
{
    /// <summary>A task or a called process failed.</summary>
    Task,
    /// <summary>The diagram itself leads nowhere or says something that cannot be worked out.</summary>
    Diagram,
    /// <summary>A timer failed too often.</summary>
    Timer,
    /// <summary>A message was sent that no one, or more than one, waits for.</summary>
    Message,
    /// <summary>A signal could not be brought to this plan.</summary>
    Signal,
}

/// <summary>Something could not go on by itself. A person sees it, mends the cause and retries; when the cause goes away otherwise, it is resolved with it.</summary>
public sealed class WorkflowIncident
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public WorkflowInstanceId? InstanceId { get; init; }
    public long? TokenId { get; init; }
    public required string ElementId { get; set; }
    public IncidentCause Cause { get; init; }
    public Guid? TimerId { get; init; }
    /// <summary>The message that found no receiver.</summary>
    public Guid? MessageId { get; init; }
    /// <summary>The signal that could not be delivered.</summary>
    public Guid? DeliveryId { get; init; }
    public required string MessageEn { get; init; }
    public required string MessageFr { get; init; }
    public required Instant RaisedAt { get; init; }
    public Instant? ResolvedAt { get; set; }
    public StaffId? ResolvedBy { get; set; }
    /// <summary>What the person who resolved it said; null when it was resolved because its cause had gone.</summary>
    public string? Resolution { get; set; }

    public string Message(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? MessageFr : MessageEn;
}

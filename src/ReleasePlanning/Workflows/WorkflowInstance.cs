using NodaTime;

namespace ReleasePlanning.Workflows;

public enum InstanceStatus { Running, Ended, Cancelled }

/// <summary>One run of one version of a process for one plan. A called process is an instance of its own, under its caller.</summary>
public sealed class WorkflowInstance
{
    public required WorkflowInstanceId Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required WorkflowDefinitionId DefinitionId { get; init; }
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

/// <summary>A token waits for a message.</summary>
public sealed class WorkflowSubscription
{
    public required WorkflowInstanceId InstanceId { get; init; }
    public required long TokenId { get; init; }
    public required string ElementId { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required string MessageName { get; init; }
    public string? CorrelationKey { get; init; }
}

/// <summary>Something could not go on by itself. A person sees it, mends the cause and retries.</summary>
public sealed class WorkflowIncident
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public WorkflowInstanceId? InstanceId { get; init; }
    public long? TokenId { get; init; }
    public required string ElementId { get; init; }
    public Guid? TimerId { get; init; }
    public required string MessageEn { get; init; }
    public required string MessageFr { get; init; }
    public required Instant RaisedAt { get; init; }
    public Instant? ResolvedAt { get; set; }
    public StaffId? ResolvedBy { get; set; }
    public string? Resolution { get; set; }
}

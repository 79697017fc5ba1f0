using NodaTime;

namespace ReleasePlanning.Workflows;

public enum TimerPurpose
{
    /// <summary>A timer of the diagram.</summary>
    Diagram,
    /// <summary>The next rung of a work item's escalation ladder.</summary>
    Ladder,
    /// <summary>A timer start event of a published version, for one plan.</summary>
    Start,
    /// <summary>A step that nobody owns: goes to the supervisor when it still has no owner then.</summary>
    Unassigned,
    /// <summary>Something a slice does at a time (<see cref="IPlanTimer"/>).</summary>
    Slice,
}

/// <summary>A durable timer, written in the transaction of the step that arms it and deleted in the transaction that fires or disarms it.
/// Claimed with a lease on database time; parked, and an incident raised, after the last attempt.</summary>
public sealed class WorkflowTimer
{
    /// <summary>When a rule's anchor is not known yet (no hearing date): far away, until the anchor is set and the rule recomputed.</summary>
    public static readonly Instant NotYetKnown = Instant.FromUtc(2999, 12, 31, 0, 0);

    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required TimerPurpose Purpose { get; init; }
    public WorkflowInstanceId? InstanceId { get; init; }
    public long? TokenId { get; init; }
    public required string ElementId { get; set; }
    public WorkItemId? WorkItemId { get; init; }
    /// <summary>The version to start, for a start timer.</summary>
    public WorkflowDefinitionId? DefinitionId { get; init; }
    /// <summary>The rung to raise, for a ladder timer.</summary>
    public int? Level { get; set; }
    /// <summary>The rule the due instant derives from, so that it moves with its anchor; null for a fixed instant.</summary>
    public string? DueRule { get; init; }
    /// <summary>For a cycle, how it goes on (<see cref="Bpmn.Timing.Repetition.Of"/>); null for a single timer.</summary>
    public string? RepeatEvery { get; init; }
    /// <summary>How many periods after its origin this firing of a cycle lies: with the rule it derives the instant, however often the anchor moves.</summary>
    public int RepeatFired { get; init; }
    /// <summary>Firings left after this one; null for no end, or for a single timer.</summary>
    public int? RepeatLeft { get; init; }
    /// <summary>What a start timer's cycle is counted from, and after when it ends; a timer of an instance has both in the instance's state.</summary>
    public Instant? RepeatFrom { get; init; }
    public Instant? RepeatUntil { get; init; }
    /// <summary>When it was armed: what a rule counts from that counts from there. Null for timers older than this.</summary>
    public Instant? ArmedAt { get; init; }
    public required Instant DueAt { get; set; }
    public Guid? LockOwner { get; set; }
    public Instant? LockUntil { get; set; }
    public int Attempts { get; set; }
    public string? LastError { get; set; }
    public bool Parked { get; set; }
}

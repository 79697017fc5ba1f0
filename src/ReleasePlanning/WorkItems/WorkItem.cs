using NodaTime;

namespace ReleasePlanning.WorkItems;

public enum WorkItemState { Open, Completed, Skipped, Cancelled }

public enum BasisKind { Law, Policy, Site, Default }

/// <summary>How firmly the due date of a step holds. That a law asks for the step does not make its date the law's.</summary>
public enum DateForce
{
    /// <summary>The date is ours: late steps and expedited plans get one that can be met.</summary>
    Default,
    /// <summary>The law's own date; it never moves, even into the past.</summary>
    Law,
    /// <summary>The law's own date, which the law lets go where it records why it was not practicable.</summary>
    LawIfPracticable,
}

/// <summary>One step of a plan that a person must do: who owns it, until when, on what basis, with which form and outcomes.
/// Opened and closed only by the workflow; its due instant derives from <see cref="DueRule"/> unless a person set it by hand.</summary>
public sealed class WorkItem
{
    public required WorkItemId Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required WorkflowInstanceId InstanceId { get; init; }
    public required long TokenId { get; init; }
    public required string ProcessId { get; init; }
    public required string ElementId { get; set; }
    public required string TitleEn { get; set; }
    public required string TitleFr { get; set; }
    public required string Role { get; init; }
    public required SiteId SiteId { get; set; }
    /// <summary>Null while nobody holds the role at the site; the ladder still climbs.</summary>
    public StaffId? OwnerId { get; set; }
    public string? DueRule { get; init; }
    public Instant? DueAt { get; set; }
    /// <summary>Why the due date is what it is.</summary>
    public Reason? DueReason { get; set; }
    public bool DueSetByHand { get; set; }
    /// <summary>Who set it by hand, when and why.</summary>
    public StaffId? DueSetBy { get; set; }
    public Instant? DueSetAt { get; set; }
    public string? DueSetReason { get; set; }
    public required BasisKind Basis { get; set; }
    public DateForce DateForce { get; set; }
    public required string BasisSourceEn { get; set; }
    public required string BasisSourceFr { get; set; }
    public required string Form { get; set; }
    public required List<string> Outcomes { get; set; }
    public required string Ladder { get; set; }
    /// <summary>The version of its ladder it climbs: the newest when it opened or was last re-dated.</summary>
    public int LadderVersion { get; set; } = 1;
    /// <summary>What its rungs are counted from since its due instant moved; null: from when it opened.</summary>
    /// <summary>How often its ladder began again: a date moved away and back is told of anew.</summary>
    public int LadderRound { get; set; }
    public Instant? LadderFrom { get; set; }
    /// <summary>Until when its reminders and escalations are silenced, by whom, since when and why.</summary>
    public Instant? SnoozedUntil { get; private set; }
    public StaffId? SnoozedBy { get; private set; }
    public Instant? SnoozedAt { get; private set; }
    public string? SnoozeReason { get; private set; }
    public required bool Skippable { get; set; }
    public required bool HardGate { get; set; }
    public WorkItemState State { get; set; } = WorkItemState.Open;
    public string? Outcome { get; set; }
    /// <summary>The form as answered, as FEEL JSON.</summary>
    public string? Answers { get; set; }
    public string? SkipReason { get; set; }
    public required Instant OpenedAt { get; init; }
    public Instant? ClosedAt { get; set; }
    public StaffId? ClosedBy { get; set; }
    public uint Version { get; init; }

    public string Title(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? TitleFr : TitleEn;
    public string BasisSource(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? BasisSourceFr : BasisSourceEn;

    /// <summary>Until when somebody who is on it keeps the next rung from coming.</summary>
    public Instant? HeldUntil { get; set; }

    public void Snooze(Instant until, StaffId by, Instant at, string reason) => (SnoozedUntil, SnoozedBy, SnoozedAt, SnoozeReason) = (until, by, at, reason);
    public void EndSnooze() => (SnoozedUntil, SnoozedBy, SnoozedAt, SnoozeReason) = (null, null, null, null);

    /// <summary>Its due instant is one that nobody may let pass in silence.</summary>
    public bool HasLegalLimit => HardGate || Basis == BasisKind.Law;

    /// <summary>Overdue is strictly after the due instant.</summary>
    public bool IsOverdue(Instant now) => State == WorkItemState.Open && DueAt is { } due && now > due;
}

public sealed class WorkItemNote
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required WorkItemId WorkItemId { get; init; }
    public required StaffId WrittenBy { get; init; }
    public required Instant WrittenAt { get; init; }
    public required string Text { get; init; }
}

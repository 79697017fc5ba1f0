using NodaTime;

namespace ReleasePlanning.ReleasePlans;

public enum PlanStatus { Active, Released, Closed, Withdrawn }

/// <summary>Everything that must be true on the day one person walks out, as one plan that a workflow drives.
/// A person has at most one that is Active or Released. It is not the sentence: official dates stay with <see cref="People.Person"/>.
/// Changed only by the acts of this slice and by the steps of its workflow, always under the lock of its row.</summary>
public sealed class ReleasePlan
{
    public required ReleasePlanId Id { get; init; }
    /// <summary>What people call it, e.g. RP-2026-00012; given by the database.</summary>
    public string Number { get; init; } = null!;
    public required PersonId PersonId { get; init; }
    public required ReleaseType ReleaseType { get; init; }
    public required SiteId ReleasingSiteId { get; init; }
    /// <summary>The parole office that will supervise, or for warrant expiry the one nearest the destination.</summary>
    public required SiteId ParoleOfficeId { get; set; }
    public required string DestinationCommunity { get; set; }
    public string DestinationAddress { get; set; } = "";
    /// <summary>The house the person will live in, once one accepted.</summary>
    public SiteId? ResidenceId { get; set; }
    public required bool NeedsResidence { get; set; }
    public required bool ResidencyCondition { get; set; }
    /// <summary>E: the day the person is entitled to leave (or the parole or absence date asked for).</summary>
    public required LocalDate EntitlementOn { get; set; }
    /// <summary>R: the planned release day.</summary>
    public required LocalDate ReleaseOn { get; set; }
    public required Reason ReleaseReason { get; set; }
    /// <summary>Who approved a release up to five days early under s.93(2), and why.</summary>
    public string? EarlyApproval { get; set; }
    /// <summary>H: the Board's hearing or review.</summary>
    public LocalDate? HearingOn { get; set; }
    /// <summary>D: the Board's decision.</summary>
    public LocalDate? DecisionOn { get; set; }
    /// <summary>For temporary absences: the day of return.</summary>
    public LocalDate? ReturnOn { get; set; }
    /// <summary>A: when the person is expected at the residence.</summary>
    public Instant? ArrivalExpectedAt { get; set; }
    public PlanStatus Status { get; set; } = PlanStatus.Active;
    public required StaffId ParoleOfficerId { get; set; }
    /// <summary>Named when the handoff is accepted.</summary>
    public StaffId? CommunityOfficerId { get; set; }
    public required Instant LaunchedAt { get; init; }
    public required StaffId LaunchedBy { get; init; }
    /// <summary>The last check for outstanding warrants that came back clear.</summary>
    public Instant? WarrantsClearAt { get; set; }
    public Instant? IdentityConfirmedAt { get; set; }
    public Instant? ReleasedAt { get; set; }
    public Instant? ArrivedAt { get; set; }
    public Instant? ClosedAt { get; set; }
    public string? CloseReason { get; set; }
    /// <summary>Since when the release is so near that its dates are compressed; null while there is time.</summary>
    public Instant? ExpeditedAt { get; set; }
    /// <summary>Why telling victims at least 14 clear days before was not practicable (CCRA s.26(1.1)); null where it was, or nobody is registered.
    /// It is for those who see the whole plan and for the victims' unit.</summary>
    public string? NotPracticable { get; set; }
    public uint Version { get; init; }

    public bool IsOpen => Status is PlanStatus.Active or PlanStatus.Released;
}

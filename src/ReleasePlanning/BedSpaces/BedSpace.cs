using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>A bed in a residence.</summary>
public sealed class Bed
{
    public required Guid Id { get; init; }
    public required SiteId ResidenceId { get; init; }
    public required string Label { get; init; }
}

public enum ReferralState { Ranked, Sent, Accepted, Declined, NoAnswer, Withdrawn }

/// <summary>One house asked, or to be asked, to take a person; ranked by the parole officer, sent in turn.</summary>
public sealed class BedReferral
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required SiteId ResidenceId { get; init; }
    /// <summary>Which ranking it belongs to; a new list after declines is the next round.</summary>
    public required int Round { get; init; }
    public required int Rank { get; init; }
    public ReferralState State { get; set; } = ReferralState.Ranked;
    public Instant? SentAt { get; set; }
    public Instant? AnsweredAt { get; set; }
    public StaffId? AnsweredBy { get; set; }
    /// <summary>Coded reason; names in both languages: resource "decline.{code}".</summary>
    public string? DeclineCode { get; set; }
    public string Note { get; set; } = "";
}

public enum StayState { Held, Confirmed, Arrived, Departed, Cancelled, NotArrived }

/// <summary>A person in a bed for some nights. The database refuses two stays of one bed, or of one person, on the same night.</summary>
public sealed class BedStay
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required PersonId PersonId { get; init; }
    public required Guid BedId { get; init; }
    public required SiteId ResidenceId { get; init; }
    public required Nights Nights { get; set; }
    public StayState State { get; set; } = StayState.Held;
    public Instant? HeldUntil { get; set; }
    public required Instant BookedAt { get; init; }
    public uint Version { get; init; }

    public bool TakesTheBed => State is StayState.Held or StayState.Confirmed or StayState.Arrived;
}

/// <summary>The written consent without which residency at a community correctional centre is not valid on statutory release (CCRA s.133(4.4)).</summary>
public sealed class ResidencyConsent
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required SiteId ResidenceId { get; init; }
    public required bool Given { get; init; }
    public required string GivenBy { get; init; }
    public required string Position { get; init; }
    public required LocalDate GivenOn { get; init; }
    public required Instant RecordedAt { get; init; }
    public required StaffId RecordedBy { get; init; }
}

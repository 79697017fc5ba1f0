using NodaTime;

namespace ReleasePlanning.BedSpaces;

public enum StayState { Held, Confirmed, Arrived, Departed, Cancelled, NotArrived, Expired }

/// <summary>A person in a house for some nights, always on one of its beds. The database refuses two stays of one bed, turnaround included, or of one person,
/// on the same night. Changed only under the lock of its person and of its facility (<see cref="LockBeds"/>).</summary>
public sealed class BedStay
{
    public required Guid Id { get; init; }
    /// <summary>None for people who live in a house without a release plan of this service.</summary>
    public ReleasePlanId? PlanId { get; init; }
    public required PersonId PersonId { get; init; }
    public required SiteId ResidenceId { get; init; }
    public required Guid BedId { get; set; }
    /// <summary>Somebody asked for this very bed. Otherwise the house was booked, and the stay may be put on another bed of it until the person arrives.</summary>
    public bool BedNamed { get; set; }
    /// <summary>What the bed must have; see <see cref="BedFeatures"/>.</summary>
    public List<string> Needs { get; set; } = [];
    public required Nights Nights { get; set; }
    /// <summary>The nights and, after them, the days the bed is made ready: nobody else can have it.</summary>
    public required Nights Occupies { get; set; }
    public StayState State { get; set; } = StayState.Held;
    public Instant? HeldUntil { get; set; }
    public required Instant BookedAt { get; init; }
    public Guid? ReferralId { get; init; }
    /// <summary>The stay it follows after a transfer from another house.</summary>
    public Guid? TransferOf { get; init; }
    public Instant? ArrivedAt { get; set; }
    public Instant? DepartedAt { get; set; }
    /// <summary>Why it ended before its time, was cancelled or never began; coded: resource "stay-end.{code}".</summary>
    public string? EndCode { get; set; }
    public uint Version { get; init; }

    public bool TakesTheBed => State is StayState.Held or StayState.Confirmed or StayState.Arrived;
}

/// <summary>What happened to a stay, in order; never rewritten.</summary>
public sealed class BedStayEvent
{
    public required Guid Id { get; init; }
    public required Guid StayId { get; init; }
    public required Instant At { get; init; }
    /// <summary>Null when the service did it (a hold expired, beds were re-packed).</summary>
    public StaffId? By { get; init; }
    /// <summary>held, confirmed, arrived, departed, cancelled, not-arrived, expired, extended, shortened, moved-bed, transferred, re-packed, overstay; resource "stay-event.{kind}".</summary>
    public required string Kind { get; init; }
    public required StayState State { get; init; }
    public required Nights Nights { get; init; }
    public required Guid BedId { get; init; }
    public string? ReasonCode { get; init; }
    public string Note { get; init; } = "";
}

using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>Waiting: willing, no bed free; the person is on the house's waiting list.</summary>
public enum ReferralState { Ranked, Sent, Accepted, Waiting, Declined, NoAnswer, Withdrawn }

/// <summary>One house asked, or to be asked, to take a person; ranked by the parole officer, sent in turn or together.</summary>
public sealed class BedReferral
{
    public required Guid Id { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required SiteId ResidenceId { get; init; }
    /// <summary>Which ranking it belongs to; a new list after declines is the next round.</summary>
    public required int Round { get; init; }
    public required int Rank { get; set; }
    /// <summary>Asked at the same time as the others of its round, not after them.</summary>
    public bool Together { get; init; }
    public ReferralState State { get; set; } = ReferralState.Ranked;
    public Instant? SentAt { get; set; }
    /// <summary>When the house's time to answer is over.</summary>
    public Instant? AnswerDueAt { get; set; }
    public Instant? AnsweredAt { get; set; }
    public StaffId? AnsweredBy { get; set; }
    /// <summary>Coded reason; names in both languages: resource "decline.{code}".</summary>
    public string? DeclineCode { get; set; }
    /// <summary>What the house asks for in return for accepting.</summary>
    public string Conditions { get; set; } = "";
    /// <summary>Accepted, but another house is preferred: asked first when that one is lost.</summary>
    public bool Backup { get; set; }
    public string Note { get; set; } = "";
    /// <summary>Why the officer asks a house that did not suit by the search. The house never reads it.</summary>
    public string Reason { get; init; } = "";
    /// <summary>What was disclosed to the house when it was asked, as JSON: only what taking the person requires (CCRA s.25(1)).</summary>
    public string Package { get; set; } = "{}";

    /// <summary>The house that holds, or would hold, the bed of its round.</summary>
    public bool Holds => State == ReferralState.Accepted && !Backup;
    public bool NoBed => State is ReferralState.Declined or ReferralState.NoAnswer;
    public uint Version { get; init; }
}

/// <summary>A question about a referral or the answer to it; both sides see it.</summary>
public sealed class ReferralMessage
{
    public required Guid Id { get; init; }
    public required Guid ReferralId { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required Instant At { get; init; }
    public required StaffId By { get; init; }
    /// <summary>Written by the house, not by the parole officer.</summary>
    public required bool FromHouse { get; init; }
    public required string Text { get; init; }
}

public enum WaitlistState { Waiting, Offered, Taken, Declined, Expired, Withdrawn }

/// <summary>A person waiting for a bed of a house that would take them and has none free. In the order of joining; an offer stands for a time.</summary>
public sealed class WaitlistEntry
{
    public required Guid Id { get; init; }
    public required SiteId FacilityId { get; init; }
    public required ReleasePlanId PlanId { get; init; }
    public required Guid ReferralId { get; init; }
    /// <summary>Smaller is earlier; given by the database.</summary>
    public long Position { get; init; }
    public required Nights Nights { get; set; }
    public List<string> Needs { get; set; } = [];
    public WaitlistState State { get; set; } = WaitlistState.Waiting;
    public required Instant JoinedAt { get; init; }
    public Instant? OfferedAt { get; set; }
    public Instant? OfferExpiresAt { get; set; }
    /// <summary>The hold that was made with the offer.</summary>
    public Guid? StayId { get; set; }
    public Instant? EndedAt { get; set; }
    public uint Version { get; init; }
}

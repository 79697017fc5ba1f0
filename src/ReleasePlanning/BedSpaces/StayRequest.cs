using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>A stay somebody asks for.</summary>
/// <param name="Bed">A bed asked for by name; null books the house, which bed is the house's affair until the person arrives.</param>
/// <param name="Needs">What the bed must have; see <see cref="BedFeatures"/>.</param>
/// <param name="State">Held, Confirmed, or Arrived for somebody who moves in at once after a transfer.</param>
/// <param name="HeldUntil">When a hold expires; only with Held, and then required.</param>
public sealed record StayRequest(
    PersonId Person, ReleasePlanId? Plan, SiteId Facility, Nights Nights, IReadOnlyList<string> Needs, Guid? Bed, StayState State, Instant? HeldUntil, Guid? Referral, Guid? TransferOf = null);

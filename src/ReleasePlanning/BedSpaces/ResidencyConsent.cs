using NodaTime;

namespace ReleasePlanning.BedSpaces;

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

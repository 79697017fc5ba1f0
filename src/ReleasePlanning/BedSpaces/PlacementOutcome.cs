using NodaTime;

namespace ReleasePlanning.BedSpaces;

/// <summary>Where a person wanted to live, where they will, and if those differ, why. One a plan, written when a bed is confirmed or the search is given up;
/// nobody kept this data before (Auditor General, Report 6, 2018, ¶6.32).</summary>
public sealed class PlacementOutcome
{
    public required ReleasePlanId PlanId { get; init; }
    public required string PreferredCommunity { get; set; }
    /// <summary>Null when no bed was found anywhere.</summary>
    public string? ActualCommunity { get; set; }
    public SiteId? ResidenceId { get; set; }
    public required bool InPreferred { get; set; }
    /// <summary>Coded; names in both languages: resource "placement.{code}".</summary>
    public List<string> Reasons { get; set; } = [];
    /// <summary>Specialised housing that was needed: bed features and "mental-health", "indigenous-programme", "women", …; resource by <see cref="Placement.TextKey"/>.</summary>
    public List<string> Needs { get; set; } = [];
    public string Note { get; set; } = "";
    public required Instant RecordedAt { get; set; }
}

using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>One decision of an administrator about a calendar: entries that begin or end with it, and why. Never rewritten.</summary>
public sealed class CalendarChange
{
    public required Guid Id { get; init; }
    /// <summary>What was changed, as a sentence.</summary>
    public required Reason What { get; init; }
    public required string Why { get; init; }
    public required StaffId MadeBy { get; init; }
    public required Instant MadeAt { get; init; }
    /// <summary>Whose dates it can move: all provinces, one, or one site.</summary>
    public string? Province { get; init; }
    public SiteId? SiteId { get; init; }
}

using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>An administrator's exception to the federal calendar: a one-off closure or opening, for one province or all.</summary>
public sealed class CalendarException
{
    public required Guid Id { get; init; }
    /// <summary>Two-letter code; null for every province.</summary>
    public string? Province { get; init; }
    public required LocalDate On { get; init; }
    public required bool Closed { get; init; }
    public required string Reason { get; init; }
    public required StaffId EnteredBy { get; init; }
    public required Instant EnteredAt { get; init; }
}

using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>When a site is open on one weekday, in force for a time. Where a site has none for a day, the hours it was imported with hold.</summary>
public sealed class SiteHours
{
    public required Guid Id { get; init; }
    public required SiteId SiteId { get; init; }
    public required IsoDayOfWeek Weekday { get; init; }
    /// <summary>Both, or neither: then the site is closed on that weekday.</summary>
    public LocalTime? OpensAt { get; init; }
    public LocalTime? ClosesAt { get; init; }
    public required LocalDate FromOn { get; init; }
    public LocalDate? UntilOn { get; set; }
    public required string Reason { get; init; }
    public required StaffId EnteredBy { get; init; }
    public required Instant EnteredAt { get; init; }
    public Guid? ChangeId { get; init; }
    public Guid? EndedByChange { get; set; }
    public LocalDate? UntilBefore { get; set; }
    public bool Withdrawn { get; set; }
}

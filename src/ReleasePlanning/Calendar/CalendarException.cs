using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>An administrator's exception to a calendar, in force for a time: closed or open on single days or every year, for one province, one site or all.
/// Entered once; afterwards it can only be ended, which is a change of its own (held by the database).</summary>
public sealed class CalendarException
{
    public required Guid Id { get; init; }
    public CalendarKind Calendar { get; init; }
    /// <summary>Two-letter code; null for every province, or where a site is named.</summary>
    public string? Province { get; init; }
    /// <summary>The one site that is closed or open; its days still count in the calendar of its province.</summary>
    public SiteId? SiteId { get; init; }
    /// <summary>First day in force.</summary>
    public required LocalDate FromOn { get; init; }
    /// <summary>Last day in force; null for no end. An exception for single days always has one.</summary>
    public LocalDate? UntilOn { get; set; }
    /// <summary>For a day of every year, which (<see cref="YearlyDay"/>); empty for every day from the first to the last.</summary>
    public string Yearly { get; init; } = "";
    /// <summary>A yearly day off that falls on a weekend is taken on the next working day.</summary>
    public bool Rolls { get; init; }
    public required bool Closed { get; init; }
    /// <summary>What it is, in the administrator's words.</summary>
    public required string Reason { get; init; }
    public required StaffId EnteredBy { get; init; }
    public required Instant EnteredAt { get; init; }
    /// <summary>The change that entered it; null for what is older than changes.</summary>
    public Guid? ChangeId { get; init; }
    /// <summary>The change that ended it early, and its last day before that.</summary>
    public Guid? EndedByChange { get; set; }
    public LocalDate? UntilBefore { get; set; }
    /// <summary>Ended before its first day: it never counted.</summary>
    public bool Withdrawn { get; set; }
}

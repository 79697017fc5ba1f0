using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>A change of calendars that is not made yet.</summary>
/// <param name="Ends">By entry, the last day it shall count; before its first day it never counts.</param>
/// <param name="Province">Whose dates it can move: with neither province nor site, everybody's.</param>
public sealed record CalendarDraft(
    ImmutableArray<CalendarException> Exceptions, ImmutableArray<SiteHours> Hours, ImmutableDictionary<Guid, LocalDate> Ends, Reason What, string? Province, SiteId? SiteId)
{
    public required Guid ChangeId { get; init; }

    /// <summary>The administrator's reason.</summary>
    public required string Why { get; init; }
}

using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>What an administrator asks for, before it is checked. Closed hierarchy.</summary>
/// <param name="Why">For the record.</param>
public abstract record CalendarRequest(string Why)
{
    /// <summary>Closed or open, on single days (with a last day) or every year (with a yearly day); for all provinces, one province, or one site.</summary>
    public sealed record Exception(
        CalendarKind Calendar, Province? Province, SiteId? SiteId, LocalDate FromOn, LocalDate? UntilOn, string Yearly, bool Rolls, bool Closed, string Name, string Why) : CalendarRequest(Why);

    /// <summary>A site's week from one day on: hours by weekday, closed on those without.</summary>
    public sealed record Hours(SiteId SiteId, LocalDate FromOn, LocalDate? UntilOn, IReadOnlyDictionary<IsoDayOfWeek, BusinessHours> Week, string Why) : CalendarRequest(Why);

    /// <summary>An entry counts for the last time on a day.</summary>
    public sealed record End(Guid EntryId, LocalDate LastOn, string Why) : CalendarRequest(Why);
}

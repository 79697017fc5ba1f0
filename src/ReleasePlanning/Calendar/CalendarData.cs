using System.Collections.Concurrent;
using System.Collections.Immutable;
using NodaTime;

namespace ReleasePlanning.Calendar;

/// <summary>Everything administrators entered about calendars and hours, as it stood at one moment. Immutable; what is worked out from it is kept and shared.</summary>
public sealed class CalendarData(IEnumerable<CalendarException> exceptions, IEnumerable<SiteHours> hours)
{
    public static CalendarData Empty { get; } = new([], []);

    private readonly ConcurrentDictionary<(Province, CalendarKind), WorkingDays> days = new();

    public ImmutableArray<CalendarException> Exceptions { get; } = [.. exceptions];

    public ImmutableArray<SiteHours> Hours { get; } = [.. hours];

    public WorkingDays Days(string province, CalendarKind calendar = CalendarKind.Federal) => days.GetOrAdd((Enum.Parse<Province>(province), calendar), Make);

    /// <summary>Everything about time at one site.</summary>
    /// <param name="usual">The hours it was imported with.</param>
    public SiteCalendar Of(SiteId site, string province, BusinessHours usual, DateTimeZone zone) =>
        new(Days(province), Days(province, CalendarKind.Provincial), OpeningOf(site, usual), zone);

    /// <summary>The same without one change: as it stood before, whatever else was changed since.</summary>
    public CalendarData Without(Guid change) => new(
        Exceptions.Where(e => e.ChangeId != change).Select(e => e.EndedByChange == change ? Copy(e, e.UntilBefore, false) : e),
        Hours.Where(h => h.ChangeId != change).Select(h => h.EndedByChange == change ? Copy(h, h.UntilBefore, false) : h));

    /// <summary>The same with a draft: what it enters is added, what it ends is ended.</summary>
    public CalendarData With(CalendarDraft draft)
    {
        ArgumentNullException.ThrowIfNull(draft);
        return new(
            Exceptions.Select(e => draft.Ends.TryGetValue(e.Id, out var last) ? Copy(e, last, last < e.FromOn) : e).Concat(draft.Exceptions),
            Hours.Select(h => draft.Ends.TryGetValue(h.Id, out var last) ? Copy(h, last, last < h.FromOn) : h).Concat(draft.Hours));
    }

    private WorkingDays Make((Province Province, CalendarKind Calendar) of)
    {
        var mine = Exceptions.Where(e => !e.Withdrawn && e.SiteId is null && e.Calendar == of.Calendar).ToList();
        return new(
            of.Province,
            mine.Where(e => e.Yearly.Length == 0).SelectMany(Single),
            mine.Where(e => e.Yearly.Length > 0).Select(e => new YearlyRule(ProvinceOf(e), YearlyDay.Read(e.Yearly)!, e.FromOn, e.UntilOn, e.Closed, e.Rolls, e.Reason)),
            of.Calendar);
    }

    private static IEnumerable<CalendarOverride> Single(CalendarException e)
    {
        for (var day = e.FromOn; day <= (e.UntilOn ?? e.FromOn); day = day.PlusDays(1)) yield return new(ProvinceOf(e), day, e.Closed, e.Reason);
    }

    private OpeningHours OpeningOf(SiteId site, BusinessHours usual) => new(
        usual,
        Hours.Where(h => h.SiteId == site && !h.Withdrawn).Select(h => new WeekdayHours(h.Weekday, h is { OpensAt: { } opens, ClosesAt: { } closes } ? new(opens, closes) : null, h.FromOn, h.UntilOn)),
        Exceptions.Where(e => e.SiteId == site && !e.Withdrawn).Select(e => new SiteClosure(e.FromOn, e.UntilOn ?? e.FromOn, e.Closed, e.Reason)));

    private static Province? ProvinceOf(CalendarException e) => e.Province is null ? null : Enum.Parse<Province>(e.Province);

    private static CalendarException Copy(CalendarException e, LocalDate? until, bool withdrawn) => new()
    {
        Id = e.Id, Calendar = e.Calendar, Province = e.Province, SiteId = e.SiteId, FromOn = e.FromOn, UntilOn = until, Yearly = e.Yearly, Rolls = e.Rolls, Closed = e.Closed,
        Reason = e.Reason, EnteredBy = e.EnteredBy, EnteredAt = e.EnteredAt, ChangeId = e.ChangeId, Withdrawn = withdrawn,
    };

    private static SiteHours Copy(SiteHours h, LocalDate? until, bool withdrawn) => new()
    {
        Id = h.Id, SiteId = h.SiteId, Weekday = h.Weekday, OpensAt = h.OpensAt, ClosesAt = h.ClosesAt, FromOn = h.FromOn, UntilOn = until,
        Reason = h.Reason, EnteredBy = h.EnteredBy, EnteredAt = h.EnteredAt, ChangeId = h.ChangeId, Withdrawn = withdrawn,
    };
}

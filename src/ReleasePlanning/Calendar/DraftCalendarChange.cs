using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Calendar;

/// <summary>Checks what an administrator asks for and writes it as entries. Nothing is saved here: a draft is looked at first.</summary>
public sealed class DraftCalendarChange(ReleasePlanningDb db, CurrentCalendar current, IClock clock)
{
    private const int LongestText = 500;
    private const int LongestSpell = 366;
    private const int YearsAhead = 10;

    public async Task<Outcome<CalendarDraft>> RunAsync(CalendarRequest request, Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<CalendarDraft>("calendar.administrators-only"); }
        if (Text("why", request.Why) is { } noReason) { return Outcome.Refused<CalendarDraft>(noReason); }
        var entering = new Entering(Guid.CreateVersion7(), actor.StaffId!.Value, clock.GetCurrentInstant());
        return request switch
        {
            CalendarRequest.Exception exception => await EnterAsync(exception, entering, ct),
            CalendarRequest.Hours hours => await EnterAsync(hours, entering, ct),
            CalendarRequest.End end => await EndAsync(end, entering, ct),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private sealed record Entering(Guid ChangeId, StaffId By, Instant At);

    private async Task<Outcome<CalendarDraft>> EnterAsync(CalendarRequest.Exception asked, Entering entering, CancellationToken ct)
    {
        var isYearly = asked.Yearly.Trim().Length > 0;
        var day = isYearly ? YearlyDay.Read(asked.Yearly) : null;
        if (Text("name", asked.Name) is { } unnamed) { return Outcome.Refused<CalendarDraft>(unnamed); }
        if (Days(asked.FromOn, asked.UntilOn) is { } wrong) { return Outcome.Refused<CalendarDraft>(wrong); }
        if (isYearly && day is null) { return Outcome.Refused<CalendarDraft>("yearly", "calendar.yearly-day"); }
        if (isYearly && asked.SiteId is not null) { return Outcome.Refused<CalendarDraft>("yearly", "calendar.yearly-site"); }
        if (asked.SiteId is { } id && await db.Set<Site>().FindAsync([id], ct) is null) { return Outcome.Refused<CalendarDraft>("site", "calendar.no-site"); }
        var until = isYearly ? asked.UntilOn : asked.UntilOn ?? asked.FromOn;
        if (!isYearly && Period.DaysBetween(asked.FromOn, until!.Value) >= LongestSpell) { return Outcome.Refused<CalendarDraft>("untilOn", "calendar.too-long", LongestSpell); }
        var entry = new CalendarException
        {
            Id = Guid.CreateVersion7(), Calendar = asked.SiteId is null ? asked.Calendar : CalendarKind.Federal, Province = asked.SiteId is null ? asked.Province?.ToString() : null, SiteId = asked.SiteId,
            FromOn = asked.FromOn, UntilOn = until, Yearly = day?.ToString() ?? "", Rolls = isYearly && asked.Rolls, Closed = asked.Closed, Reason = asked.Name.Trim(),
            EnteredBy = entering.By, EnteredAt = entering.At, ChangeId = entering.ChangeId,
        };
        var data = await current.ReadAsync(db, ct);
        if (data.Exceptions.FirstOrDefault(e => !e.Withdrawn && Same(e, entry) && Overlap(e.FromOn, e.UntilOn, entry.FromOn, entry.UntilOn)) is { } met)
        {
            return Outcome.Conflict<CalendarDraft>("calendar.overlaps", met.Reason, met.FromOn);
        }
        var code = (isYearly, asked.Closed) switch { (true, true) => "calendar-change.closed-yearly", (true, false) => "calendar-change.open-yearly", (_, true) => "calendar-change.closed", _ => "calendar-change.open" };
        var what = isYearly ? new Reason(code, entry.Reason, entry.Yearly, entry.FromOn) : new Reason(code, entry.Reason, entry.FromOn, until);
        return Outcome.Done(new CalendarDraft([entry], [], ImmutableDictionary<Guid, LocalDate>.Empty, what, entry.Province, entry.SiteId) { ChangeId = entering.ChangeId, Why = asked.Why.Trim() });
    }

    private async Task<Outcome<CalendarDraft>> EnterAsync(CalendarRequest.Hours asked, Entering entering, CancellationToken ct)
    {
        if (Days(asked.FromOn, asked.UntilOn) is { } wrong) { return Outcome.Refused<CalendarDraft>(wrong); }
        if (asked.Week.FirstOrDefault(d => d.Value.Opens >= d.Value.Closes) is { Value: not null } upsideDown) { return Outcome.Refused<CalendarDraft>("closes" + (int)upsideDown.Key, "calendar.hours-order"); }
        if (asked.Week.Count == 0) { return Outcome.Refused<CalendarDraft>("opens1", "calendar.never-open"); }
        if (await db.Set<Site>().FindAsync([asked.SiteId], ct) is not { } site) { return Outcome.NotFound<CalendarDraft>(); }
        var now = (await current.ReadAsync(db, ct)).Hours.Where(h => h.SiteId == site.Id && !h.Withdrawn && Overlap(h.FromOn, h.UntilOn, asked.FromOn, asked.UntilOn)).ToList();
        if (now.Find(h => h.FromOn >= asked.FromOn) is { } later) { return Outcome.Conflict<CalendarDraft>("calendar.hours-overlap", site.NameEn, later.FromOn); }
        var added = Enum.GetValues<IsoDayOfWeek>().Where(w => w != IsoDayOfWeek.None).Select(w => Entry(w, asked.Week.GetValueOrDefault(w), asked.FromOn, asked.UntilOn, asked.Why.Trim())).ToList();
        // what held before goes on after hours for a time
        if (asked.UntilOn is { } last)
        {
            added.AddRange(now.Where(h => !(h.UntilOn <= last)).Select(h => Entry(h.Weekday, h is { OpensAt: { } opens, ClosesAt: { } closes } ? new(opens, closes) : null, last.PlusDays(1), h.UntilOn, h.Reason)));
        }
        var ends = now.ToImmutableDictionary(h => h.Id, _ => asked.FromOn.PlusDays(-1));
        return Outcome.Done(new CalendarDraft([], [.. added], ends, new Reason("calendar-change.hours", site.NameEn, site.NameFr, asked.FromOn), null, site.Id) { ChangeId = entering.ChangeId, Why = asked.Why.Trim() });

        SiteHours Entry(IsoDayOfWeek weekday, BusinessHours? hours, LocalDate from, LocalDate? until, string why) => new()
        {
            Id = Guid.CreateVersion7(), SiteId = site.Id, Weekday = weekday, OpensAt = hours?.Opens, ClosesAt = hours?.Closes, FromOn = from, UntilOn = until, Reason = why,
            EnteredBy = entering.By, EnteredAt = entering.At, ChangeId = entering.ChangeId,
        };
    }

    private async Task<Outcome<CalendarDraft>> EndAsync(CalendarRequest.End asked, Entering entering, CancellationToken ct)
    {
        var data = await current.ReadAsync(db, ct);
        if (data.Exceptions.FirstOrDefault(e => e.Id == asked.EntryId && !e.Withdrawn) is not { } entry) { return Outcome.NotFound<CalendarDraft>(); }
        // days that have passed stay what they were
        var today = entering.At.InUtc().Date;
        if (entry.FromOn < today && asked.LastOn < today.PlusDays(-1)) { return Outcome.Refused<CalendarDraft>("lastOn", "calendar.ends-in-the-past", today.PlusDays(-1)); }
        if (entry.UntilOn <= asked.LastOn) { return Outcome.Refused<CalendarDraft>("lastOn", "calendar.ends-already", entry.UntilOn); }
        var what = asked.LastOn < entry.FromOn ? new Reason("calendar-change.withdrawn", entry.Reason, entry.FromOn) : new Reason("calendar-change.ended", entry.Reason, asked.LastOn);
        return Outcome.Done(new CalendarDraft([], [], ImmutableDictionary<Guid, LocalDate>.Empty.Add(entry.Id, asked.LastOn), what, entry.Province, entry.SiteId) { ChangeId = entering.ChangeId, Why = asked.Why.Trim() });
    }

    private Problem? Days(LocalDate from, LocalDate? until)
    {
        var latest = clock.GetCurrentInstant().InUtc().Date.PlusYears(YearsAhead);
        if (from.Year < 2000 || from > latest) { return Problem.With("fromOn", "calendar.year"); }
        return until < from ? Problem.With("untilOn", "calendar.ends-before-it-begins", from) : until > latest ? Problem.With("untilOn", "calendar.year") : null;
    }

    private static Problem? Text(string field, string? text) =>
        string.IsNullOrWhiteSpace(text) ? Problem.With(field, "form.required") : text.Length > LongestText ? Problem.With(field, "form.too-long", LongestText) : null;

    private static bool Same(CalendarException a, CalendarException b) => a.Calendar == b.Calendar && a.Province == b.Province && a.SiteId == b.SiteId && a.Yearly == b.Yearly;

    private static bool Overlap(LocalDate from, LocalDate? until, LocalDate otherFrom, LocalDate? otherUntil) => !(until < otherFrom) && !(otherUntil < from);
}

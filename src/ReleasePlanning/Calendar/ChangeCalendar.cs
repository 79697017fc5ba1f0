using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Calendar;

/// <summary>Enters and takes back an administrator's exception to the federal calendar. It counts for every due date computed from then on;
/// dates already given stay until their plan's dates are next recomputed.</summary>
public sealed class ChangeCalendar(ReleasePlanningDb db, IClock clock)
{
    private const int LongestReason = 500;

    public async Task<Outcome<CalendarException>> AddAsync(Province? province, LocalDate on, bool closed, string reason, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<CalendarException>("calendar.administrators-only"); }
        if (string.IsNullOrWhiteSpace(reason)) { return Outcome.Refused<CalendarException>("reason", "form.required"); }
        if (reason.Length > LongestReason) { return Outcome.Refused<CalendarException>("reason", "form.too-long", LongestReason); }
        var now = clock.GetCurrentInstant();
        if (on.Year < 2000 || on > now.InUtc().Date.PlusYears(10)) { return Outcome.Refused<CalendarException>("on", "calendar.year"); }
        var code = province?.ToString();
        if (await db.Set<CalendarException>().AnyAsync(e => e.Province == code && e.On == on, ct)) { return Outcome.Conflict<CalendarException>("calendar.already", on); }
        var exception = new CalendarException
        {
            Id = Guid.CreateVersion7(), Province = code, On = on, Closed = closed, Reason = reason.Trim(), EnteredBy = actor.StaffId!.Value, EnteredAt = now,
        };
        db.Add(exception);
        db.Add(AuditEntry.OfStaff(actor, now, "calendar.changed", new Reason(closed ? "audit.calendar.closed" : "audit.calendar.opened", on, exception.Reason)));
        await db.SaveChangesAsync(ct);
        return Outcome.Done(exception);
    }

    public async Task<Outcome<CalendarException>> RemoveAsync(Guid id, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<CalendarException>("calendar.administrators-only"); }
        if (await db.Set<CalendarException>().SingleOrDefaultAsync(e => e.Id == id, ct) is not { } exception) { return Outcome.NotFound<CalendarException>(); }
        db.Remove(exception);
        db.Add(AuditEntry.OfStaff(actor, clock.GetCurrentInstant(), "calendar.changed", new Reason("audit.calendar.removed", exception.On, exception.Reason)));
        await db.SaveChangesAsync(ct);
        return Outcome.Done(exception);
    }

    public async Task<IReadOnlyList<CalendarException>> ListAsync(int year, CancellationToken ct) => await db.Set<CalendarException>().AsNoTracking()
        .Where(e => e.On >= new LocalDate(year, 1, 1) && e.On <= new LocalDate(year, 12, 31)).OrderBy(e => e.On).ToListAsync(ct);
}

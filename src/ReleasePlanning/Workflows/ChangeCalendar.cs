using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;

namespace ReleasePlanning.Workflows;

/// <summary>Changes a calendar or a site's hours, and asks in the same transaction for every plan it can reach to be looked at (<see cref="RunRedatings"/>).</summary>
public sealed class ChangeCalendar(ReleasePlanningDb db, DraftCalendarChange draftChange, CalendarMoves calendarMoves, IClock clock)
{
    public async Task<Outcome<PlanRedating>> RunAsync(CalendarRequest request, PastDue past, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        // changes take turns, so that each is checked against those before it
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(41, 9)", ct);
        var drafted = await draftChange.RunAsync(request, actor, ct);
        if (drafted is not { IsDone: true, Value: { } draft }) { return drafted.As<PlanRedating>(); }
        var now = clock.GetCurrentInstant();
        db.Add(new CalendarChange { Id = draft.ChangeId, What = draft.What, Why = draft.Why, MadeBy = actor.StaffId!.Value, MadeAt = now, Province = draft.Province, SiteId = draft.SiteId });
        await EndAsync(draft, ct);
        db.AddRange(draft.Exceptions);
        db.AddRange(draft.Hours);
        var redating = new PlanRedating { Id = Guid.CreateVersion7(), ChangeId = draft.ChangeId, Past = past, AskedBy = actor.StaffId.Value, AskedAt = now };
        db.Add(redating);
        var reached = await calendarMoves.Reached(draft.Province, draft.SiteId).Select(p => p.Id).ToListAsync(ct);
        if (reached.Count == 0) { (redating.State, redating.EndedAt) = (RedatingState.Done, now); }
        db.AddRange(reached.Select(p => new RedatedPlan { RedatingId = redating.Id, PlanId = p }));
        db.Add(AuditEntry.OfStaff(actor, now, "calendar.changed", new Reason("audit.calendar.changed", draft.What, draft.Why, reached.Count)));
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<PlanRedating>(refused.Reason.Code, [.. refused.Reason.Args]); }
        // whoever does the work is asleep while there is none
        await db.Database.ExecuteSqlAsync($"select pg_notify('plan_redatings', '')", ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(redating);
    }

    // saved before what takes its place, so that the two never count at once
    private async Task EndAsync(CalendarDraft draft, CancellationToken ct)
    {
        if (draft.Ends.IsEmpty) { return; }
        var ids = draft.Ends.Keys.ToList();
        foreach (var e in await db.Set<CalendarException>().Where(e => ids.Contains(e.Id)).ToListAsync(ct))
        {
            (e.EndedByChange, e.UntilBefore, e.Withdrawn) = (draft.ChangeId, e.UntilOn, draft.Ends[e.Id] < e.FromOn);
            if (!e.Withdrawn) { e.UntilOn = draft.Ends[e.Id]; }
        }
        foreach (var h in await db.Set<SiteHours>().Where(h => ids.Contains(h.Id)).ToListAsync(ct))
        {
            (h.EndedByChange, h.UntilBefore, h.Withdrawn) = (draft.ChangeId, h.UntilOn, draft.Ends[h.Id] < h.FromOn);
            if (!h.Withdrawn) { h.UntilOn = draft.Ends[h.Id]; }
        }
        await db.SaveChangesAsync(ct);
    }
}

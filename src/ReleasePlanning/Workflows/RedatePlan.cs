using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>Re-dates one plan after a change of the calendar, in one transaction under its lock: what the change moves, and nothing else.</summary>
public sealed class RedatePlan(ReleasePlanningDb db, CurrentCalendar current, CalendarMoves calendarMoves, MoveDueDate moveDueDate, PlanPlaces places, IClock clock)
{
    /// <summary>False when another worker has it, or nothing is left to do for it.</summary>
    public async Task<bool> RunAsync(Guid redatingId, ReleasePlanId id, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAsync(redatingId, id, ct) is not { } row) { return false; }
        // stopping waits for this lock, and what is stopped is not begun
        var redating = (await db.Set<PlanRedating>().FromSql($"select * from plan_redatings where id = {redatingId} for share").OrderBy(r => r.Id).ToListAsync(ct)).Single();
        if (redating.State != RedatingState.Running || await db.LockPlanAsync(id, ct) is not { } plan) { return false; }
        var now = clock.GetCurrentInstant();
        row.At = now;
        if (!plan.Plan.IsOpen) { row.Result = RedatingResult.Gone; }
        else { await MoveAsync(plan, redating, row, now, ct); }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    /// <summary>Writes down why a plan could not be re-dated; its own transaction has been rolled back.</summary>
    public async Task FailAsync(Guid redatingId, ReleasePlanId id, string message, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await LockAsync(redatingId, id, ct) is not { } row) { return; }
        (row.Result, row.Message, row.At) = (RedatingResult.Failed, message, clock.GetCurrentInstant());
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
    }

    private async Task<RedatedPlan?> LockAsync(Guid redatingId, ReleasePlanId id, CancellationToken ct) => (await db.Set<RedatedPlan>()
        .FromSql($"select * from redated_plans where redating_id = {redatingId} and plan_id = {id.Value} and result = 'Waiting' for update skip locked").OrderBy(r => r.PlanId).ToListAsync(ct)).FirstOrDefault();

    private async Task MoveAsync(LockedPlan plan, PlanRedating redating, RedatedPlan row, Instant now, CancellationToken ct)
    {
        var after = await current.ReadAsync(db, ct);
        var touched = await calendarMoves.OfAsync(plan.Plan, after.Without(redating.ChangeId), after, now, ct);
        foreach (var move in touched.Moves.Where(m => !m.Kept)) { await moveDueDate.RunAsync(plan, move, redating.Past, now, ct); }
        (row.Moved, row.Past, row.Kept) = (touched.Moves.Count(m => !m.Kept), touched.Moves.Count(m => m is { Kept: false, IsPast: true }), touched.Moves.Count(m => m.Kept));
        (row.Result, row.LawfulReleaseOn) = (row.Moved > 0 ? RedatingResult.Moved : RedatingResult.Unchanged, touched.LawfulReleaseOn);
        if (!touched.IsTouched) { return; }
        var change = await db.Set<CalendarChange>().AsNoTracking().SingleAsync(c => c.Id == redating.ChangeId, ct);
        var by = await db.Set<StaffMember>().Where(s => s.Id == redating.AskedBy).Select(s => s.Name).SingleAsync(ct);
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, new Actor(redating.AskedBy, by, []), now, "plan.redated", new Reason("audit.plan.redated", change.What, row.Moved, row.Past, row.Kept)));
        await TellAsync(plan.Plan, redating, row, change, now, ct);
    }

    // once a plan, however many of its dates moved
    private async Task TellAsync(ReleasePlan plan, PlanRedating redating, RedatedPlan row, CalendarChange change, Instant now, CancellationToken ct)
    {
        var owner = plan.Status == PlanStatus.Released ? plan.CommunityOfficerId ?? plan.ParoleOfficerId : plan.ParoleOfficerId;
        var site = await places.SiteAsync(plan.Status == PlanStatus.Released ? plan.ParoleOfficeId : plan.ReleasingSiteId, ct);
        if (await StandIn.ForAsync(db, owner, SiteTime.DateOf(now, PlanPlaces.Zone(site)), ct) is not { } reader) { return; }
        db.Add(new Notification
        {
            Id = Guid.CreateVersion7(), StaffId = reader, Key = $"redated:{redating.Id}:{plan.Id}", PlanId = plan.Id, At = now,
            Reason = row.LawfulReleaseOn is { } lawful
                ? new Reason("notice.plan-redated.release-day", plan.Number, change.What, row.Moved, plan.ReleaseOn, lawful)
                : new Reason("notice.plan-redated", plan.Number, change.What, row.Moved, row.Past, row.Kept),
        });
    }
}

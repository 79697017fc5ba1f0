using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.Workflows;

/// <summary>Stops a re-dating between two plans, or lets a stopped one go on with those that wait. The calendar stays changed, and what was re-dated stays so.</summary>
public sealed class StopRedating(ReleasePlanningDb db, IClock clock)
{
    public Task<Outcome<PlanRedating>> RunAsync(Guid id, Actor actor, CancellationToken ct) => ChangeAsync(id, RedatingState.Running, RedatingState.Stopped, "audit.redating.stopped", actor, ct);

    public Task<Outcome<PlanRedating>> ResumeAsync(Guid id, Actor actor, CancellationToken ct) => ChangeAsync(id, RedatingState.Stopped, RedatingState.Running, "audit.redating.resumed", actor, ct);

    private async Task<Outcome<PlanRedating>> ChangeAsync(Guid id, RedatingState from, RedatingState to, string act, Actor actor, CancellationToken ct)
    {
        if (!actor.Holds(Roles.Administrator)) { return Outcome.Forbidden<PlanRedating>("calendar.administrators-only"); }
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var redating = (await db.Set<PlanRedating>().FromSql($"select * from plan_redatings where id = {id} for update").OrderBy(r => r.Id).ToListAsync(ct)).FirstOrDefault();
        if (redating is null) { return Outcome.NotFound<PlanRedating>(); }
        if (redating.State == to) { return Outcome.Done(redating); }
        if (redating.State != from) { return Outcome.Conflict<PlanRedating>("redating.over"); }
        var now = clock.GetCurrentInstant();
        (redating.State, redating.EndedAt) = (to, to == RedatingState.Stopped ? now : null);
        var what = await db.Set<CalendarChange>().Where(c => c.Id == redating.ChangeId).Select(c => c.What).SingleAsync(ct);
        db.Add(AuditEntry.OfStaff(actor, now, act["audit.".Length..], new Reason(act, what)));
        await db.SaveChangesAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_notify('plan_redatings', '')", ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(redating);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ParoleConditions;

/// <summary>Enters a place a plan's person must keep away from; the bed the plan has is looked at at once. The log says that one was entered, not where: a victim may live there.</summary>
public sealed class EnterNoGoArea(ReleasePlanningDb db, IEnumerable<IKeptAwayChange> changes, IClock clock)
{
    public Task<Outcome<NoGoArea>> RunAsync(ReleasePlanId id, NoGoRequest asked, Actor actor, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(asked);
        return db.AgainAfterDeadlockAsync(() => OnceAsync(id, asked, actor, ct));
    }

    private async Task<Outcome<NoGoArea>> OnceAsync(ReleasePlanId id, NoGoRequest asked, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockPlanAsync(id, ct) is not { } locked) { return Outcome.NotFound<NoGoArea>(); }
        if (KeepAwayRules.May(locked.Plan, actor) is { Value: false } no) { return Outcome.Forbidden<NoGoArea>(no.Why.Code); }
        if (!locked.Plan.IsOpen) { return Outcome.Conflict<NoGoArea>("plan.not-active", "@plan-status." + locked.Plan.Status); }
        if (KeepAwayRules.Problems(asked).ToList() is { Count: > 0 } problems) { return Outcome.Refused<NoGoArea>(problems); }
        if (await db.Set<NoGoArea>().AnyAsync(a => a.PlanId == id && a.EndedAt == null && a.Community == asked.Community && a.NearKind == asked.NearKind
            && a.Latitude == asked.Latitude && a.Longitude == asked.Longitude && a.RadiusKm == asked.RadiusKm, ct)) { return Outcome.Conflict<NoGoArea>("keep-away.already"); }

        var now = clock.GetCurrentInstant();
        var area = new NoGoArea
        {
            Id = Guid.CreateVersion7(), PlanId = id, Community = asked.Community, Latitude = asked.Latitude, Longitude = asked.Longitude, RadiusKm = asked.RadiusKm,
            NearKind = asked.NearKind, Reason = asked.Reason.Trim(), EnteredAt = now, EnteredBy = actor.StaffId!.Value,
        };
        db.Add(area);
        db.Add(AuditEntry.OfPlan(id, actor, now, "keep-away.entered", new Reason("audit.keep-away.area-entered")));
        await db.SaveChangesAsync(ct);
        foreach (var change in changes) { await change.RunAsync(locked, actor, now, ct); }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(area);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ParoleConditions;

/// <summary>Ends a no-go area of a plan, or a no-contact of its person, whichever has this id. It stays on record; ending it twice ends it once.</summary>
public sealed class EndKeepAway(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<Guid>> RunAsync(ReleasePlanId plan, Guid entry, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockPlanAsync(plan, ct) is not { } locked) { return Outcome.NotFound<Guid>(); }
        if (KeepAwayRules.May(locked.Plan, actor) is { Value: false } no) { return Outcome.Forbidden<Guid>(no.Why.Code); }
        var person = locked.Plan.PersonId;
        var area = await db.Set<NoGoArea>().SingleOrDefaultAsync(a => a.Id == entry && a.PlanId == plan, ct);
        var contact = area is null ? await db.Set<NoContact>().SingleOrDefaultAsync(c => c.Id == entry && (c.PersonId == person || c.OtherId == person), ct) : null;
        if (area is null && contact is null) { return Outcome.NotFound<Guid>(); }
        if ((area?.EndedAt ?? contact?.EndedAt) is not null) { return Outcome.Done(entry); }

        var now = clock.GetCurrentInstant();
        if (area is not null) { area.EndedAt = now; }
        if (contact is not null) { contact.EndedAt = now; }
        db.Add(AuditEntry.OfPlan(plan, actor, now, "keep-away.ended", new Reason(area is not null ? "audit.keep-away.area-ended" : "audit.keep-away.person-ended")));
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(entry);
    }
}

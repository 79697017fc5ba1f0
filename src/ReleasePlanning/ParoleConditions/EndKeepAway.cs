using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ParoleConditions;

/// <summary>Ends a no-go area of a plan, or a no-contact of its person, whichever has this id. It stays on record; ending it twice ends it once.</summary>
public sealed class EndKeepAway(ReleasePlanningDb db, IEnumerable<IKeptAwayChange> changes, IClock clock)
{
    public Task<Outcome<Guid>> RunAsync(ReleasePlanId plan, Guid entry, Actor actor, CancellationToken ct) => db.AgainAfterDeadlockAsync(() => OnceAsync(plan, entry, actor, ct));

    private async Task<Outcome<Guid>> OnceAsync(ReleasePlanId plan, Guid entry, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var plans = await db.LockApartAsync(plan, await OtherAsync(plan, entry, ct), ct);
        if (plans.Find(p => p.Plan.Id == plan) is not { } locked) { return Outcome.NotFound<Guid>(); }
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
        foreach (var one in plans)
        {
            foreach (var change in changes) { await change.RunAsync(one, one == locked ? actor : Actor.Service, now, ct); }
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(entry);
    }

    private async Task<PersonId?> OtherAsync(ReleasePlanId plan, Guid entry, CancellationToken ct)
    {
        var person = await db.Set<ReleasePlan>().Where(p => p.Id == plan).Select(p => p.PersonId).SingleOrDefaultAsync(ct);
        return await db.Set<NoContact>().Where(c => c.Id == entry && (c.PersonId == person || c.OtherId == person))
            .Select(c => (PersonId?)(c.PersonId == person ? c.OtherId : c.PersonId)).SingleOrDefaultAsync(ct);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.ParoleConditions;

/// <summary>Enters somebody a plan's person must not live with. It holds for both, so the beds of both are looked at at once; neither the log nor a house is told who.</summary>
public sealed class EnterNoContact(ReleasePlanningDb db, IEnumerable<IKeptAwayChange> changes, IClock clock)
{
    /// <param name="fps">The other person's fingerprint serial number: there is no list to choose from.</param>
    public Task<Outcome<NoContact>> RunAsync(ReleasePlanId id, string fps, string reason, Actor actor, CancellationToken ct) =>
        db.AgainAfterDeadlockAsync(() => OnceAsync(id, fps, reason, actor, ct));

    private async Task<Outcome<NoContact>> OnceAsync(ReleasePlanId id, string fps, string reason, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var number = fps.Trim().ToUpperInvariant();
        var other = await db.Set<Person>().Where(p => p.Fps == number).Select(p => (PersonId?)p.Id).SingleOrDefaultAsync(ct);
        var plans = await db.LockApartAsync(id, other, ct);
        if (plans.Find(p => p.Plan.Id == id) is not { } locked) { return Outcome.NotFound<NoContact>(); }
        if (KeepAwayRules.May(locked.Plan, actor) is { Value: false } no) { return Outcome.Forbidden<NoContact>(no.Why.Code); }
        if (!locked.Plan.IsOpen) { return Outcome.Conflict<NoContact>("plan.not-active", "@plan-status." + locked.Plan.Status); }
        var one = locked.Plan.PersonId;
        var problems = KeepAwayRules.ReasonProblems(reason).ToList();
        if (other is null) { problems.Add(Problem.With("fps", "keep-away.nobody", number)); }
        else if (other == one) { problems.Add(Problem.With("fps", "keep-away.oneself")); }
        if (problems.Count > 0) { return Outcome.Refused<NoContact>(problems); }
        var (first, second) = InOrder(one, other!.Value);
        if (await db.Set<NoContact>().AnyAsync(c => c.EndedAt == null && c.PersonId == first && c.OtherId == second, ct)) { return Outcome.Conflict<NoContact>("keep-away.already"); }

        var now = clock.GetCurrentInstant();
        var contact = new NoContact { Id = Guid.CreateVersion7(), PersonId = first, OtherId = second, Reason = reason.Trim(), EnteredAt = now, EnteredBy = actor.StaffId!.Value };
        db.Add(contact);
        db.Add(AuditEntry.OfPlan(id, actor, now, "keep-away.entered", new Reason("audit.keep-away.person-entered")));
        await db.SaveChangesAsync(ct);
        // the other plan is told by the service: its readers must not learn whose officer it was
        foreach (var plan in plans)
        {
            foreach (var change in changes) { await change.RunAsync(plan, plan == locked ? actor : Actor.Service, now, ct); }
        }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return Outcome.Done(contact);
    }

    // as the database orders them: byte by byte, which is the order of the text
    private static (PersonId, PersonId) InOrder(PersonId one, PersonId other) =>
        string.CompareOrdinal(one.ToString(), other.ToString()) < 0 ? (one, other) : (other, one);
}

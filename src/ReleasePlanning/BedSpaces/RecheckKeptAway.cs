using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>The bed of a plan is looked at at once when its person is kept away from further places or people. One that no longer will do is reviewed before anybody is
/// released to it, and the officers of both sides are told; one that will do again needs no review any more. Nobody hears who else lives in the house.</summary>
public sealed class RecheckKeptAway(ReleasePlanningDb db, KeepAwayQueries keepAway, PlanRows rows, DeliverMessage deliver) : IKeptAwayChange
{
    public async Task RunAsync(LockedPlan plan, Actor actor, Instant now, CancellationToken ct)
    {
        // whoever gives this person a bed holds the same lock: a bed is either seen here or given with this in view
        await db.LockBedsAsync(plan.Plan.PersonId, [], ct);
        if (await new BedSpaceQueries(db).StayOfAsync(plan.Plan.Id, ct) is not { } stay) { return; }
        var released = plan.Plan.ReleasedAt is not null;
        if ((await keepAway.AgainstBedAsync(plan.Plan, stay, ct)).IsEmpty)
        {
            if (!released) { await SayAsync(plan, BedMessages.ReviewOver, actor, now, ct); }
            return;
        }
        var house = StayRules.Named((await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!);
        TellHouse.Officers(db, plan.Plan, $"bed-against:{Guid.CreateVersion7()}", new Reason("notice.bed-against", plan.Plan.Number, house), now);
        db.Add(AuditEntry.OfPlan(plan.Plan.Id, actor, now, "bed.against", new Reason("audit.bed.against", house)));
        // where somebody lives who was released is their supervisor's to decide
        if (released) { return; }
        if (!(await rows.OpenWorkItemsAsync(plan.Plan.Id, ct)).Any(w => w.Form == ReviewBed.FormKey)) { await SayAsync(plan, BedMessages.Review, actor, now, ct); }
        await SayAsync(plan, BedMessages.NotReady, actor, now, ct);
    }

    private Task<int> SayAsync(LockedPlan plan, string message, Actor actor, Instant now, CancellationToken ct) =>
        deliver.RunAsync(plan, message, ImmutableDictionary<string, object?>.Empty, actor, now, ct);
}

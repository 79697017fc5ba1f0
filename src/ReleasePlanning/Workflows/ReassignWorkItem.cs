using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Gives an open step to another person who holds its role at its site (or supervises there).</summary>
public sealed class ReassignWorkItem(ReleasePlanningDb db, ArmUnassigned armUnassigned, IClock clock)
{
    public async Task<Outcome<WorkItem>> RunAsync(WorkItemId id, StaffId to, string reason, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        var item = locked.Item;
        var site = await db.Set<Site>().SingleAsync(s => s.Id == item.SiteId, ct);
        var above = await db.Set<Site>().Where(s => s.Kind == SiteKind.RegionalHeadquarters && s.Region == site.Region).Select(s => (SiteId?)s.Id).FirstOrDefaultAsync(ct);
        if (StepAccess.MayReassign(item, actor) is { Value: false } no && !Supervision.Directs(actor, site, above)) { return Outcome.Forbidden<WorkItem>(no.Why.Code, [.. no.Why.Args]); }
        if (item.RefuseStale<WorkItem>(version) is { } stale) { return stale; }
        var taker = await db.Set<StaffMember>().Include(s => s.Roles).FirstOrDefaultAsync(s => s.Id == to && s.Active, ct);
        if (taker is null) { return Outcome.Refused<WorkItem>("to", "reassign.unknown-person"); }
        if (reason.Length > EnterAbsence.LongestReason) { return Outcome.Refused<WorkItem>("reason", "form.too-long", EnterAbsence.LongestReason); }
        // a house's steps may be taken by who directs it from its parole office
        if (!taker.Roles.Any(r => (r.SiteId == item.SiteId && (r.Role == item.Role || Roles.Supervising.Contains(r.Role))) || Supervision.Of(site, above).Contains(new SiteRole(r.Role, r.SiteId))))
        {
            return Outcome.Refused<WorkItem>("to", "reassign.lacks-role", taker.Name, "@role." + item.Role);
        }
        if (item.OwnerId == to) { return Outcome.Done(item); }

        var now = clock.GetCurrentInstant();
        item.OwnerId = to;
        await armUnassigned.RunAsync(item, now, ct);
        db.Add(AuditEntry.OfPlan(item.PlanId, actor, now, "step.reassigned", new Reason("audit.step.reassigned", item.TitleEn, item.TitleFr, taker.Name, reason.Trim()), item.Id));
        // who took it for themselves knows; for a taker who is away, who stands in is told
        var acts = (await StandIn.WhoAsync(db, to, new Work(item.Role, item.SiteId, item.PlanId), now.InZone(PlanPlaces.Zone(site)).Date, ct)).Acts ?? to;
        if (acts != actor.StaffId) { Tell(item, acts, actor, now); }
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<WorkItem>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(item);
    }

    private void Tell(WorkItem item, StaffId to, Actor actor, Instant now) =>
        db.Add(new Notification
        {
            Id = Guid.CreateVersion7(), StaffId = to, Key = $"given:{item.Id}:{now.ToUnixTimeTicks()}", PlanId = item.PlanId, WorkItemId = item.Id,
            Reason = new Reason("notice.step-given", item.TitleEn, item.TitleFr, actor.Name), At = now,
        });
}

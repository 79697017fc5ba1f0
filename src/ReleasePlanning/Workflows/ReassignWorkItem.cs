using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Gives an open step to another person who holds its role at its site (or supervises there).</summary>
public sealed class ReassignWorkItem(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<WorkItem>> RunAsync(WorkItemId id, StaffId to, string reason, uint? version, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        if (await db.LockStepAsync(id, ct) is not { } locked) { return Outcome.NotFound<WorkItem>(); }
        var item = locked.Item;
        if (StepAccess.MayReassign(item, actor) is { Value: false } no) { return Outcome.Forbidden<WorkItem>(no.Why.Code, [.. no.Why.Args]); }
        if (item.RefuseStale<WorkItem>(version) is { } stale) { return stale; }
        var taker = await db.Set<StaffMember>().Include(s => s.Roles).FirstOrDefaultAsync(s => s.Id == to && s.Active, ct);
        if (taker is null) { return Outcome.Refused<WorkItem>("to", "reassign.unknown-person"); }
        if (!taker.Roles.Any(r => r.SiteId == item.SiteId && (r.Role == item.Role || People.Roles.Supervising.Contains(r.Role))))
        {
            return Outcome.Refused<WorkItem>("to", "reassign.lacks-role", taker.Name, "@role." + item.Role);
        }
        if (item.OwnerId == to) { return Outcome.Done(item); }

        var now = clock.GetCurrentInstant();
        item.OwnerId = to;
        db.Add(AuditEntry.OfPlan(item.PlanId, actor, now, "step.reassigned", new Reason("audit.step.reassigned", item.TitleEn, item.TitleFr, taker.Name, reason.Trim()), item.Id));
        db.Add(new Notification
        {
            Id = Guid.CreateVersion7(), StaffId = to, Key = $"given:{item.Id}:{now.ToUnixTimeTicks()}", PlanId = item.PlanId, WorkItemId = item.Id,
            Reason = new Reason("notice.step-given", item.TitleEn, item.TitleFr, actor.Name), At = now,
        });
        if (await db.SaveAsync(ct) is { } refused) { return Outcome.Conflict<WorkItem>(refused.Reason.Code, [.. refused.Reason.Args]); }
        await transaction.CommitAsync(ct);
        return Outcome.Done(item);
    }
}

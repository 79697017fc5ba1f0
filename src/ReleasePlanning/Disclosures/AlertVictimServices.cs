using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Disclosures;

/// <summary>Alerts the victims' unit of the region with the facts of the release (CCRA s.26). The unit, never a victim; nothing about a victim is kept.</summary>
public sealed class AlertVictimServices(PlanPlaces places) : IServiceTask
{
    public string ActivityType => "ReleasePlanning.AlertVictimServices";

    public async Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct)
    {
        var (db, plan) = (context.Db, context.Plan);
        var facts = await ReleaseFacts.OfAsync(db, plan, ct);
        var current = await db.Set<Disclosure>().FirstOrDefaultAsync(d => d.PlanId == plan.Id && d.Kind == DisclosureKind.VictimServices && d.SupersededAt == null, ct);
        if (current is not null && current.Facts == facts) { return ServiceTaskResult.Done; }
        if (current is not null) { current.SupersededAt = context.Now; }

        var region = await places.SiteAsync(plan, "region", ct);
        var disclosure = new Disclosure
        {
            Id = Guid.CreateVersion7(), PlanId = plan.Id, Kind = DisclosureKind.VictimServices, Recipient = region.NameEn, Channel = "in-app",
            SentAt = context.Now, SentBy = context.Actor.StaffId, Facts = facts,
        };
        db.Add(disclosure);
        var unit = await db.Set<StaffMember>().Where(s => s.Active && s.Roles.Any(r => r.Role == Roles.VictimServices && r.SiteId == region.Id)).Select(s => s.Id).ToListAsync(ct);
        foreach (var member in unit)
        {
            db.Add(new Notification
            {
                Id = Guid.CreateVersion7(), StaffId = member, Key = $"victim-alert:{disclosure.Id}", PlanId = plan.Id,
                Reason = new Reason(plan.NotPracticable is null ? "notice.victim-alert" : "notice.victim-alert-late", plan.Number, plan.ReleaseOn, plan.DestinationCommunity), At = context.Now,
            });
        }
        db.Add(AuditEntry.OfPlan(plan.Id, context.Actor, context.Now, "victim-services.alerted", new Reason("audit.victim-services.alerted", region.NameEn, region.NameFr)));
        return ServiceTaskResult.With(("victimServicesAlerted", true));
    }
}

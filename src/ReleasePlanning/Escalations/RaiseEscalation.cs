using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>Brings something overdue before a named person who can act, once, with the reason. Raised by a rung of a ladder or by a diagram.
/// When the position is empty it goes on up, so that it always reaches somebody.</summary>
public sealed class RaiseEscalation(PlanPlaces places, ChooseOwner chooseOwner) : IServiceTask
{
    /// <summary>Where to look next when nobody holds a position.</summary>
    private static readonly (string Role, string Site)[] Above =
    [
        (Roles.ParoleOfficerSupervisor, "destination"), (Roles.ManagerAssessmentInterventions, "releasing"), (Roles.AreaDirector, "destination"),
        (Roles.AssistantWardenInterventions, "releasing"), (Roles.DistrictDirector, "region"),
    ];

    public string ActivityType => ClimbLadder.RaiseActivity;

    public async Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct)
    {
        var (db, plan, item, rung) = (context.Db, context.Plan, context.LateItem, context.Rung);
        var occasion = item is null
            ? $"plan:{plan.Id}:{context.ElementId}:{context.Binding.Text("reason")}:{context.Now.ToUnixTimeTicks()}"
            : $"item:{item.Id}:{item.DueAt?.ToUnixTimeTicks()}:{rung!.Level}";
        if (await db.Set<Escalation>().AnyAsync(e => e.Occasion == occasion, ct)) { return ServiceTaskResult.Done; }

        var (role, to) = await FindAsync(context, ct);
        var reason = await ReasonOfAsync(context, ct);
        var reminder = rung?.IsReminder == true || (rung is not null && rung.ToRole == "owner");
        db.Add(new Escalation
        {
            Id = Guid.CreateVersion7(), PlanId = plan.Id, WorkItemId = item?.Id, Occasion = occasion, Level = rung?.Level ?? 0, IsReminder = reminder,
            ToRole = role, ToStaffId = to, Reason = reason, RaisedAt = context.Now,
        });
        if (to is { } staff)
        {
            db.Add(new Notification
            {
                Id = Guid.CreateVersion7(), StaffId = staff, Key = occasion, PlanId = plan.Id, WorkItemId = item?.Id, Reason = reason, At = context.Now,
            });
        }
        var name = to is null ? "@escalation.nobody" : await db.Set<StaffMember>().Where(s => s.Id == to).Select(s => s.Name).FirstAsync(ct);
        db.Add(AuditEntry.OfPlan(plan.Id, context.Actor, context.Now, reminder ? "step.reminded" : "plan.escalated",
            new Reason(reminder ? "audit.step.reminded" : "audit.plan.escalated", name, "@role." + role, item?.TitleEn ?? "", item?.TitleFr ?? ""), item?.Id));
        return ServiceTaskResult.Done;
    }

    private async Task<(string Role, StaffId? To)> FindAsync(ServiceTaskContext context, CancellationToken ct)
    {
        var (db, plan, item, rung) = (context.Db, context.Plan, context.LateItem, context.Rung);
        if (rung?.ToRole == "owner" && item!.OwnerId is { } owner) { return (item.Role, await WhoActsAsync(context, owner, ct)); }
        var role = rung?.ToRole is { } r && r != "owner" ? r : context.Binding.Text("role") ?? item?.Role ?? Roles.ManagerAssessmentInterventions;
        var word = rung?.AtSite is { Length: > 0 } s ? s : context.Binding.Text("site") ?? "releasing";
        if (await HolderAsync(role, word) is { } found) { return (role, found); }
        foreach (var (upRole, upSite) in Above)
        {
            if (await HolderAsync(upRole, upSite) is { } above) { return (upRole, above); }
        }
        return (role, null);

        async Task<StaffId?> HolderAsync(string position, string at)
        {
            var site = await places.SiteAsync(plan, at, ct);
            var today = context.Now.InZone(PlanPlaces.Zone(site)).Date;
            return await chooseOwner.RunAsync(position, site.Id, null, today, ct) is { } holder
                ? (await StandIn.WhoAsync(db, holder, new Work(position, site.Id, plan.Id), today, ct)).Acts : null;
        }
    }

    /// <summary>A reminder goes to whoever can act today.</summary>
    private async Task<StaffId?> WhoActsAsync(ServiceTaskContext context, StaffId owner, CancellationToken ct)
    {
        var item = context.LateItem!;
        var today = context.Now.InZone(PlanPlaces.Zone(await places.SiteAsync(item.SiteId, ct))).Date;
        return (await StandIn.WhoAsync(context.Db, owner, new Work(item.Role, item.SiteId, item.PlanId), today, ct)).Acts;
    }

    private async Task<Reason> ReasonOfAsync(ServiceTaskContext context, CancellationToken ct)
    {
        if (context.LateItem is not { } item) { return new Reason("escalation." + (context.Binding.Text("reason") ?? "asked"), context.Plan.Number, context.Plan.ReleaseOn); }
        var site = await places.SiteAsync(item.SiteId, ct);
        var dueOn = item.DueAt!.Value.InZone(PlanPlaces.Zone(site)).Date;
        if (context.PassedOver > 0)
        {
            return new Reason(context.Rung!.IsReminder ? "escalation.reminder-of-several" : "escalation.overdue-after-several",
                item.TitleEn, item.TitleFr, context.Plan.Number, dueOn, "@role." + item.Role, context.PassedOver);
        }
        return new Reason(context.Rung!.IsReminder ? "escalation.reminder" : "escalation.overdue", item.TitleEn, item.TitleFr, context.Plan.Number, dueOn, "@role." + item.Role);
    }
}

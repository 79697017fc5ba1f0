using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

/// <summary>Brings something overdue before a named person who can act, once, with the reason. Raised by a rung of a ladder or by a diagram, which may name several positions.</summary>
public sealed class RaiseEscalation(ChooseRecipient chooseRecipient, EscalationNames names) : IServiceTask
{
    public string ActivityType => ClimbLadder.RaiseActivity;

    public async Task<ServiceTaskResult> RunAsync(ServiceTaskContext context, CancellationToken ct)
    {
        if (context is { LateItem: { } item, Reached: { } reached })
        {
            await RaiseRungAsync(context, item, reached, ct);
            return ServiceTaskResult.Done;
        }
        var told = new HashSet<StaffId>();
        foreach (var position in PositionsOf(context)) { await RaisePlanAsync(context, position, told, ct); }
        return ServiceTaskResult.Done;
    }

    /// <summary>"to" names several positions, "role" and "site" one.</summary>
    private static IEnumerable<LadderPosition> PositionsOf(ServiceTaskContext context) => context.Binding.Text("to") is { } several
        ? several.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries).Select(LadderPosition.Parse)
        : [new LadderPosition(context.Binding.Text("role") ?? People.Roles.ManagerAssessmentInterventions, context.Binding.Text("site") ?? "releasing")];

    private async Task RaiseRungAsync(ServiceTaskContext context, WorkItem item, ReachedRung reached, CancellationToken ct)
    {
        var (db, rung) = (context.Db, reached.Rung);
        // with ladder and version, so that a step that takes another one half-way hears each rung of it; and with the round, for a date moved away and back
        var occasion = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"item:{item.Id}:{item.DueAt!.Value.ToUnixTimeTicks()}:{item.Ladder}:{item.LadderVersion}:{item.LadderRound}:{rung.Level}");
        var earlier = await db.Set<Escalation>().AsNoTracking().Where(e => e.WorkItemId == item.Id).OrderBy(e => e.RaisedAt).ThenBy(e => e.Level).ToListAsync(ct);
        if (earlier.Exists(e => e.Occasion == occasion)) { return; }

        var to = await chooseRecipient.RunAsync(context.Plan, item, rung, context.Now, ct);
        var (zone, reminder) = (await chooseRecipient.ZoneAsync(item, ct), rung.IsReminder || rung.To.IsOwner);
        var named = await names.OfAsync(db, [to.StaffId, item.OwnerId, .. earlier.Where(e => !e.IsReminder).Select(e => e.ToStaffId)], ct);
        var reason = EscalationReasons.OfRung(context.Plan, item, reached, to, [.. earlier.Where(e => !e.IsReminder && e.DueAt == item.DueAt)], named, zone);
        Add(context, reason, to, occasion, named, item, reminder, !reminder && (rung.AnyHour || item.HasLegalLimit), new Escalation
        {
            Id = Guid.CreateVersion7(), PlanId = item.PlanId, WorkItemId = item.Id, Occasion = occasion, Level = rung.Level, Rungs = reached.Of, DueAt = item.DueAt, IsReminder = reminder,
            ToRole = to.Role, ToStaffId = to.StaffId, PassedOnFrom = to.PassedOnFrom?.Role, Hold = rung.Hold?.ToString(), Reason = reason, RaisedAt = context.Now,
        });
    }

    private async Task RaisePlanAsync(ServiceTaskContext context, LadderPosition position, HashSet<StaffId> told, CancellationToken ct)
    {
        var (db, plan) = (context.Db, context.Plan);
        var occasion = $"plan:{plan.Id}:{context.ElementId}:{context.Binding.Text("reason")}:{context.Now.ToUnixTimeTicks()}";
        if (context.Binding.Text("to") is not null) { occasion += ":" + position; }
        if (await db.Set<Escalation>().AnyAsync(e => e.Occasion == occasion, ct)) { return; }

        var to = await chooseRecipient.OfPositionAsync(plan, position, [], context.Now, ct);
        // what was passed on to somebody who hears of it anyway is not said twice
        if (to.StaffId is { } staff && !told.Add(staff) && to.PassedOnFrom is not null) { return; }
        var named = await names.OfAsync(db, [to.StaffId], ct);
        var (item, why) = (context.LateItem, context.Binding.Text("reason") ?? "asked");
        var reason = item is null ? EscalationReasons.OfPlan(plan, why, to) : EscalationReasons.OfUntaken(plan, item, why, to);
        Add(context, reason, to, occasion, named, item, false, true, new Escalation
        {
            Id = Guid.CreateVersion7(), PlanId = plan.Id, WorkItemId = item?.Id, Occasion = occasion, Level = 0, IsReminder = false,
            ToRole = to.Role, ToStaffId = to.StaffId, PassedOnFrom = to.PassedOnFrom?.Role, Reason = reason, RaisedAt = context.Now,
        });
    }

    private static void Add(
        ServiceTaskContext context, Reason reason, Recipient to, string occasion, IReadOnlyDictionary<StaffId, string> named, WorkItem? item, bool reminder, bool urgent, Escalation escalation)
    {
        var (db, now) = (context.Db, context.Now);
        db.Add(escalation);
        if (to.StaffId is { } staff)
        {
            db.Add(new Notification
            {
                Id = Guid.CreateVersion7(), StaffId = staff, Key = occasion, PlanId = escalation.PlanId, WorkItemId = item?.Id, Reason = reason, At = now, Urgent = urgent,
            });
        }
        var name = to.StaffId is { } id ? named[id] : "@escalation.nobody";
        db.Add(AuditEntry.OfPlan(escalation.PlanId, context.Actor, now, reminder ? "step.reminded" : "plan.escalated",
            new Reason(reminder ? "audit.step.reminded" : "audit.plan.escalated", name, "@role." + to.Role, item?.TitleEn ?? "", item?.TitleFr ?? ""), item?.Id));
    }
}

/// <summary>Names of staff, each read once a transaction.</summary>
public sealed class EscalationNames
{
    private readonly Dictionary<StaffId, string> known = [];

    public async Task<IReadOnlyDictionary<StaffId, string>> OfAsync(ReleasePlanningDb db, IEnumerable<StaffId?> ids, CancellationToken ct)
    {
        var asked = ids.OfType<StaffId>().Where(id => !known.ContainsKey(id)).Distinct().ToList();
        if (asked.Count > 0)
        {
            foreach (var staff in await db.Set<People.StaffMember>().Where(s => asked.Contains(s.Id)).Select(s => new { s.Id, s.Name }).ToListAsync(ct)) { known[staff.Id] = staff.Name; }
        }
        return known;
    }
}

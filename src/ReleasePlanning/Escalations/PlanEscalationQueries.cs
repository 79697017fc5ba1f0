using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.Escalations;

public enum EscalationState { Open, Acknowledged, Resolved }

/// <summary>Whom it went to before, and whether they said that they are on it.</summary>
public sealed record EarlierEscalation(string? To, string ToRole, Instant RaisedAt, Instant? AcknowledgedAt, string? AcknowledgedBy);

/// <summary>What comes if nothing is done.</summary>
public sealed record NextRung(int Level, string ToRole, Instant At);

/// <summary>One escalation told whole: why it came, to whom it went before, what comes next, what resolves it and, if it is, who did.</summary>
/// <param name="Next">Only for the latest of a step, while the step is open.</param>
/// <param name="Settled">How it was resolved; null while it is not.</param>
public sealed record EscalationStory(
    Escalation Escalation, WorkItem? Item, string? To, string? AcknowledgedBy, IReadOnlyList<EarlierEscalation> Before, NextRung? Next, Reason ResolvedBy, Reason? Settled, DateTimeZone Zone)
{
    public EscalationState State => Settled is not null ? EscalationState.Resolved : Escalation.AcknowledgedAt is not null ? EscalationState.Acknowledged : EscalationState.Open;
}

/// <summary>Reads the escalations of a plan or of one of its steps with their whole story, the newest first.</summary>
public sealed class PlanEscalationQueries(ReleasePlanningDb db, LadderCatalogue catalogue, PlanPlaces places, EscalationNames names)
{
    /// <summary>For those who see the whole plan.</summary>
    public async Task<Outcome<IReadOnlyList<EscalationStory>>> OfPlanAsync(ReleasePlanId id, Actor actor, CancellationToken ct)
    {
        if (await db.Set<ReleasePlan>().AsNoTracking().SingleOrDefaultAsync(p => p.Id == id, ct) is not { } plan) { return Outcome.NotFound<IReadOnlyList<EscalationStory>>(); }
        var sees = await PlanScope.ViewAsync(db, plan, actor, ct);
        return sees.Value == PlanView.Full
            ? Outcome.Done(await TellAsync(plan, await db.Set<Escalation>().AsNoTracking().Where(e => e.PlanId == id && !e.IsReminder).ToListAsync(ct), ct))
            : Outcome.Forbidden<IReadOnlyList<EscalationStory>>(sees.Why.Code);
    }

    /// <summary>For whoever may read the step, reminders included; the caller has read it.</summary>
    public async Task<IReadOnlyList<EscalationStory>> OfStepAsync(WorkItem item, CancellationToken ct) =>
        await TellAsync(await db.Set<ReleasePlan>().AsNoTracking().SingleAsync(p => p.Id == item.PlanId, ct), await db.Set<Escalation>().AsNoTracking().Where(e => e.WorkItemId == item.Id).ToListAsync(ct), ct);

    private async Task<IReadOnlyList<EscalationStory>> TellAsync(ReleasePlan plan, List<Escalation> escalations, CancellationToken ct)
    {
        var ids = escalations.Select(e => e.WorkItemId).OfType<WorkItemId>().Distinct().ToList();
        var items = await db.Set<WorkItem>().AsNoTracking().Where(w => ids.Contains(w.Id)).ToDictionaryAsync(w => w.Id, ct);
        var timers = await db.Set<WorkflowTimer>().AsNoTracking().Where(t => t.PlanId == plan.Id && t.Purpose == TimerPurpose.Ladder).ToDictionaryAsync(t => t.WorkItemId!.Value, ct);
        var named = await names.OfAsync(db, escalations.SelectMany(e => new[] { e.ToStaffId, e.AcknowledgedBy, e.ResolvedBy }).Concat(items.Values.SelectMany(i => new[] { i.ClosedBy, i.OwnerId })), ct);
        var moved = items.Values.Select(i => i.LadderFrom).OfType<Instant>().Distinct().ToList();
        // whoever moved a date did it in the moment its ladder began again
        var movers = moved.Count == 0 ? [] : (await db.Set<AuditEntry>().AsNoTracking().Where(a => a.PlanId == plan.Id && moved.Contains(a.At) && a.ActorId != null).OrderBy(a => a.Id).Select(a => new { a.At, a.ActorName }).ToListAsync(ct))
            .GroupBy(a => a.At).ToDictionary(g => g.Key, g => g.First().ActorName);

        var stories = new List<EscalationStory>();
        foreach (var one in escalations.OrderByDescending(e => e.RaisedAt).ThenByDescending(e => e.Level))
        {
            var item = one.WorkItemId is { } id ? items[id] : null;
            var zone = PlanPlaces.Zone(item is null ? await places.SiteAsync(plan, "releasing", ct) : await places.SiteAsync(item.SiteId, ct));
            var before = one.WorkItemId is null ? [] : escalations.Where(e => e.WorkItemId == one.WorkItemId && !e.IsReminder && (e.RaisedAt, e.Level).CompareTo((one.RaisedAt, one.Level)) < 0)
                .OrderBy(e => e.RaisedAt).ThenBy(e => e.Level).Select(e => new EarlierEscalation(Name(e.ToStaffId), e.ToRole, e.RaisedAt, e.AcknowledgedAt, Name(e.AcknowledgedBy))).ToList();
            var settled = Settled(one, item, zone);
            var latest = item is not null && settled is null && !escalations.Exists(e => e.WorkItemId == one.WorkItemId && (e.RaisedAt, e.Level).CompareTo((one.RaisedAt, one.Level)) > 0);
            stories.Add(new(one, item, Name(one.ToStaffId), Name(one.AcknowledgedBy), before, latest ? await NextAsync(plan, item!, timers, ct) : null,
                new Reason(item is null ? "escalation.resolved-by-hand" : one.IsUntaken ? "escalation.resolved-by-taking" : "escalation.resolved-by-step"), settled, zone));
        }
        return stories;

        string? Name(StaffId? id) => id is { } staff ? named.GetValueOrDefault(staff) : null;
        Reason? Settled(Escalation e, WorkItem? item, DateTimeZone zone) => (e, item) switch
        {
            ({ ResolvedAt: { } at }, _) => new Reason("escalation.settled-by-hand", Name(e.ResolvedBy) ?? "", at.InZone(zone), e.Resolution),
            (_, { State: not WorkItemState.Open }) => new Reason("escalation.settled-with-step", "@step-state." + item.State, Name(item.ClosedBy) ?? "@escalation.the-workflow", item.ClosedAt!.Value.InZone(zone)),
            ({ IsUntaken: true }, { OwnerId: { } owner }) => new Reason("escalation.settled-by-taking", Name(owner) ?? ""),
            (_, { DueAt: { } due }) when e.DueAt is { } then && then != due =>
                new Reason("escalation.settled-by-date", item.LadderFrom is { } from ? movers.GetValueOrDefault(from, "@escalation.the-workflow") : "@escalation.the-workflow", due.InZone(zone)),
            _ => null,
        };
    }

    private async Task<NextRung?> NextAsync(ReleasePlan plan, WorkItem item, Dictionary<WorkItemId, WorkflowTimer> timers, CancellationToken ct)
    {
        if (!timers.TryGetValue(item.Id, out var timer)) { return null; }
        var site = await places.SiteAsync(item.SiteId, ct);
        var place = LadderPlace.Of(site, await places.CalendarAsync(site, ct));
        var rungs = await catalogue.RungsAsync(db, item.Ladder, item.LadderVersion, ct);
        return Ladder.Reached(rungs, timer.Level!.Value, ArmLadder.ClimbOf(item, plan, place), timer.DueAt, place) is var (rung, _) ? new(rung.Level, rung.To.IsOwner ? item.Role : rung.To.Role, timer.DueAt) : null;
    }
}

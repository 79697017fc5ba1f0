using NodaTime;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>What to do with what a moved date puts into the past.</summary>
public enum PastDue
{
    /// <summary>Show it as overdue and escalate it at once.</summary>
    Fire,
    /// <summary>Show it as overdue; the next rung of its ladder counts from now.</summary>
    Mark,
    /// <summary>Give it two working days from now (never more than the law gives).</summary>
    Grace,
}

/// <summary>One open due date before and after its anchor moved.</summary>
/// <param name="Kept">Set by hand: listed, not overwritten.</param>
public sealed record DueMove(string TitleEn, string TitleFr, WorkItemId? WorkItemId, Guid? TimerId, string? Rule, Instant? OldAt, Instant? NewAt, Reason? Why, bool IsPast, bool Kept, BasisKind? Basis);

/// <summary>Re-derives every open due date of a plan from its rules. The preview and the change are the same computation.</summary>
public sealed class RecomputeDueDates(ReleasePlanningDb db, PlanRows rows, PlanPlaces places, ArmLadder armLadder, WorkflowCatalogue catalogue)
{
    /// <summary>What would move if the plan looked like <paramref name="as"/>; changes nothing.</summary>
    public async Task<IReadOnlyList<DueMove>> PreviewAsync(ReleasePlan @as, Instant now, CancellationToken ct)
    {
        var moves = new List<DueMove>();
        foreach (var item in await rows.OpenWorkItemsAsync(@as.Id, ct))
        {
            var site = await places.SiteAsync(item.SiteId, ct);
            var (at, why) = StepDue.OfStep(@as, item.DueRule, item.DateForce, item.OpenedAt, site, await places.DaysAsync(site, ct));
            moves.Add(new DueMove(item.TitleEn, item.TitleFr, item.Id, null, item.DueRule, item.DueAt, item.DueSetByHand ? item.DueAt : at, why, at < now, item.DueSetByHand, item.Basis));
        }
        foreach (var timer in (await rows.TimersAsync(@as.Id, ct)).Where(t => t.DueRule is not null && !t.Parked))
        {
            var definition = timer.DefinitionId ?? (await rows.InstancesAsync(@as.Id, ct)).Single(i => i.Id == timer.InstanceId).DefinitionId;
            var node = (await catalogue.ModelAsync(db, definition, ct)).Nodes[timer.ElementId];
            var site = await places.SiteAsync(@as, "releasing", ct);
            if (!DueRule.TryParse(timer.DueRule!, out var rule) || rule.Anchor == DueAnchor.StepOpened) { continue; }
            var at = StepDue.OfTimer(@as, rule, timer.RepeatEvery, timer.RepeatFired, node is Bpmn.Model.IntermediateCatchEvent or Bpmn.Model.StartEvent, now, site, await places.DaysAsync(site, ct));
            moves.Add(new DueMove(node.Names.In("en") ?? node.Id, node.Names.In("fr") ?? node.Id, null, timer.Id, timer.DueRule, timer.DueAt, at, null, at < now, false, null));
        }
        return [.. moves.OrderBy(m => m.NewAt ?? Instant.MaxValue)];
    }

    /// <summary>Applies what the preview shows to the locked plan as it is now.</summary>
    public async Task<IReadOnlyList<DueMove>> RunAsync(LockedPlan plan, PastDue past, Instant now, CancellationToken ct)
    {
        var moves = await PreviewAsync(plan.Plan, now, ct);
        var timers = await rows.TimersAsync(plan.Plan.Id, ct);
        var items = (await rows.OpenWorkItemsAsync(plan.Plan.Id, ct)).ToDictionary(i => i.Id);
        foreach (var move in moves.Where(m => !m.Kept && m.OldAt != m.NewAt))
        {
            if (move.TimerId is { } timerId)
            {
                var timer = timers.Single(t => t.Id == timerId);
                (timer.DueAt, timer.LockOwner, timer.LockUntil) = (move.NewAt!.Value, null, null);
            }
            else { await RedateAsync(items[move.WorkItemId!.Value], move, past, now, ct); }
        }
        // no silence outlasts the morning of the release
        foreach (var item in items.Values.Where(i => i.SnoozedUntil is not null))
        {
            if ((await armLadder.OfAsync(item, ct)).Climb.ReleaseOpens < item.SnoozedUntil)
            {
                item.EndSnooze();
                await armLadder.SameAsync(item, ct);
            }
        }
        return moves;
    }

    private async Task RedateAsync(WorkItem item, DueMove move, PastDue past, Instant now, CancellationToken ct)
    {
        (item.DueAt, item.DueReason) = (move.NewAt, move.Why);
        if (move.IsPast && past == PastDue.Grace && item.DateForce == DateForce.Default)
        {
            var site = await places.SiteAsync(item.SiteId, ct);
            var today = now.InZone(PlanPlaces.Zone(site)).Date;
            var on = (await places.DaysAsync(site, ct)).Add(today, 2);
            (item.DueAt, item.DueReason) = (on.At(site.ClosesAt).InZoneLeniently(PlanPlaces.Zone(site)).ToInstant(), new Reason("due.grace", on));
        }
        await armLadder.AgainAsync(item, past, now, ct);
    }
}

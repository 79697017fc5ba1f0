using NodaTime;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>One open due date before and after something it depends on changed.</summary>
/// <param name="Kept">Set by hand: listed, not overwritten.</param>
public sealed record DueMove(string TitleEn, string TitleFr, WorkItemId? WorkItemId, Guid? TimerId, string? Rule, Instant? OldAt, Instant? NewAt, Reason? Why, bool IsPast, bool Kept, BasisKind? Basis)
{
    /// <summary>What the rule gives, also where a person set another date.</summary>
    public Instant? RuleAt { get; init; }

    public string Title(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? TitleFr : TitleEn;
}

/// <summary>Derives every open due date of a plan from its rules, and changes nothing. Every preview and every change is this computation.</summary>
public sealed class DueMoves(ReleasePlanningDb db, PlanRows rows, PlanPlaces places, WorkflowCatalogue catalogue)
{
    /// <summary>The reason of a date that was given because its own had moved into the past.</summary>
    public const string Grace = "due.grace";

    /// <summary>Every open due date as it would be if the plan looked like this.</summary>
    public async Task<IReadOnlyList<DueMove>> OfAsync(ReleasePlan plan, Instant now, CancellationToken ct)
    {
        var moves = new List<DueMove>();
        foreach (var item in await rows.OpenWorkItemsAsync(plan.Id, ct))
        {
            var site = await places.SiteAsync(item.SiteId, ct);
            var (at, why) = StepDue.OfStep(plan, item.DueRule, item.DateForce, item.OpenedAt, site, await places.CalendarAsync(site, ct));
            // a hand-set date is kept as long as a hand could still set it: behind the law's limit or the release, the rule's own takes its place
            var kept = item.DueSetByHand && (item.DueAt is not { } set || HandSetLimit.Refuse(item, plan, set, at, await places.CalendarAsync(site, ct)) is null);
            moves.Add(new DueMove(item.TitleEn, item.TitleFr, item.Id, null, item.DueRule, item.DueAt, kept ? item.DueAt : at, why, at < now, kept, item.Basis) { RuleAt = at });
        }
        foreach (var timer in (await rows.TimersAsync(plan.Id, ct)).Where(t => t.DueRule is not null && !t.Parked))
        {
            // what counts from the arming of a timer older than that was written down cannot be counted again
            if (!DueRule.TryParse(timer.DueRule!, out var rule) || (rule.NeedsOpening && timer.ArmedAt is null)) { continue; }
            var definition = timer.DefinitionId ?? (await rows.InstancesAsync(plan.Id, ct)).Single(i => i.Id == timer.InstanceId).DefinitionId;
            var node = (await catalogue.ModelAsync(db, definition, ct)).Nodes[timer.ElementId];
            var site = await places.SiteAsync(plan, "releasing", ct);
            var isWaiting = node is Bpmn.Model.IntermediateCatchEvent or Bpmn.Model.StartEvent;
            var at = StepDue.OfTimer(plan, rule, timer.RepeatEvery, timer.RepeatFired, isWaiting, timer.ArmedAt ?? now, site, await places.CalendarAsync(site, ct));
            moves.Add(new DueMove(node.Names.In("en") ?? node.Id, node.Names.In("fr") ?? node.Id, null, timer.Id, timer.DueRule, timer.DueAt, at, null, at < now, false, null) { RuleAt = at });
        }
        return [.. moves.OrderBy(m => m.NewAt ?? Instant.MaxValue)];
    }

    /// <summary>What one change of the calendar moves: whatever the rules give before and after it where the two differ, against what the plan has now.
    /// Hand-set dates that would have moved are listed as kept; what already has its new date is not listed.</summary>
    public async Task<IReadOnlyList<DueMove>> BetweenAsync(ReleasePlan plan, CalendarData before, CalendarData after, Instant now, CancellationToken ct)
    {
        places.Assume(before);
        var old = (await OfAsync(plan, now, ct)).ToDictionary(m => (m.WorkItemId, m.TimerId), m => m.RuleAt);
        places.Assume(after);
        // two working days given from an earlier change are nothing a rule gives
        var given = (await rows.OpenWorkItemsAsync(plan.Id, ct)).Where(i => i.DueReason?.Code == Grace).Select(i => (WorkItemId?)i.Id).ToHashSet();
        return [.. (await OfAsync(plan, now, ct)).Where(m => m.RuleAt != old[(m.WorkItemId, m.TimerId)] && (m.Kept || m.OldAt != m.NewAt) && !(m.WorkItemId is { } id && given.Contains(id)))];
    }
}

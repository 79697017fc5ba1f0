using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>A process whose start event is a timer runs once for every open plan when the time comes. Such a timer belongs to a version of the process and
/// to a plan, not to an instance: armed when the plan is launched, and for every open plan by the transaction that publishes the version, which also
/// takes away those of the version before.</summary>
public sealed class ArmStartTimers(ReleasePlanningDb db, WorkflowCatalogue catalogue, PlanPlaces places)
{
    /// <summary>For a plan that is being launched: the start timers of the newest version of every process.</summary>
    public async Task OfPlanAsync(LockedPlan plan, Instant now, CancellationToken ct)
    {
        // shared with other launches; who publishes holds it alone, so that a plan gets the timers of either version and never of both or none
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock_shared(41, 1)", ct);
        var newest = await db.Set<WorkflowDefinition>().Where(d => !db.Set<WorkflowDefinition>().Any(n => n.ProcessId == d.ProcessId && n.Version > d.Version)).Select(d => d.Id).ToListAsync(ct);
        foreach (var definition in newest) { await ArmAsync(plan.Plan, definition, await catalogue.ModelAsync(db, definition, ct), now, ct); }
    }

    /// <summary>For a version that is being published.</summary>
    public async Task OfVersionAsync(WorkflowDefinition definition, ProcessModel model, Instant now, CancellationToken ct)
    {
        await db.Set<WorkflowTimer>().Where(t => t.Purpose == TimerPurpose.Start && db.Set<WorkflowDefinition>().Any(d => d.Id == t.DefinitionId && d.ProcessId == definition.ProcessId)).ExecuteDeleteAsync(ct);
        if (!HasStartTimer(model)) { return; }
        foreach (var plan in await db.Set<ReleasePlan>().AsNoTracking().Where(p => p.Status == PlanStatus.Active || p.Status == PlanStatus.Released).ToListAsync(ct))
        {
            await ArmAsync(plan, definition.Id, model, now, ct);
        }
    }

    /// <summary>The next start of a cycle, in the transaction of the one that just came.</summary>
    public async Task NextAsync(ReleasePlan plan, WorkflowTimer fired, Instant now, CancellationToken ct)
    {
        if (fired is not { RepeatEvery: { } every, RepeatFrom: { } from, DefinitionId: { } definition }) { return; }
        var repeat = new TimerRepeat(every, from, fired.RepeatFired, fired.RepeatLeft) { Until = fired.RepeatUntil };
        if (ProcessStarts.Next(repeat, places.ForConditions(plan)) is var (when, next)) { await AddAsync(plan, definition, fired.ElementId, when, next, now, ct); }
    }

    private async Task ArmAsync(ReleasePlan plan, WorkflowDefinitionId definition, ProcessModel model, Instant now, CancellationToken ct)
    {
        if (!HasStartTimer(model)) { return; }
        foreach (var start in ProcessStarts.Of(model, now, places.ForConditions(plan)).OfType<ProcessStart.ByTimer>())
        {
            await AddAsync(plan, definition, start.ElementId, start.When, start.Repeat, now, ct);
        }
    }

    private async Task AddAsync(ReleasePlan plan, WorkflowDefinitionId definition, string element, TimerDue when, TimerRepeat? repeat, Instant now, CancellationToken ct)
    {
        var rule = (when as TimerDue.ByRule)?.Rule;
        db.Add(new WorkflowTimer
        {
            Id = Guid.CreateVersion7(), PlanId = plan.Id, Purpose = TimerPurpose.Start, DefinitionId = definition, ElementId = element, DueRule = rule?.ToString(),
            DueAt = MicrosecondClock.Truncate(rule is null ? ((TimerDue.At)when).Due : await ByRuleAsync(rule)),
            RepeatEvery = repeat?.Every, RepeatFrom = repeat is null ? null : MicrosecondClock.Truncate(repeat.First), RepeatFired = repeat?.Fired ?? 0, RepeatLeft = repeat?.Remaining, RepeatUntil = repeat?.Until,
        });

        async Task<Instant> ByRuleAsync(DueRule by)
        {
            var site = await places.SiteAsync(plan, "releasing", ct);
            return StepDue.OfTimer(plan, by, repeat?.Every, repeat?.Fired ?? 0, isWaiting: true, now, site, await places.CalendarAsync(site, ct));
        }
    }

    private static bool HasStartTimer(ProcessModel model) => model.Nodes.Values.Any(n => n is StartEvent { ParentId: null, Definition: TimerEvent });
}

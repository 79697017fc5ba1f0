using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Arms the next rung of a work item's ladder: one timer a work item at a time, moved when its due instant moves.</summary>
public sealed class ArmLadder(ReleasePlanningDb db, PlanPlaces places)
{
    private List<LadderRung>? rungs;

    public async Task RunAsync(WorkItem item, int lastLevel, Instant from, CancellationToken ct)
    {
        if (item.DueAt is not { } due) { return; }
        var site = await places.SiteAsync(item.SiteId, ct);
        var next = Ladder.Next(await RungsAsync(item.Ladder, ct), lastLevel, from, due, await places.DaysAsync(site, ct), PlanPlaces.Zone(site));
        if (next is not { } rung) { return; }
        db.Add(new WorkflowTimer
        {
            Id = Guid.CreateVersion7(), PlanId = item.PlanId, Purpose = TimerPurpose.Ladder, ElementId = item.ElementId, WorkItemId = item.Id,
            Level = rung.Rung.Level, DueAt = MicrosecondClock.Truncate(rung.At),
        });
    }

    /// <summary>The rung climbed when a step becomes overdue: 0 when the ladder has none.</summary>
    public async Task<int> LevelAtDueAsync(string ladder, CancellationToken ct) =>
        (await RungsAsync(ladder, ct)).Where(r => r.Offset == "0").Select(r => r.Level).DefaultIfEmpty(0).Max();

    /// <summary>The rung a work item has reached when its timer falls due, and how many it passed over on the way; null when an administrator removed it since.</summary>
    public async Task<(LadderRung Rung, int PassedOver)?> ReachedAsync(WorkItem item, int level, Instant now, CancellationToken ct)
    {
        if (item.DueAt is not { } due) { return null; }
        var site = await places.SiteAsync(item.SiteId, ct);
        return Ladder.Reached(await RungsAsync(item.Ladder, ct), level, item.OpenedAt, due, now, await places.DaysAsync(site, ct), PlanPlaces.Zone(site));
    }

    private async Task<IEnumerable<LadderRung>> RungsAsync(string ladder, CancellationToken ct)
    {
        rungs ??= await db.Set<LadderRung>().AsNoTracking().ToListAsync(ct);
        return rungs.Where(r => r.Ladder == ladder);
    }
}

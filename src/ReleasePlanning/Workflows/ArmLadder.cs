using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.WorkItems;

namespace ReleasePlanning.Workflows;

/// <summary>Arms the next rung of a work item's ladder: one timer a work item at a time, moved when its due instant moves.</summary>
public sealed class ArmLadder(ReleasePlanningDb db, PlanRows rows, PlanPlaces places, LadderCatalogue catalogue)
{
    private LadderChoices? choices;

    /// <summary>For a step that opens: the ladder assigned to its role and kind, in the newest version, from its first rung.</summary>
    public async Task RunAsync(WorkItem item, CancellationToken ct)
    {
        choices ??= await LadderChoices.ReadAsync(db, ct);
        item.Ladder = choices.While(await IsExpeditedAsync(item, ct), choices.Of(item.Role, item.Form, item.Ladder));
        item.LadderVersion = choices.NewestOf(item.Ladder);
        if (await NextAsync(item, 0, ct) is { } next) { db.Add(TimerOf(item, next)); }
    }

    /// <summary>For a step whose due instant moved: the newest version, from its first rung that is still to come. A silence belonged to the old date and ends.</summary>
    /// <remarks>An escalation belongs to one due instant: with a new one the ladder starts again, without the reminders whose moment is past. What is only marked as
    /// overdue is known to whoever moved the date, so the rung at due is passed over and the next counts from now.</remarks>
    public async Task AgainAsync(WorkItem item, PastDue past, Instant now, CancellationToken ct)
    {
        choices ??= await LadderChoices.ReadAsync(db, ct);
        item.Ladder = choices.While(await IsExpeditedAsync(item, ct), item.Ladder);
        item.LadderVersion = choices.NewestOf(item.Ladder);
        item.EndSnooze();
        item.HeldUntil = null;
        item.LadderRound++;
        var timer = await TimerAsync(item, ct);
        var atDue = (await catalogue.RungsAsync(db, item.Ladder, item.LadderVersion, ct)).Where(r => !r.IsReminder).Select(r => r.Level).DefaultIfEmpty(1).Min();
        var fires = past == PastDue.Fire && item.DueAt <= now;
        item.LadderFrom = fires ? null : now;
        // what has not come yet of the rungs before the due instant is passed over with those behind it
        var lastLevel = item.DueAt > now ? 0 : fires ? Math.Min((timer?.Level ?? 1) - 1, atDue - 1) : await LastAtDueAsync(item, ct);
        await MoveAsync(item, timer, Math.Max(lastLevel, 0), ct);
    }

    /// <summary>Computes the moment of the armed rung anew: a silence or an acknowledgement holds it, or no longer does.</summary>
    public async Task SameAsync(WorkItem item, CancellationToken ct)
    {
        if (await TimerAsync(item, ct) is { } timer) { await MoveAsync(item, timer, timer.Level!.Value - 1, ct); }
    }

    /// <summary>Arms the rung after <paramref name="lastLevel"/> in the place of the one that stood there, which is disarmed when there is none.</summary>
    public async Task MoveAsync(WorkItem item, WorkflowTimer? timer, int lastLevel, CancellationToken ct)
    {
        if (await NextAsync(item, lastLevel, ct) is not { } next)
        {
            if (timer is not null) { db.Remove(timer); }
        }
        else if (timer is null) { db.Add(TimerOf(item, next)); }
        else
        {
            (timer.Level, timer.DueAt) = (next.Rung.Level, MicrosecondClock.Truncate(next.At));
            (timer.LockOwner, timer.LockUntil, timer.Attempts, timer.LastError, timer.Parked) = (null, null, 0, null, false);
        }
    }

    /// <summary>The armed rung of a step; null at the top of its ladder, or without a due date.</summary>
    public async Task<WorkflowTimer?> TimerAsync(WorkItem item, CancellationToken ct) =>
        (await rows.TimersAsync(item.PlanId, ct)).FirstOrDefault(t => t.WorkItemId == item.Id && t.Purpose == TimerPurpose.Ladder);

    /// <summary>The rung that comes after a level, and when.</summary>
    public async Task<(LadderRung Rung, Instant At)?> NextAsync(WorkItem item, int lastLevel, CancellationToken ct)
    {
        if (item.DueAt is null) { return null; }
        var (rungs, climb, place) = await OfAsync(item, ct);
        return Ladder.Next(rungs, lastLevel, climb, place);
    }

    /// <summary>What a timer that falls due brings: the rung reached, how many it passed over on the way, and what would come after it; null when nothing is due any more.</summary>
    public async Task<ReachedRung?> ReachedAsync(WorkItem item, int level, Instant now, CancellationToken ct)
    {
        if (item.DueAt is null) { return null; }
        var (rungs, climb, place) = await OfAsync(item, ct);
        if (Ladder.Reached(rungs, level, climb, now, place) is not var (rung, passedOver)) { return null; }
        var next = Ladder.Next(rungs, rung.Level, climb, place);
        // at its moment the rung raised may be one above the one armed
        if (next is { } n && Ladder.Reached(rungs, n.Rung.Level, climb, n.At, place) is var (highest, _)) { next = (highest, n.At); }
        return new ReachedRung(rung, passedOver, rungs.Count, next);
    }

    /// <summary>Until when a rung that falls due waits, because it comes late and its site is quiet now.</summary>
    public async Task<Instant?> QuietUntilAsync(WorkItem item, int level, Instant now, CancellationToken ct)
    {
        if (item.DueAt is null) { return null; }
        var (rungs, climb, place) = await OfAsync(item, ct);
        return Ladder.QuietUntil(rungs, level, climb, now, place);
    }

    /// <summary>The rungs of a step with what their moments are counted from and where.</summary>
    public async Task<(IReadOnlyList<LadderRung> Rungs, LadderClimb Climb, LadderPlace Place)> OfAsync(WorkItem item, CancellationToken ct)
    {
        var site = await places.SiteAsync(item.SiteId, ct);
        var plan = await db.Set<ReleasePlan>().FindAsync([item.PlanId], ct) ?? throw new InvalidOperationException($"There is no plan {item.PlanId}.");
        var place = LadderPlace.Of(site, await places.CalendarAsync(site, ct));
        return (await catalogue.RungsAsync(db, item.Ladder, item.LadderVersion, ct), ClimbOf(item, plan, place), place);
    }

    public static LadderClimb ClimbOf(WorkItem item, ReleasePlan plan, LadderPlace place) =>
        new(item.LadderFrom ?? item.OpenedAt, item.DueAt!.Value, item.HasLegalLimit, place.Calendar.Opens(plan.ReleaseOn), Later(item.SnoozedUntil, item.HeldUntil));

    private async Task<bool> IsExpeditedAsync(WorkItem item, CancellationToken ct) =>
        await db.Set<ReleasePlan>().FindAsync([item.PlanId], ct) is { ExpeditedAt: not null, ReleasedAt: null };

    private static Instant? Later(Instant? one, Instant? other) => one is { } a && other is { } b ? Instant.Max(a, b) : one ?? other;

    private async Task<int> LastAtDueAsync(WorkItem item, CancellationToken ct) =>
        (await catalogue.RungsAsync(db, item.Ladder, item.LadderVersion, ct)).Where(r => r.IsReminder || r.Offset.IsAtDue).Select(r => r.Level).DefaultIfEmpty(0).Max();

    private static WorkflowTimer TimerOf(WorkItem item, (LadderRung Rung, Instant At) next) => new()
    {
        Id = Guid.CreateVersion7(), PlanId = item.PlanId, Purpose = TimerPurpose.Ladder, ElementId = item.ElementId, WorkItemId = item.Id,
        Level = next.Rung.Level, DueAt = MicrosecondClock.Truncate(next.At),
    };
}

using NodaTime;
using ReleasePlanning.ReleasePlans;

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

/// <summary>Re-derives every open due date of a plan from its rules. The preview and the change are the same computation.</summary>
public sealed class RecomputeDueDates(DueMoves dueMoves, MoveDueDate moveDueDate, PlanRows rows, ArmLadder armLadder)
{
    /// <summary>What would move if the plan looked like <paramref name="as"/>; changes nothing.</summary>
    public Task<IReadOnlyList<DueMove>> PreviewAsync(ReleasePlan @as, Instant now, CancellationToken ct) => dueMoves.OfAsync(@as, now, ct);

    /// <summary>Applies what the preview shows to the locked plan as it is now.</summary>
    public async Task<IReadOnlyList<DueMove>> RunAsync(LockedPlan plan, PastDue past, Instant now, CancellationToken ct)
    {
        var moves = await PreviewAsync(plan.Plan, now, ct);
        foreach (var move in moves.Where(m => !m.Kept && m.OldAt != m.NewAt)) { await moveDueDate.RunAsync(plan, move, past, now, ct); }
        // no silence outlasts the morning of the release
        foreach (var item in (await rows.OpenWorkItemsAsync(plan.Plan.Id, ct)).Where(i => i.SnoozedUntil is not null))
        {
            if ((await armLadder.OfAsync(item, ct)).Climb.ReleaseOpens < item.SnoozedUntil)
            {
                item.EndSnooze();
                await armLadder.SameAsync(item, ct);
            }
        }
        return moves;
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.CommunityHandoff;

/// <summary>A plan ended without a release: the office is no longer asked to take the case.</summary>
public sealed class WithdrawHandoff(ReleasePlanningDb db) : IPlanEnding
{
    public async Task RunAsync(ReleasePlan plan, Instant now, CancellationToken ct)
    {
        var sent = await db.Set<Handoff>().FirstOrDefaultAsync(h => h.PlanId == plan.Id && h.State == HandoffState.Sent, ct);
        if (sent is not null) { (sent.State, sent.AnsweredAt) = (HandoffState.Withdrawn, now); }
    }
}

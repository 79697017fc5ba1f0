using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>A plan ended without a release: its bed is free again, no house is left waiting to answer, and nobody waits in line.</summary>
public sealed class GiveBackBed(ReleasePlanningDb db) : IPlanEnding
{
    public async Task RunAsync(ReleasePlan plan, Instant now, CancellationToken ct)
    {
        var standing = db.Set<BedStay>().Where(s => s.PlanId == plan.Id && (s.State == StayState.Held || s.State == StayState.Confirmed));
        // all houses at once and before anything is read: in their order nobody waits in a circle, and what is read is what will be changed
        await db.LockBedsAsync(plan.PersonId, await standing.Select(s => s.ResidenceId).ToListAsync(ct), ct);
        foreach (var stay in await standing.ToListAsync(ct))
        {
            await HoldBed.CancelAsync(db, stay, StayEnds.PlanEnded, Actor.Service, now, ct);
        }
        foreach (var entry in await db.Set<WaitlistEntry>().Where(w => w.PlanId == plan.Id && (w.State == WaitlistState.Waiting || w.State == WaitlistState.Offered)).ToListAsync(ct))
        {
            await WaitlistTurn.LeaveAsync(db, entry, WaitlistState.Withdrawn, now, ct);
        }
        foreach (var referral in await db.Set<BedReferral>().Where(r => r.PlanId == plan.Id && (r.State == ReferralState.Ranked || r.State == ReferralState.Sent)).ToListAsync(ct))
        {
            referral.State = ReferralState.Withdrawn;
        }
    }
}

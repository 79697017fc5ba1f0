using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>A message to the intake staff of a house, or to the plan's officers, about a referral. Never saves.</summary>
public static class TellHouse
{
    public static async Task RunAsync(ReleasePlanningDb db, ReleasePlan plan, SiteId house, string key, Reason reason, Instant now, CancellationToken ct)
    {
        var staff = await db.Set<StaffMember>().Where(s => s.Active && s.Roles.Any(r => r.Role == Roles.ResidenceIntake && r.SiteId == house)).Select(s => s.Id).ToListAsync(ct);
        foreach (var one in staff) { Tell(db, plan, one, key, reason, now); }
    }

    public static void Officer(ReleasePlanningDb db, ReleasePlan plan, string key, Reason reason, Instant now) => Tell(db, plan, plan.ParoleOfficerId, key, reason, now);

    /// <summary>The officers of both sides.</summary>
    public static void Officers(ReleasePlanningDb db, ReleasePlan plan, string key, Reason reason, Instant now)
    {
        Officer(db, plan, key, reason, now);
        if (plan.CommunityOfficerId is { } officer && officer != plan.ParoleOfficerId) { Tell(db, plan, officer, key, reason, now); }
    }

    private static void Tell(ReleasePlanningDb db, ReleasePlan plan, StaffId to, string key, Reason reason, Instant now) =>
        db.Add(new Notification { Id = Guid.CreateVersion7(), StaffId = to, Key = $"{key}:{now.ToUnixTimeTicks()}", PlanId = plan.Id, Reason = reason, At = now });
}

using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Notifications;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Tests.Givens;

/// <summary>Telling somebody something about a plan, in one line.</summary>
public static class Telling
{
    public static Notification Message(this Acting acting, StaffId to, ReleasePlan plan, string key, bool urgent = false, WorkItemId? item = null, Reason? reason = null) => new()
    {
        Id = Guid.CreateVersion7(), StaffId = to, Key = key, PlanId = plan.Id, WorkItemId = item, At = acting.Clock.Now, Urgent = urgent,
        Reason = reason ?? new Reason("escalation.asked", plan.Number, plan.ReleaseOn),
    };

    public static async Task<Notification> TellAsync(this Acting acting, StaffId to, ReleasePlan plan, bool urgent = false, WorkItemId? item = null, Reason? reason = null)
    {
        var message = acting.Message(to, plan, "test:" + Guid.CreateVersion7(), urgent, item, reason);
        await acting.ReadAsync(db => { db.Add(message); return db.SaveChangesAsync(); });
        return message;
    }

    public static Task<StaffId> OfficerAsync(this Acting acting, ReleasePlan plan) => acting.ReadAsync(db => db.Set<ReleasePlan>().Where(p => p.Id == plan.Id).Select(p => p.ParoleOfficerId).SingleAsync());

    public static Task<int> PreferAsync(this Acting acting, StaffId who, MailChoice choice) => acting.ReadAsync(async db =>
    {
        var found = await db.Set<MailPreference>().SingleOrDefaultAsync(p => p.StaffId == who);
        if (found is null) { db.Add(new MailPreference { StaffId = who, Choice = choice, ChangedAt = acting.Clock.Now }); }
        else { (found.Choice, found.ChangedAt) = (choice, acting.Clock.Now); }
        return await db.SaveChangesAsync();
    });
}

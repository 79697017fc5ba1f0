using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.Notifications;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>What passes with time alone: holds without a plan that are over (those of a plan have a timer), and people still there the day after their departure day.
/// Each in a transaction of its own; doing it twice, or on several instances, writes each thing once.</summary>
public sealed class SweepStays(IServiceScopeFactory scopes, IClock clock)
{
    private const int MostAtOnce = 200;

    /// <summary>How many were found and written down.</summary>
    public async Task<int> RunAsync(CancellationToken ct)
    {
        var now = clock.GetCurrentInstant();
        var done = 0;
        foreach (var id in await DueAsync(now, ct))
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await SweepAsync(scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>(), id, now, ct)) { done++; }
        }
        return done;
    }

    private async Task<List<Guid>> DueAsync(Instant now, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ReleasePlanningDb>();
        var at = now.ToDateTimeUtc();
        // an overstay is written down once for each planned departure day
        return await db.Database.SqlQuery<Guid>($"""
            select s.id as "Value" from bed_stays s join sites h on h.id = s.residence_id
            where (s.state = 'Held' and s.plan_id is null and s.held_until <= {at})
               or (s.state = 'Arrived' and upper(s.nights) < ({at} at time zone h.time_zone)::date
                   and not exists (select from bed_stay_events e where e.stay_id = s.id and e.kind = 'overstay' and e.nights = s.nights))
            limit {MostAtOnce}
            """).ToListAsync(ct);
    }

    private static async Task<bool> SweepAsync(ReleasePlanningDb db, Guid id, Instant now, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var seen = await db.Set<BedStay>().AsNoTracking().SingleAsync(s => s.Id == id, ct);
        var plan = seen.PlanId is { } of ? await db.LockPlanAsync(of, ct) : null;
        await db.LockBedsAsync(seen.PersonId, [seen.ResidenceId], ct);
        var stay = await db.Set<BedStay>().SingleAsync(s => s.Id == id, ct);
        var house = (await db.Set<Site>().FindAsync([stay.ResidenceId], ct))!;
        if (stay is { State: StayState.Held, PlanId: null } && stay.HeldUntil <= now)
        {
            stay.State = StayState.Expired;
            await db.WriteAsync(stay, StayEvents.Expired, Actor.Service, now, ct);
        }
        else if (StayRules.IsOverstaying(stay, now.InZone(PlanPlaces.Zone(house)).Date) && !await WrittenAsync(db, stay, ct))
        {
            await db.WriteAsync(stay, StayEvents.Overstay, Actor.Service, now, ct);
            if (plan is not null) { db.Add(Tell(plan.Plan, stay, house, now)); }
        }
        else { return false; }
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return true;
    }

    private static async Task<bool> WrittenAsync(ReleasePlanningDb db, BedStay stay, CancellationToken ct) =>
        (await db.Set<BedStayEvent>().AsNoTracking().Where(e => e.StayId == stay.Id && e.Kind == StayEvents.Overstay).ToListAsync(ct)).Exists(e => e.Nights == stay.Nights);

    private static Notification Tell(ReleasePlan plan, BedStay stay, Site house, Instant now) => new()
    {
        Id = Guid.CreateVersion7(), StaffId = plan.CommunityOfficerId ?? plan.ParoleOfficerId, Key = $"stay:{stay.Id}:overstay:{stay.Nights.DepartOn.ToDateOnly():O}", PlanId = plan.Id, At = now,
        Reason = new Reason("stays.overstays", StayRules.Named(house), stay.Nights.DepartOn),
    };
}

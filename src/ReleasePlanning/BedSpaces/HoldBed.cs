using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>A bed a house gives a plan: held, given back, moved to other nights. Its caller holds the locks of the person and the house; never saves.</summary>
public static class HoldBed
{
    /// <param name="bed">A bed asked for by name; null leaves it to the house.</param>
    public static async Task<Outcome<BedStay>> RunAsync(
        ReleasePlanningDb db, ReleasePlan plan, BedReferral referral, Nights nights, IReadOnlyList<string> needs, Guid? bed, Instant until, Actor actor, Instant now, CancellationToken ct)
    {
        var asked = await AskedOfAsync(db, referral.ResidenceId, needs, ct);
        return await new PlaceStay(db, Fit(db)).RunAsync(
            new(plan.PersonId, plan.Id, referral.ResidenceId, nights, asked, bed, StayState.Held, until, referral.Id), actor, now, ct);
    }

    public static async Task CancelAsync(ReleasePlanningDb db, BedStay stay, string code, Actor actor, Instant now, CancellationToken ct)
    {
        // a hold that is over is over, whether its timer has fired or not
        if (stay.State == StayState.Held && stay.HeldUntil <= now)
        {
            stay.State = StayState.Expired;
            await db.KeepHoldTimerAsync(stay, ct);
            await db.WriteAsync(stay, StayEvents.Expired, Actor.Service, now, ct);
            return;
        }
        var cancelled = await new CancelStay(db).RunAsync(stay, code, "", actor, now, ct);
        if (!cancelled.IsDone) { throw new InvalidOperationException($"The stay {stay.Id} cannot be given up: {cancelled.Problems[0].Reason.Code}."); }
    }

    public static Task<Outcome<BedStay>> MoveAsync(ReleasePlanningDb db, BedStay stay, Nights nights, Actor actor, Instant now, CancellationToken ct) =>
        new MoveStayNights(db, Fit(db)).RunAsync(stay, nights, actor, now, ct);

    // forms that live as long as the service are given a connection and nothing else: the rest is made around it
    private static FitStay Fit(ReleasePlanningDb db) => new(db, new FacilityQueries(db), Calendar(db));

    // the one every other act is given, which reads its entries once and not at every call
    private static CurrentCalendar Calendar(ReleasePlanningDb db) => db.GetService<CurrentCalendar>();

    // a house that entered nothing about its beds knows them itself: its answer stands for it
    private static async Task<IReadOnlyList<string>> AskedOfAsync(ReleasePlanningDb db, SiteId house, IReadOnlyList<string> needs, CancellationToken ct) =>
        (await db.Set<Facility>().AsNoTracking().FirstOrDefaultAsync(f => f.Id == house, ct))?.Asks(needs) ?? [];

    /// <summary>Beds that are there and free all these nights, and have what is needed.</summary>
    public static async Task<IReadOnlyList<Bed>> RoomAsync(ReleasePlanningDb db, SiteId house, Nights nights, IReadOnlyList<string> needs, Instant now, CancellationToken ct)
    {
        if (await new FacilityQueries(db).BedsOfAsync(house, ct) is not { } beds) { return []; }
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == house, ct);
        var (days, turnaround) = ((await Calendar(db).ReadAsync(db, ct)).Days(site.Province), beds.Facility.TurnaroundDays);
        var since = nights.ArriveOn.ToDateOnly();
        var stays = await db.Set<BedStay>()
            .FromSql($"select *, xmin from bed_stays where residence_id = {house.Value} and (state in ('Held', 'Confirmed', 'Arrived') or (state = 'Departed' and upper(occupies) > upper(nights) and upper(occupies) > {since}))").AsNoTracking().ToListAsync(ct);
        var taken = PackedHouse.Stays(stays, now.InZone(PlanPlaces.Zone(site)).Date, n => Turnaround.Of(n, turnaround, days));
        var (occupies, asked) = (Turnaround.Of(nights, turnaround, days), beds.Facility.Asks(needs));
        return [.. beds.Beds.Where(b => asked.All(b.Features.Contains) && BedDays.Usable(b, beds.OutOfService, beds.Facility, nights) && !taken.Any(s => s.Bed == b.Id && s.Occupies.Meets(occupies)))];
    }

    /// <summary>When a hold of this house expires: the end of the last of its working days.</summary>
    public static async Task<LocalDate> LastDayAsync(ReleasePlanningDb db, SiteId house, int? days, Instant now, CancellationToken ct)
    {
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == house, ct);
        var own = days ?? await db.Set<Facility>().Where(f => f.Id == house).Select(f => (int?)f.HoldDays).FirstOrDefaultAsync(ct) ?? 10;
        return (await Calendar(db).ReadAsync(db, ct)).Days(site.Province).Add(now.InZone(PlanPlaces.Zone(site)).Date, own);
    }

    public static async Task<Instant> EndOfAsync(ReleasePlanningDb db, SiteId house, LocalDate day, CancellationToken ct)
    {
        var site = await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == house, ct);
        return day.At(site.ClosesAt).InZoneLeniently(PlanPlaces.Zone(site)).ToInstant();
    }
}

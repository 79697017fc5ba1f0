using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>Before beds change: puts those booked on other beds where their bed was not asked for by name, or refuses and names whom the change meets.
/// Under the facility's lock; saves nothing.</summary>
public sealed class MakeRoom(ReleasePlanningDb db, FacilityQueries facilities)
{
    private const int MostNamed = 10;

    public async Task<FacilityBeds> ReadAsync(LockedFacility house, CancellationToken ct) => (await facilities.BedsOfAsync(house.Facility.Id, ct))!;

    /// <summary>The change as it would be, for somebody who looks before they do it.</summary>
    public async Task<RoomPlan> LookAsync(FacilityBeds before, FacilityBeds after, LocalDate today, CancellationToken ct) =>
        RoomPlan.Of(before, after, await Stays(before.Facility.Id, today).AsNoTracking().ToListAsync(ct), today);

    public async Task<Outcome<RoomPlan>> RunAsync(FacilityBeds before, FacilityBeds after, LockedFacility house, string field, Actor actor, CancellationToken ct)
    {
        var stays = await Stays(house.Facility.Id, house.Today).ToListAsync(ct);
        var plan = RoomPlan.Of(before, after, stays, house.Today);
        if (!plan.MakesRoom) { return Outcome.Refused<RoomPlan>(await NamedAsync(plan, field, ct)); }
        if (plan.Moves.Count == 0) { return Outcome.Done(plan); }
        // two stays may change places; whether all is well is asked when everything is written
        await db.Database.ExecuteSqlAsync($"set constraints one_stay_per_bed_and_night deferred", ct);
        foreach (var stay in stays.Where(s => plan.Moves.ContainsKey(s.Id)))
        {
            stay.BedId = plan.Moves[stay.Id];
            db.WriteEvent(stay, StayEvents.Repacked, actor, house.Now);
        }
        return Outcome.Done(plan);
    }

    /// <summary>Those that take a bed, and those who left one that is being made ready.</summary>
    private IQueryable<BedStay> Stays(SiteId facility, LocalDate today)
    {
        var on = today.ToDateOnly();
        return db.Set<BedStay>().FromSql($"select *, xmin from bed_stays where residence_id = {facility.Value} and (state in ('Held', 'Confirmed', 'Arrived') or (state = 'Departed' and upper(occupies) > upper(nights) and upper(occupies) > {on}))");
    }

    /// <summary>One sentence for each stay in the way.</summary>
    private async Task<ImmutableArray<Problem>> NamedAsync(RoomPlan plan, string field, CancellationToken ct)
    {
        var inTheWay = plan.Met.Where(m => m.To is null).ToList();
        var ids = inTheWay.Select(m => m.Stay.PersonId).ToList();
        var names = await db.Set<Person>().AsNoTracking().Where(p => ids.Contains(p.Id)).ToDictionaryAsync(p => p.Id, p => p.DisplayName, ct);
        return [.. inTheWay.Take(MostNamed).Select(m => Problem.With(field, "facility.meets-stay", names[m.Stay.PersonId], m.From.Label, m.Stay.Nights.ArriveOn, m.Stay.Nights.DepartOn, m.Why))];
    }
}

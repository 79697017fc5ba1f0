using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>What a stay asks of a house.</summary>
/// <param name="Bed">The bed it has, or the one asked for by name.</param>
/// <param name="Fixed">Only that bed will do.</param>
public sealed record StayWish(Guid Stay, SiteId Facility, Nights Nights, IReadOnlyList<string> Needs, Guid? Bed, bool Fixed);

/// <summary>Where a stay can be, and for how long the bed is taken by it.</summary>
public sealed record StayPlace(Guid Bed, Nights Occupies);

/// <summary>Finds a bed for a stay in one house and makes room for it: other stays whose bed nobody named change beds where that helps. Under the house's lock,
/// so what it found still stands when it is saved. Never saves.</summary>
public sealed class FitStay(ReleasePlanningDb db, FacilityQueries facilities, CurrentCalendar calendar)
{
    public async Task<Outcome<StayPlace>> RunAsync(StayWish wish, Actor actor, Instant now, CancellationToken ct)
    {
        if (await facilities.BedsOfAsync(wish.Facility, ct) is not { } house) { return Outcome.Refused<StayPlace>("facility", "stays.no-such-facility"); }
        var site = (await db.Set<Site>().FindAsync([wish.Facility], ct))!;
        var days = (await calendar.ReadAsync(db, ct)).Days(site.Province);
        var today = now.InZone(Workflows.PlanPlaces.Zone(site)).Date;
        var stays = await StandingAsync(wish, now, ct);
        var occupies = Turnaround.Of(wish.Nights, house.Facility.TurnaroundDays, days);
        var standing = PackedHouse.Stays([.. stays, .. await BeingMadeReadyAsync(wish, house.Facility, ct)], today, nights => Turnaround.Of(nights, house.Facility.TurnaroundDays, days));

        var answer = Packing.Fit(PackedHouse.Beds(house), standing, new(wish.Stay, wish.Nights, occupies, wish.Needs, wish.Bed, wish.Fixed));
        if (!answer.Fits) { return Outcome.Conflict<StayPlace>(answer.Why.Code, [.. answer.Why.Args]); }
        // beds are changed one row at a time: the database looks when all have been
        if (answer.Moves.Count > 0) { await db.Database.ExecuteSqlAsync($"set constraints one_stay_per_bed_and_night deferred", ct); }
        foreach (var move in answer.Moves)
        {
            var moved = stays.Single(s => s.Id == move.Stay);
            moved.BedId = move.To;
            db.WriteEvent(moved, StayEvents.Repacked, Actor.Service, now);
        }
        return Outcome.Done(new StayPlace(answer.Bed!.Value, occupies));
    }

    /// <summary>The nights and the days after them in which the house makes the bed ready.</summary>
    public async Task<Nights> OccupiesAsync(SiteId house, Nights nights, CancellationToken ct)
    {
        var turnaround = await db.Set<Facility>().Where(f => f.Id == house).Select(f => f.TurnaroundDays).SingleAsync(ct);
        var site = (await db.Set<Site>().FindAsync([house], ct))!;
        return Turnaround.Of(nights, turnaround, (await calendar.ReadAsync(db, ct)).Days(site.Province));
    }

    /// <summary>The stays that take a bed of the house, as this transaction has them, saved or not. Holds without a plan have no timer: here they expire at the latest.</summary>
    private async Task<List<BedStay>> StandingAsync(StayWish wish, Instant now, CancellationToken ct)
    {
        await db.Set<BedStay>().Where(s => s.ResidenceId == wish.Facility && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)).LoadAsync(ct);
        var stays = db.Set<BedStay>().Local.Where(s => s.ResidenceId == wish.Facility && s.TakesTheBed && s.Id != wish.Stay).OrderBy(s => s.Id).ToList();
        foreach (var stay in stays.Where(s => s is { PlanId: null, State: StayState.Held } && s.HeldUntil <= now))
        {
            stay.State = StayState.Expired;
            db.WriteEvent(stay, StayEvents.Expired, Actor.Service, now);
        }
        return [.. stays.Where(s => s.TakesTheBed)];
    }

    /// <summary>Beds whose last resident has left and that are not ready yet.</summary>
    private async Task<List<BedStay>> BeingMadeReadyAsync(StayWish wish, Facility facility, CancellationToken ct)
    {
        if (facility.TurnaroundDays == 0) { return []; }
        var arrive = wish.Nights.ArriveOn.ToDateOnly();
        return await db.Set<BedStay>()
            .FromSql($"select *, xmin from bed_stays where residence_id = {wish.Facility.Value} and state = 'Departed' and upper(occupies) > upper(nights) and upper(occupies) > {arrive}")
            .AsNoTracking().Where(s => s.Id != wish.Stay).ToListAsync(ct);
    }
}

/// <summary>A bed is made ready on so many working days of its house's province after the day somebody leaves; the next person arrives on the day after the last of them.
/// With none, on the departure day itself.</summary>
public static class Turnaround
{
    public static Nights Of(Nights nights, int workingDays, WorkingDays days) =>
        workingDays == 0 ? nights : new(nights.ArriveOn, ReadyOn(nights.DepartOn, workingDays, days));

    /// <summary>The day the next person arrives.</summary>
    public static LocalDate ReadyOn(LocalDate departOn, int workingDays, WorkingDays days) =>
        workingDays == 0 ? departOn : days.Add(departOn, workingDays).PlusDays(1);
}

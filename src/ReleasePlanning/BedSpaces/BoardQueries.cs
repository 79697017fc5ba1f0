using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.BedSpaces;

/// <summary>Reads the bed board. Totals come from counts of the whole selection; beds, stays and names are read for the houses of one page only,
/// so that a region with thousands of beds costs hardly more than one with a hundred.</summary>
public sealed class BoardQueries(ReleasePlanningDb db, IClock clock)
{
    public async Task<Board> RunAsync(BoardQuery query, CancellationToken ct)
    {
        var houses = await HousesAsync(query, ct);
        var counts = (await OccupancyQueries.BedCountsAsync(db, query.From, query.Days, query.Region, clock.GetCurrentInstant(), ct)).ToDictionary(c => c.Id, c => c.Nights);
        if (query.OnlyFree) { houses = houses.FindAll(h => Enumerable.Range(0, query.Days).Any(n => counts[h.Id].Free(n) > 0)); }
        var shown = houses.Skip((query.Page - 1) * query.PageSize).Take(query.PageSize).ToList();
        var beds = await BedsAsync(query, shown, ct);
        return new(query, [.. shown.Select(h => House(query, h, beds))], houses.Count, [.. Enumerable.Range(0, query.Days).Select(Total)]);

        BoardNight Total(int night)
        {
            var (total, available, booked, over) = (0, 0, 0, 0);
            foreach (var house in houses)
            {
                var nights = counts[house.Id];
                (total, available, booked) = (total + nights.Total(night), available + nights.Available(night), booked + nights.Booked(night));
                over += Math.Max(0, nights.Booked(night) - nights.Available(night));
            }
            return new(query.From.PlusDays(night), total, available, booked, over);
        }
    }

    private async Task<List<Found>> HousesAsync(BoardQuery query, CancellationToken ct)
    {
        var end = query.From.PlusDays(query.Days);
        var found =
            from f in db.Set<Facility>().AsNoTracking()
            join s in db.Set<Site>() on f.Id equals s.Id
            where f.ClosesOn == null || f.ClosesOn > query.From
            select new { f, s };
        if (query.Region is { } region) { found = found.Where(h => h.s.Region == region); }
        if (query.House is { } house) { found = found.Where(h => h.f.Id == house); }
        if (query.Subtype is { } subtype) { found = found.Where(h => h.f.Subtype == subtype); }
        if (BoardAccess.Only(query.Reader) is { } own) { var ids = own.ToList(); found = found.Where(h => ids.Contains(h.f.Id)); }
        foreach (var feature in query.Features ?? []) { found = found.Where(h => db.Set<Bed>().Any(b => b.ResidenceId == h.f.Id && b.Features.Contains(feature) && (b.ClosesOn == null || b.ClosesOn > query.From) && (b.OpensOn == null || b.OpensOn < end))); }
        return await found.OrderBy(h => h.s.Region).ThenBy(h => h.s.City).ThenBy(h => h.s.NameEn).ThenBy(h => h.s.Code)
            .Select(h => new Found(h.f.Id, h.s.Code, h.s.NameEn, h.s.NameFr, h.s.City, h.s.Region, h.s.TimeZone, h.f.Subtype, h.f.OpensOn, h.f.ClosesOn)).ToListAsync(ct);
    }

    private async Task<Read> BedsAsync(BoardQuery query, List<Found> shown, CancellationToken ct)
    {
        var ids = shown.Select(h => h.Id.Value).ToArray();
        var (first, end) = (query.From.ToDateOnly(), query.From.PlusDays(query.Days).ToDateOnly());
        var beds = await db.Database.SqlQuery<BedRow>($"""
            select b.id as "Id", b.residence_id as "ResidenceId", b.label as "Label", r.label as "Room", b.features as "Features", b.opens_on as "OpensOn", b.closes_on as "ClosesOn"
            from beds b left join rooms r on r.id = b.room_id
            where b.residence_id = any({ids}) and (b.closes_on is null or b.closes_on > {first}) and (b.opens_on is null or b.opens_on < {end})
            order by r.label nulls last, b.label
            """).ToListAsync(ct);
        var now = clock.GetCurrentInstant().ToDateTimeUtc();
        // those of the night before and after too, so that a bar says whether it goes on; who should have left is still there this night
        var stays = await db.Database.SqlQuery<StayRow>($"""
            select s.id as "Id", s.residence_id as "ResidenceId", s.bed_id as "BedId", s.plan_id as "PlanId", lower(s.nights) as "ArriveOn",
                case when s.state = 'Arrived' and upper(s.nights) < t.today then t.today + 1 else upper(s.nights) end as "DepartOn",
                case when s.state = 'Arrived' and upper(s.nights) < t.today then greatest(t.today + 1, upper(s.occupies)) else upper(s.occupies) end as "ReadyOn", s.state as "State",
                s.held_until as "HeldUntil", s.needs as "Needs", s.version::text::bigint as "Version", coalesce(p.preferred_name, p.given_names) as "GivenName", p.family_name as "FamilyName", r.number as "Number"
            from (
                select *, xmin as version from bed_stays
                where residence_id = any({ids}) and occupies && daterange({first.AddDays(-1)}, {end.AddDays(1)}) and state in ('Held', 'Confirmed', 'Arrived')
                union all
                select *, xmin from bed_stays where residence_id = any({ids}) and state = 'Arrived' and upper(occupies) < {first}
                union all
                select *, xmin from bed_stays where residence_id = any({ids}) and state = 'Departed' and upper(occupies) > upper(nights) and upper(occupies) > {first}
            ) s
            join sites h on h.id = s.residence_id cross join lateral (select ({now} at time zone h.time_zone)::date as today) t
            join people p on p.id = s.person_id left join release_plans r on r.id = s.plan_id
            where s.state = 'Departed' or greatest(upper(s.occupies), t.today + 1) >= {first}
            order by lower(s.nights)
            """).ToListAsync(ct);
        var spells = await db.Database.SqlQuery<SpellRow>($"""
            select bed_id as "BedId", from_on as "FromOn", until_on as "UntilOn", reason_code as "ReasonCode"
            from (select distinct on (spell_id) * from out_of_service_revisions where facility_id = any({ids}) order by spell_id, revision desc) o
            where not cancelled and from_on <= {end} and (until_on is null or until_on >= {first.AddDays(-1)})
            """).ToListAsync(ct);
        return new(beds.ToLookup(b => b.ResidenceId), stays.ToLookup(s => s.BedId), spells.ToLookup(s => s.BedId), await OwnAsync(query, stays, ct));
    }

    /// <summary>Of the plans on the page, those the reader may know.</summary>
    private async Task<HashSet<ReleasePlanId>> OwnAsync(BoardQuery query, List<StayRow> stays, CancellationToken ct)
    {
        var plans = stays.Select(s => s.PlanId).OfType<Guid>().Select(ReleasePlanId.From).Distinct().ToList();
        return plans.Count == 0 ? [] : [.. await db.Set<ReleasePlan>().AsNoTracking().Where(PlanScope.Of(db, query.Reader)).Where(p => plans.Contains(p.Id)).Select(p => p.Id).ToListAsync(ct)];
    }

    private static BoardHouse House(BoardQuery query, Found house, Read read)
    {
        var sight = BoardAccess.Of(query.Reader, house.Id);
        var beds = read.Beds[house.Id.Value].Select(b => new BoardBed(
            b.Id, b.Label, b.Room, b.Features, Day(b.OpensOn), Day(b.ClosesOn), [.. read.Stays[b.Id].Where(s => !s.HasLeft).Select(s => Stay(s, sight, read.Own))], [.. read.Stays[b.Id].Where(s => s.HasLeft).Select(s => new Nights(LocalDate.FromDateOnly(s.DepartOn), LocalDate.FromDateOnly(s.ReadyOn)))],
            [.. read.Spells[b.Id].Select(s => new BoardSpell(LocalDate.FromDateOnly(s.FromOn), Day(s.UntilOn), s.ReasonCode))])).ToList();
        var facility = new FacilityBeds(
            new() { Id = house.Id, Subtype = house.Subtype, OpensOn = house.OpensOn, ClosesOn = house.ClosesOn },
            beds.ConvertAll(b => new Bed { Id = b.Id, ResidenceId = house.Id, Label = b.Label, Features = [.. b.Features], OpensOn = b.OpensOn, ClosesOn = b.ClosesOn }),
            [.. beds.SelectMany(b => b.Spells.Select(s => new OutOfServiceRevision { SpellId = b.Id, Revision = 1, BedId = b.Id, FacilityId = house.Id, FromOn = s.FromOn, UntilOn = s.UntilOn, ReasonCode = s.ReasonCode, Cancelled = false, At = default }))]);
        var needs = beds.SelectMany(b => read.Stays[b.Id]).Where(s => !s.HasLeft).Select(s => new StayNeed(new(LocalDate.FromDateOnly(s.ArriveOn), LocalDate.FromDateOnly(s.DepartOn)), s.Needs));
        var nights = BedDays.Count(facility, needs, query.From, query.Days).Select(n => new BoardNight(n.On, n.Total, n.Available, n.Booked, n.Overbooked));
        return new(house.Id, house.Code, house.NameEn, house.NameFr, house.City, house.Region, house.TimeZone, house.Subtype, house.OpensOn, house.ClosesOn, sight, [.. nights], sight == BoardSight.Counts ? [] : beds);
    }

    private static BoardStay Stay(StayRow s, BoardSight sight, HashSet<ReleasePlanId> own)
    {
        var nights = new Nights(LocalDate.FromDateOnly(s.ArriveOn), LocalDate.FromDateOnly(s.DepartOn));
        var occupies = new Nights(nights.ArriveOn, LocalDate.FromDateOnly(s.ReadyOn));
        var mine = sight == BoardSight.OwnCases && s.PlanId is { } plan && own.Contains(ReleasePlanId.From(plan));
        if (sight != BoardSight.Names && !mine) { return new(null, nights, occupies, null, null, null, null, 0, []); }
        return new(s.Id, nights, occupies, Enum.Parse<StayState>(s.State), mine ? $"{s.GivenName[..1]}.{s.FamilyName[..1]}." : $"{s.GivenName} {s.FamilyName}", s.Number,
            s.HeldUntil is { } until ? Instant.FromDateTimeUtc(DateTime.SpecifyKind(until, DateTimeKind.Utc)) : null, (uint)s.Version, s.Needs);
    }

    private static LocalDate? Day(DateOnly? day) => day is { } d ? LocalDate.FromDateOnly(d) : null;

    private sealed record Found(SiteId Id, string Code, string NameEn, string NameFr, string City, Region Region, string TimeZone, FacilitySubtype Subtype, LocalDate? OpensOn, LocalDate? ClosesOn);
    private sealed record Read(ILookup<Guid, BedRow> Beds, ILookup<Guid, StayRow> Stays, ILookup<Guid, SpellRow> Spells, HashSet<ReleasePlanId> Own);
    private sealed record BedRow(Guid Id, Guid ResidenceId, string Label, string? Room, string[] Features, DateOnly? OpensOn, DateOnly? ClosesOn);
    private sealed record StayRow(
        Guid Id, Guid ResidenceId, Guid BedId, Guid? PlanId, DateOnly ArriveOn, DateOnly DepartOn, DateOnly ReadyOn, string State, DateTime? HeldUntil, string[] Needs, long Version, string GivenName, string FamilyName, string? Number)
    {
        public bool HasLeft => State == nameof(StayState.Departed);
    }

    private sealed record SpellRow(Guid BedId, DateOnly FromOn, DateOnly? UntilOn, string ReasonCode);
}

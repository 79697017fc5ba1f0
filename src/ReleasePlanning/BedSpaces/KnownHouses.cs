using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Workflows;

namespace ReleasePlanning.BedSpaces;

/// <summary>A house as it is kept in memory.</summary>
/// <param name="From">Stays that end before this day were not read.</param>
public sealed record KnownHouse(long Version, LocalDate From, Site Site, IReadOnlyList<FacilityContract> Contracts, HouseRoom Room)
{
    public Facility Facility => Room.Facility;

    /// <summary>The price in force on a day.</summary>
    public decimal? PerDiemOn(LocalDate on) => Contracts.FirstOrDefault(c => c.FromOn <= on && (c.UntilOn is not { } until || until >= on))?.PerDiem;

    /// <summary>As it stands now. What only the clock changes moves no version, so it is never kept.</summary>
    public KnownHouse At(Instant now, CalendarData days)
    {
        var ready = ReadyOn(days);
        var room = Room.At(now, now.InZone(PlanPlaces.Zone(Site)).Date, nights => new(nights.ArriveOn, ready(nights.DepartOn)));
        return ReferenceEquals(room, Room) ? this : this with { Room = room };
    }

    /// <summary>From the day somebody leaves, the day the bed is ready for the next.</summary>
    public Func<LocalDate, LocalDate> ReadyOn(CalendarData days)
    {
        ArgumentNullException.ThrowIfNull(days);
        if (Facility.TurnaroundDays == 0) { return on => on; }
        var working = days.Days(Site.Province);
        return on => Turnaround.ReadyOn(on, Facility.TurnaroundDays, working);
    }
}

/// <summary>Every house with its beds and stays, kept in memory by each instance of the service. Triggers count a version of each house up in the transaction that
/// changes anything of it; a search reads the versions, one small row a house, and then reads again only the houses whose version moved. So it never answers from
/// what somebody has committed away, whichever instance did it.</summary>
public sealed class KnownHouses : IDisposable
{
    private readonly SemaphoreSlim reading = new(1, 1);
    // replaced as a whole
    private volatile IReadOnlyDictionary<SiteId, KnownHouse> known = new Dictionary<SiteId, KnownHouse>();

    /// <param name="from">The first night anybody asks about.</param>
    public async Task<IReadOnlyDictionary<SiteId, KnownHouse>> ReadAsync(ReleasePlanningDb db, LocalDate from, CancellationToken ct)
    {
        var versions = await VersionsAsync(db, ct);
        if (IsCurrent(known, versions, from)) { return known; }
        await reading.WaitAsync(ct);
        try
        {
            var had = known;
            if (IsCurrent(had, versions, from)) { return had; }
            // what is committed after the versions were read is read as well; the next reader then sees a newer version and reads that house once more
            var moved = versions.Where(v => !(had.TryGetValue(v.Key, out var house) && IsCurrent(house, v.Value, from))).Select(v => v.Key).ToList();
            var fresh = await HousesAsync(db, moved, versions, from, ct);
            var now = new Dictionary<SiteId, KnownHouse>(versions.Count);
            foreach (var id in versions.Keys)
            {
                if (fresh.TryGetValue(id, out var read) || had.TryGetValue(id, out read)) { now[id] = read; }
            }
            known = now;
            return now;
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    private static bool IsCurrent(IReadOnlyDictionary<SiteId, KnownHouse> known, Dictionary<SiteId, long> versions, LocalDate from) =>
        known.Count == versions.Count && versions.All(v => known.TryGetValue(v.Key, out var house) && IsCurrent(house, v.Value, from));

    // another instance or transaction may have read a newer one meanwhile
    private static bool IsCurrent(KnownHouse house, long version, LocalDate from) => house.Version >= version && house.From <= from;

    private static async Task<Dictionary<SiteId, long>> VersionsAsync(ReleasePlanningDb db, CancellationToken ct) =>
        (await db.Database.SqlQuery<VersionRow>($"""
            select f.id as "Id", coalesce(v.version, 0) as "Version" from facilities f left join bed_space_versions v on v.facility_id = f.id
            """).ToListAsync(ct)).ToDictionary(r => SiteId.From(r.Id), r => r.Version);

    private static async Task<Dictionary<SiteId, KnownHouse>> HousesAsync(ReleasePlanningDb db, List<SiteId> ids, Dictionary<SiteId, long> versions, LocalDate from, CancellationToken ct)
    {
        var plain = ids.Select(i => i.Value).ToArray();
        var sites = await db.Set<Site>().AsNoTracking().Where(s => ids.Contains(s.Id)).ToDictionaryAsync(s => s.Id, ct);
        var facilities = await db.Set<Facility>().AsNoTracking().Where(f => ids.Contains(f.Id)).ToListAsync(ct);
        var contracts = (await db.Set<FacilityContract>().AsNoTracking().Where(c => ids.Contains(c.FacilityId)).ToListAsync(ct)).ToLookup(c => c.FacilityId);
        var beds = (await db.Set<Bed>().AsNoTracking().Where(b => ids.Contains(b.ResidenceId)).OrderBy(b => b.Label).ToListAsync(ct)).ToLookup(b => b.ResidenceId);
        var spells = (await db.Set<OutOfServiceRevision>().AsNoTracking().Where(r => ids.Contains(r.FacilityId)).ToListAsync(ct)).ToLookup(r => r.FacilityId);
        var since = from.ToDateOnly();
        // of those who have left, only the days their bed is made ready; of those who are there also who should have left
        var stays = (await db.Database.SqlQuery<StayRow>($"""
            select id as "Id", residence_id as "ResidenceId", bed_id as "BedId", person_id as "PersonId", state as "State", bed_named as "Named", needs as "Needs",
                lower(nights) as "ArriveOn", upper(nights) as "DepartOn", upper(occupies) as "ReadyOn", case when plan_id is null and state = 'Held' then held_until end as "HeldUntil"
            from bed_stays where state in ('Held', 'Confirmed', 'Arrived') and residence_id = any({plain}) and occupies && daterange({since}, null)
            union all
            select id, residence_id, bed_id, person_id, state, bed_named, needs, lower(nights), upper(nights), upper(occupies), null
            from bed_stays where state = 'Arrived' and residence_id = any({plain}) and not occupies && daterange({since}, null)
            union all
            select id, residence_id, bed_id, person_id, state, bed_named, array[]::text[], lower(nights), upper(nights), upper(occupies), null
            from bed_stays where state = 'Departed' and residence_id = any({plain}) and upper(occupies) > upper(nights) and upper(occupies) > {since}
            """).ToListAsync(ct)).ToLookup(s => SiteId.From(s.ResidenceId), Taken);
        return facilities.Where(f => sites.ContainsKey(f.Id)).ToDictionary(f => f.Id, f => new KnownHouse(
            versions[f.Id], from, sites[f.Id], [.. contracts[f.Id]], new(f, [.. beds[f.Id]], FacilityQueries.Counting(spells[f.Id]), [.. stays[f.Id]])));
    }

    private static TakenBed Taken(StayRow row)
    {
        var (arrive, depart, ready) = (LocalDate.FromDateOnly(row.ArriveOn), LocalDate.FromDateOnly(row.DepartOn), LocalDate.FromDateOnly(row.ReadyOn));
        var (nights, arrived) = (new Nights(arrive, depart), row.State == nameof(StayState.Arrived));
        if (row.State == nameof(StayState.Departed)) { return new(row.Id, row.BedId, PersonId.From(Guid.Empty), false, [], nights, new(depart, ready)); }
        return new(row.Id, row.BedId, PersonId.From(row.PersonId), !row.Named && !arrived, row.Needs, nights, new(arrive, ready), arrived, row.HeldUntil is { } until ? Instant.FromDateTimeUtc(until) : null);
    }

    private sealed record VersionRow(Guid Id, long Version);

    private sealed record StayRow(
        Guid Id, Guid ResidenceId, Guid BedId, Guid PersonId, string State, bool Named, string[] Needs, DateOnly ArriveOn, DateOnly DepartOn, DateOnly ReadyOn, DateTime? HeldUntil);
}

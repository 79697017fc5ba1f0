using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>A house as it is kept in memory.</summary>
/// <param name="From">Stays that end before this day were not read.</param>
public sealed record KnownHouse(long Version, LocalDate From, Site Site, IReadOnlyList<FacilityContract> Contracts, HouseRoom Room)
{
    public Facility Facility => Room.Facility;

    /// <summary>The price in force on a day.</summary>
    public decimal? PerDiemOn(LocalDate on) => Contracts.FirstOrDefault(c => c.FromOn <= on && (c.UntilOn is not { } until || until >= on))?.PerDiem;
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
        var stays = (await db.Database.SqlQuery<StayRow>($"""
            select id as "Id", residence_id as "ResidenceId", bed_id as "BedId", person_id as "PersonId", (not bed_named and state <> 'Arrived') as "Movable", needs as "Needs",
                lower(nights) as "ArriveOn", upper(nights) as "DepartOn", upper(occupies) as "ReadyOn"
            from bed_stays where state in ('Held', 'Confirmed', 'Arrived') and residence_id = any({plain}) and occupies && daterange({since}, null)
            """).ToListAsync(ct)).ToLookup(s => SiteId.From(s.ResidenceId), Taken);
        return facilities.Where(f => sites.ContainsKey(f.Id)).ToDictionary(f => f.Id, f => new KnownHouse(
            versions[f.Id], from, sites[f.Id], [.. contracts[f.Id]], new(f, [.. beds[f.Id]], FacilityQueries.Counting(spells[f.Id]), [.. stays[f.Id]])));
    }

    private static TakenBed Taken(StayRow row)
    {
        var (arrive, depart) = (LocalDate.FromDateOnly(row.ArriveOn), LocalDate.FromDateOnly(row.DepartOn));
        return new(row.Id, row.BedId, PersonId.From(row.PersonId), row.Movable, row.Needs, new(arrive, depart), new(arrive, LocalDate.FromDateOnly(row.ReadyOn)));
    }

    private sealed record VersionRow(Guid Id, long Version);

    private sealed record StayRow(Guid Id, Guid ResidenceId, Guid BedId, Guid PersonId, bool Movable, string[] Needs, DateOnly ArriveOn, DateOnly DepartOn, DateOnly ReadyOn);
}

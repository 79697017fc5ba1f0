using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>A house that a file speaks about, as it was when the file came.</summary>
internal sealed record ImportedHouse(Site Site, Facility Facility, FacilityBeds Beds, IReadOnlyList<BedStay> Stays);

/// <summary>The houses of a file, under their locks, so that nobody books into what the file closes.</summary>
internal sealed class ImportHouses(IReadOnlyDictionary<string, Site> sites, IReadOnlyDictionary<SiteId, ImportedHouse> houses)
{
    public static async Task<ImportHouses> LockAsync(ReleasePlanningDb db, ImportBatch batch, string column, CancellationToken ct)
    {
        var codes = batch.Rows.Where(r => !r.IsUnreadable).Select(r => r.Value(column)).Distinct().ToList();
        var sites = await db.Set<Site>().AsNoTracking().Where(s => codes.Contains(s.Code)).ToDictionaryAsync(s => s.Code, ct);
        var ids = sites.Values.Select(s => s.Id).ToList();
        var guids = ids.Select(i => i.Value).Order().ToArray();
        await db.Database.ExecuteSqlAsync($"select 1 from facilities where id = any({guids}) order by id for no key update", ct);
        var facilities = await db.Set<Facility>().Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, ct);
        var before = await db.Set<Facility>().AsNoTracking().Where(f => ids.Contains(f.Id)).ToDictionaryAsync(f => f.Id, ct);
        var beds = (await db.Set<Bed>().AsNoTracking().Where(b => ids.Contains(b.ResidenceId)).OrderBy(b => b.Label).ToListAsync(ct)).ToLookup(b => b.ResidenceId);
        var spells = (await db.Set<OutOfServiceRevision>().AsNoTracking().Where(r => ids.Contains(r.FacilityId)).ToListAsync(ct)).ToLookup(r => r.FacilityId);
        var stays = (await db.Set<BedStay>().AsNoTracking()
            .Where(s => ids.Contains(s.ResidenceId) && (s.State == StayState.Held || s.State == StayState.Confirmed || s.State == StayState.Arrived)).ToListAsync(ct)).ToLookup(s => s.ResidenceId);
        return new(sites, sites.Values.Where(s => facilities.ContainsKey(s.Id)).ToDictionary(
            s => s.Id, s => new ImportedHouse(s, facilities[s.Id], new(before[s.Id], [.. beds[s.Id]], FacilityQueries.Counting(spells[s.Id])), [.. stays[s.Id]])));
    }

    public ImportedHouse? Find(ImportRow row, string column)
    {
        if (row.Text(column) is not { Length: > 0 } code) { return null; }
        if (!sites.TryGetValue(code, out var site)) { row.Refuse(column, "import.site-unknown"); }
        else if (!houses.TryGetValue(site.Id, out var house)) { row.Refuse(column, "import.not-a-residence"); }
        else { return house; }
        return null;
    }
}

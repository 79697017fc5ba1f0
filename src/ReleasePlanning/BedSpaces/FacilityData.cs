using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.BedSpaces;

/// <summary>A facility with all its beds and what keeps beds out of use: of each spell the latest revision, and none that was cancelled.</summary>
public sealed record FacilityBeds(Facility Facility, IReadOnlyList<Bed> Beds, IReadOnlyList<OutOfServiceRevision> OutOfService);

/// <summary>Reads facilities and their beds, for pages and for those who look for a place.</summary>
public sealed class FacilityQueries(ReleasePlanningDb db)
{
    /// <summary>The facility with its beds by label, as it is now; nothing of it is tracked. Under the facility's lock it stays so.</summary>
    public async Task<FacilityBeds?> BedsOfAsync(SiteId id, CancellationToken ct)
    {
        if (await db.Set<Facility>().AsNoTracking().SingleOrDefaultAsync(f => f.Id == id, ct) is not { } facility) { return null; }
        var beds = await db.Set<Bed>().AsNoTracking().Where(b => b.ResidenceId == id).OrderBy(b => b.Label).ToListAsync(ct);
        var revisions = await db.Set<OutOfServiceRevision>().AsNoTracking().Where(r => r.FacilityId == id).ToListAsync(ct);
        return new(facility, beds, Counting(revisions));
    }

    /// <summary>Of each spell the latest revision, unless that one cancels it.</summary>
    public static IReadOnlyList<OutOfServiceRevision> Counting(IEnumerable<OutOfServiceRevision> revisions) =>
        [.. revisions.GroupBy(r => r.SpellId).Select(spell => spell.MaxBy(r => r.Revision)!).Where(r => !r.Cancelled).OrderBy(r => r.FromOn).ThenBy(r => r.SpellId)];
}

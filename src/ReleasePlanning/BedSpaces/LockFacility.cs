using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Calendar;
using ReleasePlanning.Database;
using ReleasePlanning.People;

namespace ReleasePlanning.BedSpaces;

/// <summary>A facility that nobody else changes until this transaction ends, read under its lock.</summary>
public sealed record LockedFacility(Facility Facility, Site Site, Instant Now)
{
    public LocalDate Today => SiteTime.DateOf(Now, SiteTime.Zone(Site.TimeZone));
}

/// <summary>The first thing of every act on a facility: may they, is it there, and is it what they have seen.</summary>
public sealed class LockFacility(ReleasePlanningDb db, IClock clock)
{
    public async Task<Outcome<LockedFacility>> RunAsync(SiteId id, uint seen, Actor actor, CancellationToken ct)
    {
        var may = FacilityScope.MayEdit(actor, id);
        if (!may.Value) { return Outcome.Forbidden<LockedFacility>(may.Why.Code); }
        var locked = await db.Set<Facility>().FromSql($"select *, xmin from facilities where id = {id.Value} for no key update").OrderBy(f => f.Id).ToListAsync(ct);
        if (locked is not [var facility]) { return Outcome.NotFound<LockedFacility>(); }
        if (facility.Version != seen) { return Outcome.Conflict<LockedFacility>("changed-meanwhile"); }
        // beds, spells and contracts count as the facility's: whoever has seen it before this change has not seen this
        db.Entry(facility).Property(f => f.Notes).IsModified = true;
        return Outcome.Done(new LockedFacility(facility, await db.Set<Site>().AsNoTracking().SingleAsync(s => s.Id == id, ct), clock.GetCurrentInstant()));
    }
}

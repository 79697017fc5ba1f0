using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.Calendar;

/// <summary>The calendars as they stand, kept in memory by every instance of the service. A transaction asks once for their version, a single row that the
/// database counts up with every change, and reads the entries again only when it has moved.</summary>
public sealed class CurrentCalendar
{
    // what was read last; replaced as a whole
    private volatile Kept kept = new(-1, CalendarData.Empty);

    private sealed record Kept(long Version, CalendarData Data);

    public async Task<CalendarData> ReadAsync(ReleasePlanningDb db, CancellationToken ct)
    {
        var version = await Version(db).SingleAsync(ct);
        if (kept is { } had && had.Version == version) { return had.Data; }
        // entries committed after the version was read are read as well; the next reader then sees a newer version and reads once more
        var data = new CalendarData(await Exceptions(db).ToListAsync(ct), await Hours(db).ToListAsync(ct));
        kept = new(version, data);
        return data;
    }

    /// <summary>The same where nobody can wait: a condition of a diagram.</summary>
    public CalendarData Read(ReleasePlanningDb db)
    {
        var version = Version(db).Single();
        if (kept is { } had && had.Version == version) { return had.Data; }
        var data = new CalendarData([.. Exceptions(db)], [.. Hours(db)]);
        kept = new(version, data);
        return data;
    }

    private static IQueryable<long> Version(ReleasePlanningDb db) => db.Database.SqlQuery<long>($"select version as \"Value\" from calendar_version");

    private static IQueryable<CalendarException> Exceptions(ReleasePlanningDb db) => db.Set<CalendarException>().AsNoTracking().OrderBy(e => e.FromOn).ThenBy(e => e.Id);

    private static IQueryable<SiteHours> Hours(ReleasePlanningDb db) => db.Set<SiteHours>().AsNoTracking().OrderBy(h => h.FromOn).ThenBy(h => h.Id);
}

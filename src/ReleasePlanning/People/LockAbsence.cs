using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>An absence that nobody else changes until this transaction ends.</summary>
internal static class LockAbsence
{
    public static async Task<Absence?> OfAsync(ReleasePlanningDb db, Guid id, CancellationToken ct) =>
        (await db.Set<Absence>().FromSql($"select *, xmin from absences where id = {id} for update").OrderBy(a => a.Id).ToListAsync(ct)).SingleOrDefault();
}

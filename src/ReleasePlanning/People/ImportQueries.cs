using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Reads what was imported for pages.</summary>
public sealed class ImportQueries(ReleasePlanningDb db)
{
    public async Task<Paged<ImportRowView>> ListAsync(int page, int size, CancellationToken ct)
    {
        var total = await db.Set<Import>().CountAsync(ct);
        var items = await (
            from import in db.Set<Import>().AsNoTracking()
            join staff in db.Set<StaffMember>() on import.ImportedBy equals (StaffId?)staff.Id into importers
            from staff in importers.DefaultIfEmpty()
            orderby import.ImportedAt descending
            select new ImportRowView(import, staff == null ? null : staff.Name, import.Problems.Count(p => !p.IsWarning), import.Problems.Count(p => p.IsWarning)))
            .Skip((page - 1) * size).Take(size).ToListAsync(ct);
        return new(items, total);
    }

    public Task<Import?> GetAsync(Guid id, CancellationToken ct) =>
        db.Set<Import>().AsNoTracking().Include(i => i.Problems.OrderBy(p => p.Line)).SingleOrDefaultAsync(i => i.Id == id, ct);
}

public sealed record ImportRowView(Import Import, string? By, int Refused, int Warnings);

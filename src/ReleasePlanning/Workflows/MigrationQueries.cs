using Microsoft.EntityFrameworkCore;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Workflows;

/// <summary>One migration and how far it has come.</summary>
public sealed record MigrationRow(WorkflowMigration Migration, int From, int To, string? AskedBy, IReadOnlyDictionary<MigrationResult, int> Counts)
{
    public int Total => Counts.Values.Sum();
    public int Count(MigrationResult result) => Counts.GetValueOrDefault(result);
}

/// <summary>One instance of a migration, with the plan it belongs to.</summary>
public sealed record MigratedRow(MigratedInstance Instance, string PlanNumber);

/// <summary>Reads migrations and what became of each instance.</summary>
public sealed class MigrationQueries(ReleasePlanningDb db)
{
    public async Task<IReadOnlyList<MigrationRow>> OfProcessAsync(string processId, int most, CancellationToken ct) =>
        await RowsAsync(db.Set<WorkflowMigration>().Where(m => m.ProcessId == processId).OrderByDescending(m => m.AskedAt).ThenByDescending(m => m.Id).Take(most), ct);

    public async Task<MigrationRow?> FindAsync(Guid id, CancellationToken ct) => await RowsAsync(db.Set<WorkflowMigration>().Where(m => m.Id == id), ct) is [var row] ? row : null;

    public async Task<Paged<MigratedRow>> ResultsAsync(Guid id, MigrationResult? result, int page, int size, CancellationToken ct)
    {
        var found = db.Set<MigratedInstance>().AsNoTracking().Where(i => i.MigrationId == id && (result == null || i.Result == result));
        var rows = await found.Join(db.Set<ReleasePlan>(), i => i.PlanId, p => p.Id, (i, p) => new { Instance = i, p.Number })
            .OrderBy(r => r.Number).ThenBy(r => r.Instance.InstanceId).Skip((page - 1) * size).Take(size).ToListAsync(ct);
        return new([.. rows.Select(r => new MigratedRow(r.Instance, r.Number))], await found.CountAsync(ct));
    }

    private async Task<IReadOnlyList<MigrationRow>> RowsAsync(IQueryable<WorkflowMigration> migrations, CancellationToken ct)
    {
        var found = await migrations.AsNoTracking().Select(m => new
        {
            Migration = m,
            From = db.Set<WorkflowDefinition>().Where(d => d.Id == m.FromId).Select(d => d.Version).First(),
            To = db.Set<WorkflowDefinition>().Where(d => d.Id == m.ToId).Select(d => d.Version).First(),
            By = db.Set<StaffMember>().Where(s => s.Id == m.AskedBy).Select(s => s.Name).FirstOrDefault(),
        }).ToListAsync(ct);
        var ids = found.ConvertAll(f => f.Migration.Id);
        var counts = await db.Set<MigratedInstance>().Where(i => ids.Contains(i.MigrationId)).GroupBy(i => new { i.MigrationId, i.Result })
            .Select(g => new { g.Key.MigrationId, g.Key.Result, Count = g.Count() }).ToListAsync(ct);
        return [.. found.Select(f => new MigrationRow(f.Migration, f.From, f.To, f.By, counts.Where(c => c.MigrationId == f.Migration.Id).ToDictionary(c => c.Result, c => c.Count)))];
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Audit;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>The rows of one file and what became of them.</summary>
internal sealed class ImportBatch(Guid id, Instant at, IReadOnlyList<ImportRow> rows)
{
    public Guid Id => id;
    public Instant At => at;
    /// <summary>Today where the day begins first: nothing that is today anywhere in the country is in the future.</summary>
    public LocalDate Today => at.InUtc().Date;
    public IReadOnlyList<ImportRow> Rows => rows;
    public int Added { get; set; }
    public int Changed { get; private set; }
    public int Unchanged { get; private set; }

    public void Count(bool changed)
    {
        if (changed) { Changed++; }
        else { Unchanged++; }
    }

    /// <summary>The first row with a key counts; every later one is refused and told where the first is.</summary>
    public void RefuseRepeated(string field)
    {
        var first = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in rows.Where(r => !r.IsUnreadable && r.Value(field).Length > 0))
        {
            if (!first.TryAdd(row.Value(field), row.Line)) { row.Refuse(field, "import.repeated", first[row.Value(field)]); }
        }
    }
}

/// <summary>What every import has in common: read the file, wait for other imports, load all good rows or nothing, keep the record of it.</summary>
internal static class ImportTransaction
{
    /// <summary>More is not a list anybody works through; it is the wrong file.</summary>
    public const int MostProblems = 20_000;

    private const long Lock = 0x494D504F5254;

    public static async Task<Outcome<Import>> RunAsync(
        ReleasePlanningDb db, IClock clock, ImportKind kind, IReadOnlyList<string> columns,
        Stream file, string fileName, StaffId? by, Func<ImportBatch, CancellationToken, Task> load, CancellationToken ct)
    {
        var table = await ImportTable.ReadAsync(file, columns, ct);
        if (!table.IsDone) { return table.As<Import>(); }

        var batch = new ImportBatch(Guid.CreateVersion7(), clock.GetCurrentInstant(), table.Value!.Rows);
        var detected = db.ChangeTracker.AutoDetectChangesEnabled;
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({Lock})", ct);
            await load(batch, ct);
            if (batch.Rows.Sum(r => r.ProblemCount) > MostProblems)
            {
                db.ChangeTracker.Clear();
                return Outcome.Refused<Import>("file", "import.too-many-problems", MostProblems);
            }

            var import = new Import
            {
                Id = batch.Id,
                Kind = kind,
                FileName = Name(fileName),
                Sha256 = table.Value.Sha256,
                ImportedAt = batch.At,
                ImportedBy = by,
                RowsRead = batch.Rows.Count,
                Added = batch.Added,
                Changed = batch.Changed,
                Unchanged = batch.Unchanged,
                Problems = [.. batch.Rows.SelectMany(r => r.Problems(batch.Id))],
            };
            db.Add(import);
            db.Add(AuditEntry.OfStaff(await ActorAsync(db, by, ct), batch.At, "import.taken", new Reason("import.taken",
                import.FileName, import.RowsRead, import.Added, import.Changed, import.Unchanged, batch.Rows.Count(r => r.IsRefused))));
            await db.SaveChangesAsync(ct);
            // whoever stops an import must be able to trust that it is not there
            await transaction.CommitAsync(CancellationToken.None);
            return Outcome.Done(import);
        }
        catch
        {
            // a later save by the caller must not write half of this import
            db.ChangeTracker.Clear();
            throw;
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = detected;
        }
    }

    private static async Task<Actor> ActorAsync(ReleasePlanningDb db, StaffId? by, CancellationToken ct) => by is null
        ? Actor.Service
        : new Actor(by, await db.Set<StaffMember>().Where(m => m.Id == by).Select(m => m.Name).SingleAsync(ct), []);

    private static string Name(string fileName) => ImportRow.Shorten(fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..]);
}

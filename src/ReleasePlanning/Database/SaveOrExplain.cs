using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ReleasePlanning.Database;

/// <summary>Saves, and turns what the database refuses (a bed promised twice, a second open plan) into a conflict that names the rule.</summary>
public static class SaveOrExplain
{
    private static readonly HashSet<string> Rules =
        [PostgresErrorCodes.UniqueViolation, PostgresErrorCodes.ExclusionViolation, PostgresErrorCodes.CheckViolation];

    public static async Task<Problem?> SaveAsync(this ReleasePlanningDb db, CancellationToken ct)
    {
        try
        {
            await db.SaveChangesAsync(ct);
            return null;
        }
        catch (DbUpdateConcurrencyException) { return Problem.With("", "changed-meanwhile"); }
        catch (DbUpdateException e) when (e.InnerException is PostgresException p && Explain(p) is { } problem) { return problem; }
    }

    public static Problem? Explain(PostgresException e) =>
        Rules.Contains(e.SqlState) && e.ConstraintName is { } name ? Problem.With("", "rule." + name) : null;
}

using Microsoft.EntityFrameworkCore;
using ReleasePlanning.People;

namespace ReleasePlanning.Database;

/// <summary>Loads the fictional demo region through the same imports as real files. Only into a database without sites.</summary>
public sealed class DemoRegion(ReleasePlanningDb db, ImportSites importSites, ImportStaff importStaff, ImportExtract importExtract)
{
    /// <summary>True when it was loaded now.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        if (await db.Set<Site>().AnyAsync(ct)) { return false; }
        await LoadAsync("sites", importSites.RunAsync, ct);
        await LoadAsync("staff", importStaff.RunAsync, ct);
        await LoadAsync("extract", importExtract.RunAsync, ct);
        return true;
    }

    private static async Task LoadAsync(string name, Func<Stream, string, StaffId?, CancellationToken, Task<Outcome<Import>>> import, CancellationToken ct)
    {
        await using var file = typeof(DemoRegion).Assembly.GetManifestResourceStream($"demo.{name}.csv")
            ?? throw new InvalidOperationException($"demo/{name}.csv was not built into the program.");
        var outcome = await import(file, name + ".csv", null, ct);
        if (!outcome.IsDone) { throw new InvalidOperationException($"demo/{name}.csv was refused: " + string.Join(", ", outcome.Problems.Select(p => p.Reason.Code))); }
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.People;

namespace ReleasePlanning.Database;

/// <summary>Loads the fictional demo region through the same imports as real files. Only into a database without sites.</summary>
public sealed class DemoRegion(ReleasePlanningDb db, IClock clock)
{
    /// <summary>True when it was loaded now.</summary>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        if (await db.Set<Site>().AnyAsync(ct)) { return false; }
        await LoadAsync("sites", new ImportSites(db, clock).RunAsync, ct);
        await LoadAsync("facilities", new ImportFacilities(db, clock).RunAsync, ct);
        await LoadAsync("beds", new ImportBeds(db, clock).RunAsync, ct);
        await LoadAsync("staff", new ImportStaff(db, clock).RunAsync, ct);
        await LoadAsync("extract", new ImportExtract(db, clock).RunAsync, ct);
        return true;
    }

    internal static Stream File(string name) => typeof(DemoRegion).Assembly.GetManifestResourceStream($"demo.{name}.csv")
        ?? throw new InvalidOperationException($"demo/{name}.csv was not built into the program.");

    internal static async Task LoadAsync(string name, Func<Stream, string, StaffId?, CancellationToken, Task<Outcome<Import>>> import, CancellationToken ct)
    {
        await using var file = File(name);
        var outcome = await import(file, name + ".csv", null, ct);
        if (!outcome.IsDone) { throw new InvalidOperationException($"demo/{name}.csv was refused: " + string.Join(", ", outcome.Problems.Select(p => p.Reason.Code))); }
        if (outcome.Value!.Problems.Find(p => !p.IsWarning) is { } refused) { throw new InvalidOperationException($"demo/{name}.csv, line {refused.Line}, {refused.Field}: {refused.Reason.Code}"); }
    }
}

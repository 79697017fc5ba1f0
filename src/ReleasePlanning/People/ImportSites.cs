using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;

namespace ReleasePlanning.People;

/// <summary>Takes in the places of the service and of its partners. First of the three files: people and staff refer to sites by code.</summary>
public sealed class ImportSites(ReleasePlanningDb db, IClock clock)
{
    public static readonly IReadOnlyList<string> Columns =
        ["code", "kind", "name_en", "name_fr", "region", "province", "city", "time_zone", "security", "parole_office", "capacity", "opens", "closes"];

    public Task<Outcome<Import>> RunAsync(Stream file, string fileName, StaffId? by, CancellationToken ct) =>
        ImportTransaction.RunAsync(db, clock, ImportKind.Sites, Columns, file, fileName, by, LoadAsync, ct);

    private async Task LoadAsync(ImportBatch batch, CancellationToken ct)
    {
        batch.RefuseRepeated("code");
        var known = await db.Set<Site>().ToDictionaryAsync(s => s.Code, ct);
        var read = new List<(ImportRow Row, Site Site)>();
        foreach (var row in batch.Rows)
        {
            if (ImportSitesRow.Read(row, known) is { } site) { read.Add((row, site)); }
        }

        // a residence may name a parole office that the same file brings
        var offices = known.Values.Concat(read.Select(r => r.Site)).DistinctBy(s => s.Code).ToDictionary(s => s.Code);
        foreach (var (row, site) in read)
        {
            if (site.IsResidence) { site.ParoleOfficeId = ParoleOffice(row, offices); }
            if (row.IsRefused) { continue; }
            if (known.TryGetValue(site.Code, out var before)) { batch.Count(db.Replace(before, site)); }
            else
            {
                db.Add(site);
                batch.Added++;
            }
        }
    }

    private static SiteId? ParoleOffice(ImportRow row, Dictionary<string, Site> offices)
    {
        if (!offices.TryGetValue(row.Value("parole_office"), out var office)) { row.Refuse("parole_office", "import.site-unknown"); }
        else if (office.Kind != SiteKind.ParoleOffice) { row.Refuse("parole_office", "import.not-a-parole-office"); }
        return office?.Id;
    }
}

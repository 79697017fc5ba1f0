using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.People;

/// <summary>Taking files in through the API: the body is the file.</summary>
public static class ImportEndpoints
{
    public static void MapImports(this IEndpointRouteBuilder api)
    {
        var imports = api.MapGroup("/imports").WithTags("Imports");
        imports.MapGet("", ListAsync).RequireAuthorization(Policies.Administer).Reads<Paged<ImportSummary>>("Files taken in, newest first: page.");
        imports.MapGet("/{id:guid}", GetAsync).RequireAuthorization(Policies.Administer).Reads<ImportDetail>("One file and the rows it refused.", 404);
        imports.MapPost("/{kind:regex(^(extract|sites|staff|facilities|beds)$)}", TakeAsync).RequireAuthorization(Policies.Administer).Accepts<string>("text/csv")
            .Changes<ImportDetail>("Takes in a CSV file: extract, sites, staff, facilities or beds; fileName says what it is called.", StatusCodes.Status201Created);
    }

    public sealed record ImportSummary(Guid Id, ImportKind Kind, string FileName, Instant ImportedAt, string? By, int RowsRead, int Added, int Changed, int Unchanged, int Refused, int Warnings);
    public sealed record ImportDetail(Guid Id, ImportKind Kind, string FileName, string Sha256, Instant ImportedAt, int RowsRead, int Added, int Changed, int Unchanged, IReadOnlyList<Line> Problems);
    public sealed record Line(int Number, string Field, string Value, bool IsWarning, SaidReason Why);

    private static async Task<Paged<ImportSummary>> ListAsync(HttpContext http, ImportQueries imports, CancellationToken ct)
    {
        var found = await imports.ListAsync(new PageAddress(http.Request).PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(r => new ImportSummary(
            r.Import.Id, r.Import.Kind, r.Import.FileName, r.Import.ImportedAt, r.By, r.Import.RowsRead, r.Import.Added, r.Import.Changed, r.Import.Unchanged, r.Refused, r.Warnings))], found.Total);
    }

    private static async Task<IResult> GetAsync(Guid id, ImportQueries imports, CancellationToken ct) =>
        await imports.GetAsync(id, ct) is { } import ? Results.Ok(Detail(import)) : Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]);

    private static async Task<IResult> TakeAsync(string kind, string? fileName, HttpContext http, ReleasePlanningDb db, IClock clock, CancellationToken ct)
    {
        var (me, name) = (SignedIn.From(http.User)!.StaffId, string.IsNullOrWhiteSpace(fileName) ? kind + ".csv" : fileName);
        var taken = await (kind switch
        {
            "sites" => new ImportSites(db, clock).RunAsync(http.Request.Body, name, me, ct),
            "staff" => new ImportStaff(db, clock).RunAsync(http.Request.Body, name, me, ct),
            "facilities" => new ImportFacilities(db, clock).RunAsync(http.Request.Body, name, me, ct),
            "beds" => new ImportBeds(db, clock).RunAsync(http.Request.Body, name, me, ct),
            _ => new ImportExtract(db, clock).RunAsync(http.Request.Body, name, me, ct),
        });
        return taken.ToResult(import => Results.Created($"/api/v1/imports/{import.Id}", Detail(import)));
    }

    private static ImportDetail Detail(Import i) => new(
        i.Id, i.Kind, i.FileName, i.Sha256, i.ImportedAt, i.RowsRead, i.Added, i.Changed, i.Unchanged,
        [.. i.Problems.OrderBy(p => p.Line).Select(p => new Line(p.Line, p.Field, p.Value, p.IsWarning, SaidReason.Of(p.Reason)))]);
}

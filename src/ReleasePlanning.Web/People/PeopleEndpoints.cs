using System.Globalization;
using System.Text;
using NodaTime;
using ReleasePlanning.People;
using ReleasePlanning.Web.Access;
using ReleasePlanning.Web.Api;
using ReleasePlanning.Web.Layout;

namespace ReleasePlanning.Web.People;

/// <summary>People and imports for programs and spreadsheets.</summary>
public static class PeopleEndpoints
{
    private const int MostExported = 10_000;

    public static void MapPeople(this IEndpointRouteBuilder app, IEndpointRouteBuilder api)
    {
        app.MapGet("/people.csv", ExportAsync).RequireAuthorization(Policies.ReadPeople).ExcludeFromDescription();
        app.MapGet("/imports/{id:guid}/problems.csv", ProblemsAsync).RequireAuthorization(Policies.Administer).ExcludeFromDescription();
        api.MapGet("/people", ListAsync).RequireAuthorization(Policies.ReadPeople).Reads<Paged<PersonSummary>>("People you may plan for: q, at (institution code), within (days), plan (yes, no), sort, page.");
        api.MapGet("/people/{id:guid}", GetAsync).RequireAuthorization(Policies.ReadPeople).Reads<PersonDetail>("One person with official dates, their history, warnings and plans.", 404);
    }

    private static async Task<IResult> ExportAsync(HttpContext http, PersonQueries people, IClock clock, CancellationToken ct)
    {
        var culture = CultureInfo.CurrentUICulture;
        var filter = PeopleAddress.Filter(new(http.Request), await people.InstitutionsAsync(ct), clock);
        var rows = await people.SearchAsync(filter, SignedIn.From(http.User)!.Actor, 1, MostExported, ct);
        string T(string key) => ReleasePlanning.Language.Texts.Of(key, culture);
        return CsvAnswer.Of("people.csv", rows.Items,
            (T("page.fps"), r => r.Person.Fps),
            (T("page.person"), r => r.Person.FamilyName + ", " + r.Person.GivenNames),
            (T("page.institution"), r => r.Institution.Name(culture.Name)),
            (T("page.date.statutory_release_on"), r => r.Person.StatutoryReleaseOn?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            (T("page.date.warrant_expiry_on"), r => r.Person.WarrantExpiryOn?.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture)),
            (T("page.plan"), r => r.PlanNumber));
    }

    private static async Task<IResult> ProblemsAsync(Guid id, ImportQueries imports, CancellationToken ct)
    {
        if (await imports.GetAsync(id, ct) is not { } import) { return Results.NotFound(); }
        var buffer = new MemoryStream();
        await using (var text = new StreamWriter(buffer, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true))
        {
            ImportProblemsCsv.Write(import, CultureInfo.CurrentUICulture, text);
        }
        return Results.File(buffer.ToArray(), "text/csv; charset=utf-8", $"problems-{Path.GetFileNameWithoutExtension(import.FileName)}.csv");
    }

    private static async Task<Paged<PersonSummary>> ListAsync(HttpContext http, PersonQueries people, IClock clock, CancellationToken ct)
    {
        var address = new PageAddress(http.Request);
        var filter = PeopleAddress.Filter(address, await people.InstitutionsAsync(ct), clock);
        var found = await people.SearchAsync(filter, SignedIn.From(http.User)!.Actor, address.PageNumber, PageAddress.PageSize, ct);
        return new([.. found.Items.Select(r => new PersonSummary(r.Person.Id, r.Person.Fps, r.Person.FamilyName, r.Person.GivenNames, r.Institution.Code, r.Person.StatutoryReleaseOn, r.Person.WarrantExpiryOn, r.PlanId))], found.Total);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, PersonQueries people, CancellationToken ct) =>
        await people.GetAsync(PersonId.From(id), SignedIn.From(http.User)!.Actor, ct) is { } view
            ? Results.Ok(PersonDetail.Of(view))
            : Problems.Of(OutcomeKind.NotFound, [Problem.With("", "not-found")]);

    public sealed record PersonSummary(PersonId Id, string Fps, string FamilyName, string GivenNames, string Institution, LocalDate? StatutoryReleaseOn, LocalDate? WarrantExpiryOn, ReleasePlanId? OpenPlanId);
}

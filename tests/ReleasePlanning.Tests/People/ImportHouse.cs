using System.Text;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Database;
using ReleasePlanning.People;
using ReleasePlanning.ReleasePlans;

namespace ReleasePlanning.Tests.People;

/// <summary>A database with one institution, one parole office and one residence, and the files that went into it.</summary>
internal sealed class ImportHouse(string connectionString) : IClock
{
    public const string SitesHeader = "code,kind,name_en,name_fr,region,province,city,time_zone,security,parole_office,capacity,opens,closes";

    public const string Sites = SitesHeader + """

        birch,institution,Birch Institution,Établissement Birch,prairie,MB,Birch,America/Winnipeg,minimum;medium,,,08:00,16:00
        elm,parole-office,Elm Parole Office,Bureau de libération conditionnelle Elm,prairie,MB,Elm,America/Winnipeg,,,,08:00,16:30
        haven,community-residential-facility,Haven House,Maison Haven,prairie,MB,Elm,America/Winnipeg,,elm,12,00:00,23:59
        """;

    public static readonly Instant Now = Instant.FromUtc(2026, 11, 22, 12, 0);

    public string ConnectionString => connectionString;

    public Instant GetCurrentInstant() => Now;

    public static async Task<ImportHouse> BuildAsync(PostgresFixture postgres, CancellationToken ct)
    {
        var house = new ImportHouse(await postgres.NewDatabaseAsync(ct));
        (await house.SitesAsync(Sites, ct)).IsDone.ShouldBeTrue();
        return house;
    }

    public ReleasePlanningDb Open() => new(DatabaseSetup.Options(connectionString));

    public Task<Outcome<Import>> SitesAsync(string csv, CancellationToken ct) => SitesAsync(Encoding.UTF8.GetBytes(csv), ct);

    public async Task<Outcome<Import>> SitesAsync(byte[] csv, CancellationToken ct)
    {
        await using var db = Open();
        return await new ImportSites(db, this).RunAsync(new MemoryStream(csv), "sites.csv", null, ct);
    }

    public async Task<Outcome<Import>> StaffAsync(string csv, CancellationToken ct)
    {
        await using var db = Open();
        return await new ImportStaff(db, this).RunAsync(new MemoryStream(Encoding.UTF8.GetBytes(csv)), "staff.csv", null, ct);
    }

    public Task<Outcome<Import>> ExtractAsync(string csv, CancellationToken ct) => ExtractAsync(Encoding.UTF8.GetBytes(csv), ct);

    public async Task<Outcome<Import>> ExtractAsync(byte[] csv, CancellationToken ct)
    {
        await using var db = Open();
        return await new ImportExtract(db, this).RunAsync(new MemoryStream(csv), "extract.csv", null, ct);
    }

    public async Task<int> CountAsync<T>(CancellationToken ct) where T : class
    {
        await using var db = Open();
        return await db.Set<T>().CountAsync(ct);
    }

    public async Task<Person> PersonAsync(string fps, CancellationToken ct)
    {
        await using var db = Open();
        return await db.Set<Person>().SingleAsync(p => p.Fps == fps, ct);
    }

    /// <returns>The number of a plan for the person that is under way.</returns>
    public async Task<string> OpenPlanAsync(string fps, CancellationToken ct)
    {
        await StaffAsync("sign_in,name,language,email,roles\nkit,Kit Ash,en,kit@example.org,institutional-parole-officer@birch\n", ct);
        await using var db = Open();
        var officer = (await db.Set<StaffMember>().SingleAsync(ct)).Id;
        var sites = await db.Set<Site>().ToDictionaryAsync(s => s.Code, s => s.Id, ct);
        var plan = new ReleasePlan
        {
            Id = ReleasePlanId.New(),
            PersonId = (await db.Set<Person>().SingleAsync(p => p.Fps == fps, ct)).Id,
            ReleaseType = ReleaseType.StatutoryRelease,
            ReleasingSiteId = sites["birch"],
            ParoleOfficeId = sites["elm"],
            DestinationCommunity = "Elm",
            NeedsResidence = false,
            ResidencyCondition = false,
            EntitlementOn = new LocalDate(2027, 1, 4),
            ReleaseOn = new LocalDate(2026, 12, 31),
            ReleaseReason = new Reason("release-day.last-working-day"),
            ParoleOfficerId = officer,
            LaunchedAt = Now,
            LaunchedBy = officer,
        };
        db.Add(plan);
        await db.SaveChangesAsync(ct);
        return plan.Number;
    }

    /// <summary>Lines of an extract; a row is described by what differs from a good one.</summary>
    public static string Extract(params IEnumerable<string> rows) => string.Join(",", ImportExtract.Columns) + "\n" + string.Join("\n", rows) + "\n";

    public static string Row(params IEnumerable<(string Column, string Value)> differences)
    {
        var values = Good.ToDictionary();
        foreach (var (column, value) in differences) { values[column] = value; }
        return string.Join(",", ImportExtract.Columns.Select(c => values[c]));
    }

    private static readonly Dictionary<string, string> Good = new()
    {
        ["fps"] = "100001A", ["family_name"] = "Larch", ["given_names"] = "Robin", ["preferred_name"] = "", ["born_on"] = "1990-02-28",
        ["gender"] = "X", ["language"] = "en", ["institution"] = "birch", ["security_level"] = "medium", ["sentence_kind"] = "determinate",
        ["sentenced_on"] = "2025-01-04", ["sentence_months"] = "36", ["place_of_conviction"] = "\"Elm, MB\"", ["preferred_community"] = "Elm",
        ["uta_eligible_on"] = "2025-07-04", ["day_parole_eligible_on"] = "2025-07-04", ["full_parole_eligible_on"] = "2026-01-04",
        ["statutory_release_on"] = "2027-01-04", ["warrant_expiry_on"] = "2028-01-03", ["long_term_supervision_ends_on"] = "", ["flags"] = "victim",
    };
}

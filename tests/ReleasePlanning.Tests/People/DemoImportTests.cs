using NodaTime;
using ReleasePlanning.BedSpaces;
using ReleasePlanning.Database;
using ReleasePlanning.Language;
using ReleasePlanning.People;

namespace ReleasePlanning.Tests.People;

public sealed class DemoImportTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_demo_region_goes_through_the_import_without_a_refusal_and_twice_without_a_change()
    {
        var house = new ImportHouse(await postgres.NewDatabaseAsync(Ct));

        var sites = await TakeAsync(house, "sites.csv", (db, clock) => new ImportSites(db, clock).RunAsync);
        var facilities = await TakeAsync(house, "facilities.csv", (db, clock) => new ImportFacilities(db, clock).RunAsync);
        var beds = await TakeAsync(house, "beds.csv", (db, clock) => new ImportBeds(db, clock).RunAsync);
        var staff = await TakeAsync(house, "staff.csv", (db, clock) => new ImportStaff(db, clock).RunAsync);
        var people = await TakeAsync(house, "extract.csv", (db, clock) => new ImportExtract(db, clock).RunAsync);

        (await TakeAsync(house, "sites.csv", (db, clock) => new ImportSites(db, clock).RunAsync)).Unchanged.ShouldBe(sites.Added);
        (await TakeAsync(house, "facilities.csv", (db, clock) => new ImportFacilities(db, clock).RunAsync)).Unchanged.ShouldBe(facilities.RowsRead);
        (await TakeAsync(house, "beds.csv", (db, clock) => new ImportBeds(db, clock).RunAsync)).Unchanged.ShouldBe(beds.RowsRead);
        (await TakeAsync(house, "staff.csv", (db, clock) => new ImportStaff(db, clock).RunAsync)).Unchanged.ShouldBe(staff.Added);
        (await TakeAsync(house, "extract.csv", (db, clock) => new ImportExtract(db, clock).RunAsync)).Unchanged.ShouldBe(people.Added);
        people.Added.ShouldBeGreaterThanOrEqualTo(60);
    }

    private static async Task<Import> TakeAsync(
        ImportHouse house, string name, Func<ReleasePlanningDb, IClock, Func<Stream, string, StaffId?, CancellationToken, Task<Outcome<Import>>>> act)
    {
        await using var db = house.Open();
        await using var file = File.OpenRead(Path.Combine(ImportTextsTests.Repository(), "demo", name));
        var import = (await act(db, house)(file, name, null, Ct)).Value.ShouldNotBeNull();
        import.Problems.Where(p => !p.IsWarning).Select(p => $"{p.Line} {p.Field} {p.Value}: {Texts.Of(p.Reason, Texts.English)}").ShouldBeEmpty();
        (import.Added + import.Changed + import.Unchanged).ShouldBe(import.RowsRead);
        return import;
    }
}

using Microsoft.EntityFrameworkCore;
using ReleasePlanning.People;

namespace ReleasePlanning.Tests.People;

public sealed class ImportSitesAndStaffTests(PostgresFixture postgres, SharedHouse shared) : IClassFixture<SharedHouse>
{
    private const string StaffHeader = "sign_in,name,language,email,roles\n";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_residence_may_name_a_parole_office_further_down_the_same_file()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var import = (await house.SitesAsync(ImportHouse.SitesHeader + """

            nest,community-correctional-centre,Nest,Nid,prairie,MB,Ash,America/Winnipeg,,ash,30,00:00,23:59
            ash,parole-office,Ash Parole Office,Bureau Ash,prairie,MB,Ash,America/Winnipeg,,,,08:00,16:00
            """, Ct)).Value.ShouldNotBeNull();

        import.Added.ShouldBe(2);
        await using var db = house.Open();
        var office = await db.Set<Site>().SingleAsync(s => s.Code == "ash", Ct);
        (await db.Set<Site>().SingleAsync(s => s.Code == "nest", Ct)).ParoleOfficeId.ShouldBe(office.Id);
    }

    [Fact]
    public async Task Sites_taken_twice_stay_and_a_changed_name_is_one_change()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        (await house.SitesAsync(ImportHouse.Sites, Ct)).Value!.Unchanged.ShouldBe(3);
        var import = (await house.SitesAsync(ImportHouse.Sites.Replace("Maison Haven", "Maison du Havre", StringComparison.Ordinal), Ct)).Value!;

        (import.Changed, import.Unchanged).ShouldBe((1, 2));
    }

    [Theory]
    [InlineData("bad code,parole-office,A,B,prairie,MB,Ash,America/Winnipeg,,,,08:00,16:00", "code", "import.code", "a space in the code")]
    [InlineData("ash,office,A,B,prairie,MB,Ash,America/Winnipeg,,,,08:00,16:00", "kind", "import.choice", "not a kind")]
    [InlineData("ash,parole-office,A,,prairie,MB,Ash,America/Winnipeg,,,,08:00,16:00", "name_fr", "import.required", "both languages are needed")]
    [InlineData("ash,parole-office,A,B,west,MB,Ash,America/Winnipeg,,,,08:00,16:00", "region", "import.choice", "not a region")]
    [InlineData("ash,parole-office,A,B,prairie,Manitoba,Ash,America/Winnipeg,,,,08:00,16:00", "province", "import.choice", "two letters")]
    [InlineData("ash,parole-office,A,B,prairie,MB,Ash,Central Time,,,,08:00,16:00", "time_zone", "import.time-zone", "not an IANA name")]
    [InlineData("ash,parole-office,A,B,prairie,MB,Ash,America/Winnipeg,,,,8h,16:00", "opens", "import.time", "hours and minutes")]
    [InlineData("ash,parole-office,A,B,prairie,MB,Ash,America/Winnipeg,,,,16:00,16:00", "closes", "import.closes-before-it-opens", "never open")]
    [InlineData("ash,parole-office,A,B,prairie,MB,Ash,America/Winnipeg,,,5,08:00,16:00", "capacity", "import.only-for", "offices have no beds")]
    [InlineData("ash,parole-office,A,B,prairie,MB,Ash,America/Winnipeg,minimum,,,08:00,16:00", "security", "import.only-for", "offices hold nobody")]
    [InlineData("ash,institution,A,B,prairie,MB,Ash,America/Winnipeg,,,,08:00,16:00", "security", "import.required", "institutions have levels")]
    [InlineData("ash,institution,A,B,prairie,MB,Ash,America/Winnipeg,low,,,08:00,16:00", "security", "import.choices", "not a level")]
    [InlineData("ash,community-residential-facility,A,B,prairie,MB,Ash,America/Winnipeg,,,9,08:00,16:00", "parole_office", "import.required", "somebody supervises")]
    [InlineData("ash,community-residential-facility,A,B,prairie,MB,Ash,America/Winnipeg,,oak,9,08:00,16:00", "parole_office", "import.site-unknown", "no such office")]
    [InlineData("ash,community-residential-facility,A,B,prairie,MB,Ash,America/Winnipeg,,birch,9,08:00,16:00", "parole_office", "import.not-a-parole-office", "an institution")]
    [InlineData("ash,community-residential-facility,A,B,prairie,MB,Ash,America/Winnipeg,,elm,none,08:00,16:00", "capacity", "import.whole-number", "beds are counted")]
    [InlineData("elm,institution,A,B,prairie,MB,Ash,America/Winnipeg,minimum,,,08:00,16:00", "kind", "import.kind-changed", "an office does not become an institution")]
    public async Task A_site_that_cannot_be_is_refused_with_its_reason(string row, string field, string code, string because)
    {
        var import = (await shared.House.SitesAsync(ImportHouse.SitesHeader + "\n" + row, Ct)).Value.ShouldNotBeNull();

        (import.Added, import.Changed).ShouldBe((0, 0), because);
        import.Problems.Select(p => (p.Field, p.Reason.Code)).ShouldBe([(field, code)], because);
    }

    [Fact]
    public async Task Roles_follow_the_file_and_whether_somebody_is_active_does_not()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        await house.StaffAsync(StaffHeader + "kit,Kit Ash,en,kit@example.org,institutional-parole-officer@birch;auditor@elm\n", Ct);
        await using (var db = house.Open())
        {
            await db.Set<StaffMember>().ExecuteUpdateAsync(s => s.SetProperty(m => m.Active, false), Ct);
        }

        var import = (await house.StaffAsync(StaffHeader + "kit,Kit Ash,en,kit@example.org,auditor@elm; administrator@birch\n", Ct)).Value!;
        var again = (await house.StaffAsync(StaffHeader + "kit,Kit Ash,en,kit@example.org,administrator@birch;auditor@elm\n", Ct)).Value!;

        (import.Changed, again.Changed, again.Unchanged).ShouldBe((1, 0, 1));
        await using var after = house.Open();
        var kit = await after.Set<StaffMember>().Include(m => m.Roles).SingleAsync(Ct);
        kit.Roles.Select(r => r.Role).ShouldBe(["administrator", "auditor"], ignoreOrder: true);
        kit.Active.ShouldBeFalse();
    }

    [Theory]
    [InlineData("k it,Kit,en,kit@example.org,auditor@elm", "sign_in", "import.sign-in", "a space in the sign-in name")]
    [InlineData("kit,,en,kit@example.org,auditor@elm", "name", "import.required", "people have names")]
    [InlineData("kit,Kit,es,kit@example.org,auditor@elm", "language", "import.choice", "not an official language")]
    [InlineData("kit,Kit,en,Kit <kit@example.org>,auditor@elm", "email", "import.email", "an address alone")]
    [InlineData("kit,Kit,en,kit@example.org,", "roles", "import.required", "somebody without a role can do nothing")]
    [InlineData("kit,Kit,en,kit@example.org,auditor", "roles", "import.role-form", "a role is held at a site")]
    [InlineData("kit,Kit,en,kit@example.org,boss@elm", "roles", "import.role-unknown", "not a role")]
    [InlineData("kit,Kit,en,kit@example.org,auditor@oak", "roles", "import.role-site-unknown", "no such site")]
    public async Task A_staff_line_that_cannot_be_is_refused_with_its_reason(string row, string field, string code, string because)
    {
        var import = (await shared.House.StaffAsync(StaffHeader + row + "\n", Ct)).Value.ShouldNotBeNull();

        import.Added.ShouldBe(0, because);
        import.Problems.Select(p => (p.Field, p.Reason.Code)).ShouldBe([(field, code)], because);
    }
}

using Microsoft.EntityFrameworkCore;
using NodaTime;
using ReleasePlanning.Language;
using ReleasePlanning.People;

namespace ReleasePlanning.Tests.People;

public sealed class ImportExtractTests(PostgresFixture postgres)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_good_row_becomes_a_person_with_every_value()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var import = await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("preferred_name", "Rob"), ("flags", "wheelchair; victim;victim"))), Ct));

        (import.RowsRead, import.Added, import.Changed, import.Unchanged).ShouldBe((1, 1, 0, 0));
        import.Problems.ShouldBeEmpty();
        var person = await house.PersonAsync("100001A", Ct);
        person.DisplayName.ShouldBe("Rob Larch");
        person.PlaceOfConviction.ShouldBe("Elm, MB");
        person.StatutoryReleaseOn.ShouldBe(new LocalDate(2027, 1, 4));
        person.SentenceMonths.ShouldBe(36);
        person.Flags.ShouldBe(["victim", "wheelchair"]);
    }

    [Fact]
    public async Task A_byte_order_mark_and_windows_line_ends_do_not_matter()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        var csv = "\uFEFF" + ImportHouse.Extract(ImportHouse.Row(("family_name", "Lévesque"))).Replace("\n", "\r\n", StringComparison.Ordinal);

        (await Done(house.ExtractAsync(csv, Ct))).Added.ShouldBe(1);

        (await house.PersonAsync("100001A", Ct)).FamilyName.ShouldBe("Lévesque");
    }

    [Fact]
    public async Task The_same_file_twice_changes_nothing()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        var csv = ImportHouse.Extract(ImportHouse.Row(("flags", "victim;gang")), ImportHouse.Row(("fps", "100002B"), ("preferred_name", "Bo")));
        await Done(house.ExtractAsync(csv, Ct));
        var before = await house.PersonAsync("100002B", Ct);

        var again = await Done(house.ExtractAsync(csv, Ct));

        (again.Added, again.Changed, again.Unchanged).ShouldBe((0, 0, 2));
        (await house.PersonAsync("100002B", Ct)).Version.ShouldBe(before.Version);
        (await house.CountAsync<OfficialDateChange>(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task A_changed_official_date_leaves_its_history()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row()), Ct));

        var import = await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("statutory_release_on", "2027-01-05"), ("day_parole_eligible_on", ""))), Ct));

        import.Changed.ShouldBe(1);
        await using var db = house.Open();
        var changes = await db.Set<OfficialDateChange>().OrderBy(c => c.Field).ToListAsync(Ct);
        changes.Select(c => (c.Field, c.OldOn, c.NewOn, c.ImportId)).ShouldBe([
            ("day_parole_eligible_on", new LocalDate(2025, 7, 4), null, import.Id),
            ("statutory_release_on", new LocalDate(2027, 1, 4), new LocalDate(2027, 1, 5), import.Id),
        ]);
        changes[0].ChangedAt.ShouldBe(ImportHouse.Now);
    }

    [Fact]
    public async Task Good_rows_load_and_a_bad_row_is_named_by_line_field_and_reason()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var import = await Done(house.ExtractAsync(ImportHouse.Extract(
            ImportHouse.Row(), ImportHouse.Row(("fps", "100002B"), ("born_on", "31/12/1990"), ("language", "de")), ImportHouse.Row(("fps", "100003C"))), Ct));

        import.Added.ShouldBe(2);
        import.Problems.Select(p => (p.Line, p.Field, p.Value, p.Reason.Code)).ShouldBe(
            [(3, "born_on", "31/12/1990", "import.date"), (3, "language", "de", "import.choice")], ignoreOrder: true);
        Texts.Of(import.Problems.Single(p => p.Field == "language").Reason, Texts.French).ShouldBe("Il faut l’une des valeurs suivantes\u00a0: en, fr.");
    }

    [Fact]
    public async Task A_changed_date_under_an_open_plan_is_taken_with_a_warning_that_names_the_plan()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row()), Ct));
        var number = await house.OpenPlanAsync("100001A", Ct);

        var import = await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("statutory_release_on", "2027-01-05"))), Ct));
        var again = await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("statutory_release_on", "2027-01-05"), ("preferred_name", "Rob"))), Ct));

        import.Changed.ShouldBe(1);
        var warning = import.Problems.ShouldHaveSingleItem();
        (warning.Field, warning.IsWarning, warning.Reason).ShouldBe(("statutory_release_on", true, new Reason("import.open-plan", number)));
        again.Problems.ShouldBeEmpty("the plan is not touched by a name");
    }

    [Fact]
    public async Task A_refused_row_leaves_the_person_as_it_was()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row()), Ct));

        var import = await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("family_name", "Other"), ("statutory_release_on", "soon"))), Ct));

        (import.Changed, import.Problems.Count).ShouldBe((0, 1));
        (await house.PersonAsync("100001A", Ct)).FamilyName.ShouldBe("Larch");
        (await house.CountAsync<OfficialDateChange>(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task A_person_named_twice_is_taken_from_the_first_line_and_the_second_is_told_so()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var import = await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(), ImportHouse.Row(("fps", "100001a"), ("family_name", "Other"))), Ct));

        (import.Added, (await house.PersonAsync("100001A", Ct)).FamilyName).ShouldBe((1, "Larch"));
        var problem = import.Problems.ShouldHaveSingleItem();
        (problem.Line, problem.Field, problem.Reason).ShouldBe((3, "fps", new Reason("import.repeated", 2)));
    }

    [Fact]
    public async Task An_import_is_kept_with_its_problems_and_stands_in_the_audit_log()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var import = await Done(house.ExtractAsync(ImportHouse.Extract(ImportHouse.Row(("gender", "?"))), Ct));

        await using var db = house.Open();
        var kept = await db.Set<Import>().Include(i => i.Problems).SingleAsync(i => i.Id == import.Id, Ct);
        kept.Sha256.Length.ShouldBe(64);
        kept.Problems.Single().Reason.ShouldBe(new Reason("import.choice", "F, M, X"));
        (await db.Set<ReleasePlanning.Audit.AuditEntry>().CountAsync(e => e.Act == "import.taken", Ct)).ShouldBe(2);
    }

    [Fact]
    public async Task A_failure_while_writing_leaves_nothing_behind()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        await using (var db = house.Open())
        {
            await db.Database.ExecuteSqlRawAsync("alter table people add constraint no_larches check (family_name <> 'Broken')", Ct);
        }

        await using var failing = house.Open();
        var rows = ImportHouse.Extract(ImportHouse.Row(), ImportHouse.Row(("fps", "100002B"), ("family_name", "Broken")));
        await Should.ThrowAsync<DbUpdateException>(() =>
            new ImportExtract(failing, house).RunAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(rows)), "extract.csv", null, Ct));
        await failing.SaveChangesAsync(Ct);

        (await house.CountAsync<Person>(Ct)).ShouldBe(0);
        (await house.CountAsync<Import>(Ct)).ShouldBe(1, "only the sites");
    }

    [Fact]
    public async Task Two_imports_at_once_do_not_add_a_person_twice()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        var csv = ImportHouse.Extract(Enumerable.Range(0, 50).Select(n => ImportHouse.Row(("fps", $"2000{n:00}C"))));

        var both = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Done(house.ExtractAsync(csv, Ct))));

        both.Sum(i => i.Added).ShouldBe(50);
        both.Sum(i => i.Unchanged).ShouldBe(150);
    }

    [Fact]
    public async Task The_largest_file_loads()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        var rows = Enumerable.Range(0, 20_000).Select(n => ImportHouse.Row(("fps", $"{n:000000}D"))).ToList();

        (await Done(house.ExtractAsync(ImportHouse.Extract(rows), Ct))).Added.ShouldBe(20_000);
        (await Done(house.ExtractAsync(ImportHouse.Extract(rows), Ct))).Unchanged.ShouldBe(20_000);
    }

    private static async Task<Import> Done(Task<Outcome<Import>> outcome)
    {
        var result = await outcome;
        result.IsDone.ShouldBeTrue(string.Join("; ", result.Problems.Select(p => Texts.Of(p.Reason, Texts.English))));
        return result.Value!;
    }
}

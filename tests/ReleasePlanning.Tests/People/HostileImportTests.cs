using System.Text;
using ReleasePlanning.Language;
using ReleasePlanning.People;

namespace ReleasePlanning.Tests.People;

/// <summary>Files that are not what they should be: refused as a whole with a reason, or line by line, and never half loaded.</summary>
public sealed class HostileImportTests(PostgresFixture postgres)
{
    private static readonly string Header = string.Join(",", ImportExtract.Columns);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, byte[], string> Files() => new()
    {
        { "nothing at all", [], "import.file-empty" },
        { "only empty lines", "\n\n\n"u8.ToArray(), "import.file-empty" },
        { "ten megabytes", Encoding.UTF8.GetBytes(Header + "\n" + new string('x', 10 * 1024 * 1024)), "import.file-too-large" },
        { "more rows than one import takes", Encoding.UTF8.GetBytes(Header + "\n" + string.Concat(Enumerable.Repeat("a\n", 20_001))), "import.too-many-rows" },
        { "NUL bytes", Encoding.UTF8.GetBytes(ImportHouse.Extract(ImportHouse.Row(("family_name", "a\0b")))), "import.file-not-text" },
        { "a spreadsheet file, not its text", [0x50, 0x4B, 0x03, 0x04, 0x14, 0x00, 0x06, 0x00], "import.file-not-text" },
        { "UTF-16", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Header)).ToArray(), "import.file-not-utf8" },
        { "Latin-1", Encoding.Latin1.GetBytes(ImportHouse.Extract(ImportHouse.Row(("family_name", "Lévesque")))), "import.file-not-utf8" },
        { "semicolons instead of commas", Encoding.UTF8.GetBytes(Header.Replace(',', ';')), "import.separator" },
        { "tabs instead of commas", Encoding.UTF8.GetBytes(Header.Replace(',', '\t')), "import.separator" },
        { "the columns of another file", Encoding.UTF8.GetBytes(ImportHouse.Sites), "import.other-columns" },
        { "a column nobody knows", Encoding.UTF8.GetBytes(Header + ",favourite_colour"), "import.column-unknown" },
        { "a column left out", Encoding.UTF8.GetBytes(Header.Replace(",flags", "", StringComparison.Ordinal)), "import.column-missing" },
        { "a column twice", Encoding.UTF8.GetBytes(Header + ",FPS"), "import.column-twice" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_that_cannot_be_an_extract_is_refused_as_a_whole(string what, byte[] file, string code)
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var outcome = await house.ExtractAsync(file, Ct);

        outcome.Kind.ShouldBe(OutcomeKind.Refused, what);
        outcome.Problems.Select(p => p.Reason.Code).Distinct().ShouldBe([code], what);
        foreach (var problem in outcome.Problems) { Texts.Of(problem.Reason, Texts.French).ShouldNotBe(problem.Reason.Code, what); }
        (await house.CountAsync<Import>(Ct)).ShouldBe(1, "only the sites");
    }

    [Fact]
    public async Task The_line_of_the_first_wrong_byte_is_named()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var outcome = await house.ExtractAsync(Encoding.Latin1.GetBytes(ImportHouse.Extract(ImportHouse.Row(), ImportHouse.Row(("family_name", "Lévesque")))), Ct);

        outcome.Problems.Single().Reason.ShouldBe(new Reason("import.file-not-utf8", 3));
    }

    [Theory]
    [InlineData("\"Larch", "a quotation mark that is never closed")]
    [InlineData("La\"rch", "a quotation mark inside a value")]
    [InlineData("\"La\"rch", "text after the closing mark")]
    public async Task A_bad_quotation_mark_costs_its_own_line_only(string name, string because)
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var import = (await house.ExtractAsync(ImportHouse.Extract(
            ImportHouse.Row(), ImportHouse.Row(("fps", "100002B"), ("family_name", name)), ImportHouse.Row(("fps", "100003C"))), Ct)).Value.ShouldNotBeNull();

        import.Added.ShouldBe(2, because);
        var problem = import.Problems.ShouldHaveSingleItem();
        (problem.Line, problem.Reason.Code).ShouldBe((3, "import.quote"), because);
    }

    [Fact]
    public async Task A_line_with_too_many_values_is_refused_and_the_lines_keep_their_numbers()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var import = (await house.ExtractAsync(ImportHouse.Extract("", ImportHouse.Row() + ",more", "", ImportHouse.Row(("gender", "?"))), Ct)).Value.ShouldNotBeNull();

        import.RowsRead.ShouldBe(2);
        import.Problems.OrderBy(p => p.Line).Select(p => (p.Line, p.Reason.Code)).ShouldBe([(3, "import.field-count"), (5, "import.choice")]);
    }

    [Fact]
    public async Task A_value_of_a_thousand_characters_is_taken_and_one_more_is_refused()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);

        var import = (await house.ExtractAsync(ImportHouse.Extract(
            ImportHouse.Row(("family_name", new string('a', 1_000))),
            ImportHouse.Row(("fps", "100002B"), ("family_name", new string('a', 1_001)))), Ct)).Value.ShouldNotBeNull();

        import.Added.ShouldBe(1);
        var problem = import.Problems.ShouldHaveSingleItem();
        (problem.Line, problem.Reason).ShouldBe((3, new Reason("import.too-long", 1_000)));
        problem.Value.Length.ShouldBeLessThan(200);
    }

    [Fact]
    public async Task A_file_with_more_bad_values_than_anybody_reads_loads_nothing()
    {
        var house = await ImportHouse.BuildAsync(postgres, Ct);
        var rows = Enumerable.Range(0, 7_000).Select(n => ImportHouse.Row(("fps", $"{n:000000}D"), ("gender", "?"), ("language", "?"), ("flags", "?"))).Prepend(ImportHouse.Row());

        var outcome = await house.ExtractAsync(ImportHouse.Extract(rows), Ct);

        outcome.Problems.Single().Reason.Code.ShouldBe("import.too-many-problems");
        (await house.CountAsync<Person>(Ct)).ShouldBe(0);
    }
}

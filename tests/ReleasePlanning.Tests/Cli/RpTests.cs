using System.Globalization;
using System.Text.Json;
using ReleasePlanning.Cli;
using ReleasePlanning.Language;
using ReleasePlanning.Tests.People;

namespace ReleasePlanning.Tests.Cli;

public sealed class RpTests(PostgresFixture postgres) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rp-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string[], int, string> Endings() => new()
    {
        { [], 2, "nothing to do" },
        { ["--help"], 0, "help was asked for" },
        { ["help", "lint"], 0, "help about a command" },
        { ["lint", "--help"], 0, "help about a command" },
        { ["lint"], 2, "no file" },
        { ["lint", "nowhere.bpmn"], 2, "a file that is not there" },
        { ["lint", "."], 2, "a folder" },
        { ["paint"], 2, "no such command" },
        { ["lint", "--loud"], 2, "no such option" },
        { ["lint", "x.bpmn", "--lang", "de"], 2, "not an official language" },
        { ["migrate", "--connection"], 2, "an option without its value" },
        { ["feel"], 2, "no expression" },
        { ["feel", "1", "2"], 2, "an expression too many" },
        { ["feel", "1", "--context", "[1]"], 2, "no JSON object" },
        { ["feel", "1", "--context", "{"], 2, "no JSON" },
        { ["feel", "--batch", "nowhere.jsonl"], 2, "a file that is not there" },
        { ["feel", "1", "--batch", "x.jsonl"], 2, "one or many, not both" },
        { ["feel", "--help"], 0, "help about a command" },
        { ["migrate", "now"], 2, "a word too many" },
        { ["migrate", "--connection", "nonsense"], 2, "not a connection" },
        { ["migrate", "--connection", "Host=127.0.0.1;Port=1;Database=x;Timeout=2"], 2, "nobody answers" },
        { ["migrate-instances"], 2, "no versions" },
        { ["migrate-instances", "--help"], 0, "help about a command" },
        { ["migrate-instances", "--process", "travel", "--from", "one", "--to", "2"], 2, "not a version" },
        { ["migrate-instances", "--process", "travel", "--from", "1", "--to", "2"], 2, "no reason" },
        { ["migrate-instances", "--process", "travel", "--from", "1", "--to", "2", "--map", "a", "--dry-run"], 2, "no mapping" },
        { ["migrate-instances", "--process", "travel", "--from", "1", "--to", "2", "--timers", "never", "--dry-run"], 2, "neither keep nor recompute" },
        { ["beds"], 2, "nothing said about beds" },
        { ["beds", "--help"], 0, "help about a command" },
        { ["beds", "paint"], 2, "nothing one can do with beds" },
        { ["beds", "board", "days=400"], 2, "more nights than a board has" },
        { ["beds", "board", "from=tomorrow"], 2, "not a day" },
        { ["beds", "occupancy", "region=mars"], 2, "not a region" },
        { ["beds", "forecast", "days=3"], 2, "a forecast has weeks" },
        { ["beds", "not-placed", "reason=because"], 2, "not a reason" },
        { ["import", "extract"], 2, "no file" },
        { ["import", "beds", "x.csv"], 2, "cannot be imported" },
        { ["import", "extract", "nowhere.csv"], 2, "a file that is not there" },
    };

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task A_command_ends_with_a_number_and_a_clear_sentence_in_either_language(string[] args, int end, string because)
    {
        foreach (var language in new[] { Texts.English, Texts.French })
        {
            var run = await RunAsync(language, args);

            run.End.ShouldBe(end, because);
            (end == 2 ? run.Errors : run.Results).ShouldNotBeEmpty(because);
            (end == 2 ? run.Results : run.Errors).ShouldBeEmpty(because);
            run.Errors.ShouldNotContain("cli.");
            run.Errors.ShouldNotContain("   at ");
        }
        (await RunAsync(Texts.English, args)).ShouldNotBe(await RunAsync(Texts.French, args), because);
    }

    [Fact]
    public async Task Lint_says_which_file_runs_and_which_would_be_refused()
    {
        var good = Path.Combine(ImportTextsTests.Repository(), "workflows", "travel.bpmn");
        var bad = Put("bad.bpmn", "<definitions");

        (await RunAsync(Texts.English, "lint", good)).End.ShouldBe(0);
        var both = await RunAsync(Texts.English, "lint", "--json", good, bad);

        both.End.ShouldBe(1);
        var reports = JsonDocument.Parse(both.Results).RootElement;
        reports.EnumerateArray().Select(r => r.GetProperty("runs").GetBoolean()).ShouldBe([true, false]);
        reports[1].GetProperty("findings")[0].GetProperty("severity").GetString().ShouldBe("refused");
        (await RunAsync(Texts.English, "lint", bad, "--lang=fr")).Results.ShouldContain("serait refusé");
    }

    [Fact]
    public async Task Lint_says_of_each_element_what_Elsa_would_make_of_it()
    {
        var design = Put("design.bpmn", """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d"><process id="p" isExecutable="true"><startEvent id="s"/>
              <intermediateCatchEvent id="when"><conditionalEventDefinition><condition>ready</condition></conditionalEventDefinition></intermediateCatchEvent>
              <sequenceFlow id="f" sourceRef="s" targetRef="when"/></process></definitions>
            """);

        var report = JsonDocument.Parse((await RunAsync(Texts.English, "lint", "--json", design)).Results).RootElement[0];

        var of = report.GetProperty("elements").EnumerateArray().ToDictionary(e => e.GetProperty("element").GetString()!);
        of["s"].GetProperty("elsa").GetString().ShouldBe("runs");
        (of["when"].GetProperty("here").GetString(), of["when"].GetProperty("elsa").GetString()).ShouldBe(("runs", "refused"));
        (await RunAsync(Texts.English, "lint", design)).Results.ShouldContain("when: runs here; refused by Elsa.");
        (await RunAsync(Texts.French, "lint", design)).Results.ShouldContain("when : s’exécute ici; refusé par Elsa.");
    }

    [Fact]
    public async Task Import_loads_lists_and_writes_the_problems()
    {
        var connection = await postgres.NewDatabaseAsync(Ct);
        var sites = Put("sites.csv", ImportHouse.Sites);
        var extract = Put("extract.csv", ImportHouse.Extract(ImportHouse.Row(), ImportHouse.Row(("fps", "100002B"), ("gender", "=1+1"))));
        var problems = Path.Combine(folder.FullName, "problems.csv");

        (await RunAsync(Texts.English, "import", "sites", sites, "--connection", connection)).ShouldBe((0, $"sites.csv: 3 rows read, 3 added, 0 changed, 0 unchanged, 0 refused.{Environment.NewLine}", ""));
        var run = await RunAsync(Texts.English, "import", "extract", extract, "--connection", connection, "--json", "--problems", problems);

        run.End.ShouldBe(1);
        var report = JsonDocument.Parse(run.Results).RootElement;
        (report.GetProperty("added").GetInt32(), report.GetProperty("refused").GetInt32()).ShouldBe((1, 1));
        report.GetProperty("problems")[0].GetProperty("line").GetInt32().ShouldBe(3);
        (await File.ReadAllTextAsync(problems, Ct)).ShouldContain("3,gender,'=1+1,refused,");
    }

    [Fact]
    public async Task Import_of_a_file_that_is_no_extract_ends_as_refused()
    {
        var file = Put("other.csv", "a;b;c");

        var run = await RunAsync(Texts.English, "import", "extract", file, "--connection", await postgres.NewDatabaseAsync(Ct));

        run.End.ShouldBe(1);
        run.Results.ShouldContain("not separated by commas");
    }

    [Fact]
    public async Task Migrate_makes_a_missing_database_and_import_before_it_says_so()
    {
        var connection = (await postgres.NewDatabaseAsync(Ct)).Replace("Database=test_", "Database=fresh_", StringComparison.Ordinal);
        var sites = Put("sites.csv", ImportHouse.Sites);

        var early = await RunAsync(Texts.English, "import", "sites", sites, "--connection", connection);
        (early.End, early.Errors).ShouldBe((2, $"rp: The database is not there or lacks the tables of this version. Run “rp migrate” first.{Environment.NewLine}"));

        var migrated = await RunAsync(Texts.English, "migrate", "--json", "--connection", connection);
        (migrated.End, migrated.Errors).ShouldBe((0, ""));
        JsonDocument.Parse(migrated.Results).RootElement.GetProperty("migrations").GetArrayLength().ShouldBeGreaterThan(0);
        (await RunAsync(Texts.English, "import", "sites", sites, "--connection", connection)).End.ShouldBe(0);
    }

    [Fact]
    public async Task What_stands_in_a_file_does_not_steer_the_terminal()
    {
        var file = Put("sites.csv", ImportHouse.SitesHeader.Replace("code", "co\u001b[31mde", StringComparison.Ordinal));

        var run = await RunAsync(Texts.English, "import", "sites", file, "--connection", await postgres.NewDatabaseAsync(Ct));

        run.Results.ShouldNotContain('\u001b');
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Put(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int End, string Results, string Errors)> RunAsync(CultureInfo language, params string[] args)
    {
        using var results = new StringWriter();
        using var errors = new StringWriter();
        var end = await Rp.RunAsync(args, language, results, errors, Ct);
        return (end, results.ToString(), errors.ToString());
    }
}

using System.Text.Json;
using ReleasePlanning.Cli;
using ReleasePlanning.Language;

namespace ReleasePlanning.Tests.Cli;

public sealed class FeelTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rp-");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("1.0 + 2", "{}", "3", "a number has no trailing zeros")]
    [InlineData("-1 + x", """{"x":3}""", "2", "an expression may begin with a sign")]
    [InlineData("x", """{"x":"2026-01-05"}""", "\"2026-01-05\"", "a text of the context stays one")]
    [InlineData("date(x) + @\"P1D\"", """{"x":"2026-01-05"}""", "\"2026-01-06\"", "a date is text")]
    [InlineData("[@\"PT90M\", null, true]", "{}", "[\"PT1H30M\",null,true]", "so is a duration, in a list as well")]
    [InlineData("{a: \"é\", b: [1..3]}", "{}", "{\"a\":\"é\",\"b\":\"[1..3]\"}", "and a range; letters stay letters")]
    [InlineData("first name + pre-fix", """{"first name":"A","pre-fix":"B"}""", "\"AB\"", "names with blanks and signs are those of the context")]
    [InlineData("date(\"2026-02-30\")", "{}", "null", "what the standard gives null for is null")]
    [InlineData("working days between(@\"2026-06-30\", @\"2026-07-03\", \"ON\")", "{}", "2", "the federal calendar is there")]
    [InlineData("unknown", "{}", "null", "an unknown variable is null")]
    public async Task An_expression_prints_its_value_as_json(string expression, string context, string json, string because)
    {
        var run = await RunAsync("feel", expression, "--context", context);

        run.ShouldBe((0, json + Environment.NewLine, ""), because);
    }

    [Fact]
    public async Task A_wrong_expression_says_where_and_why_in_either_language()
    {
        (await RunAsync("feel", "1 + foo(2)")).ShouldBe((1, "", $"rp: position 5: There is no function 'foo'.{Environment.NewLine}"));
        (await RunAsync("feel", "1 + foo(2)", "--lang", "fr")).ShouldBe((1, "", $"rp: position 5 : Il n’y a pas de fonction foo.{Environment.NewLine}"));
        (await RunAsync("feel", "for a in 1..1000000 return a")).Errors.ShouldContain("steps");
    }

    [Fact]
    public async Task A_batch_answers_every_line_in_its_order_whatever_is_wrong_with_one()
    {
        var file = Put(
            """{"expression":"a + 1","context":{"a":1}}""",
            "no json",
            """{"expression":"1 +"}""",
            "",
            """{"expression":5}""",
            """{"expression":"a","context":[]}""",
            """{"expression":"a","context":{"a":1e400}}""",
            """{"expression":"\"\ud83d\""}""",
            """{"expression":"count(a)","context":{"a":[1,null,"x"]}}""");

        var run = await RunAsync("feel", "--batch", file);

        (run.End, run.Errors).ShouldBe((0, ""));
        var answers = run.Results.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement).ToArray();
        answers.Select(a => a.TryGetProperty("value", out _)).ShouldBe([true, false, false, false, false, false, false, false, true]);
        answers[0].GetProperty("value").GetInt32().ShouldBe(2);
        answers[2].GetProperty("error").GetProperty("position").GetInt32().ShouldBe(4);
        answers[2].GetProperty("error").GetProperty("sentence").GetString().ShouldNotBeNullOrEmpty();
        answers[8].GetProperty("value").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Five_thousand_lines_are_each_answered()
    {
        var file = Put([.. Enumerable.Range(0, 5_000).Select(i => $$$"""{"expression":"if a + {{{i}}} > 100 then \"x{{{i}}}\" else sum(for r in list return r * 2)","context":{"a":{{{i}}},"list":[1,2,3]}}""")]);

        var run = await RunAsync("feel", "--batch", file);

        run.Results.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(5_000);
    }

    public void Dispose() => folder.Delete(recursive: true);

    private string Put(params string[] lines)
    {
        var path = Path.Combine(folder.FullName, "batch.jsonl");
        File.WriteAllText(path, string.Join('\n', lines));
        return path;
    }

    private static async Task<(int End, string Results, string Errors)> RunAsync(params string[] args)
    {
        using var results = new StringWriter();
        using var errors = new StringWriter();
        var end = await Rp.RunAsync(args, Texts.English, results, errors, Ct);
        return (end, results.ToString(), errors.ToString());
    }
}

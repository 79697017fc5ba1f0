using System.Globalization;
using System.Text.Json;
using ReleasePlanning.Cli;
using ReleasePlanning.Language;

namespace ReleasePlanning.Tests.Cli;

public sealed class SimulateTests : IDisposable
{
    private const string Diagram = """
        <b:definitions xmlns:b='http://www.omg.org/spec/BPMN/20100524/MODEL' id='file'>
          <b:message id='m' name='reply'/>
          <b:process id='ask'>
            <b:startEvent id='s'/><b:sequenceFlow id='f1' sourceRef='s' targetRef='t'/>
            <b:userTask id='t' name='Ask the house'/>
            <b:boundaryEvent id='late' attachedToRef='t' cancelActivity='false'><b:timerEventDefinition><b:timeDuration>PT1H</b:timeDuration></b:timerEventDefinition></b:boundaryEvent>
            <b:sequenceFlow id='f2' sourceRef='late' targetRef='remind'/><b:serviceTask id='remind'/>
            <b:sequenceFlow id='f3' sourceRef='t' targetRef='wait'/><b:receiveTask id='wait' messageRef='m'/>
            <b:sequenceFlow id='f4' sourceRef='wait' targetRef='e'/><b:endEvent id='e'/>
          </b:process>
        </b:definitions>
        """;

    private const string Story = """
        {"now":"2026-01-05T09:00:00Z","variables":{"bed":3},"steps":[
          {"start":{}},
          {"expect":{"open":["Ask the house"],"timers":1,"instances":1,"ended":false,"variables":{"bed":3.0,"nobody":null}}},
          {"advance":"PT1H"},
          {"expect":{"open":["remind","Ask the house"],"timers":0}},
          {"save-restore":true},
          {"complete":"Ask the house","variables":{"day":"2026-02-01"},"outcome":"yes"},
          {"complete":"remind"},
          {"expect":{"open":[],"subscriptions":["reply"],"variables":{"outcome":"yes","day":"2026-02-01"}}},
          {"message":"reply"},
          {"expect":{"ended":true,"instances":0,"incidents":0,"subscriptions":[]}}]}
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("rp-simulate-");

    [Fact]
    public async Task A_story_that_goes_as_expected_ends_with_0_and_says_each_step_in_one_line()
    {
        var run = await PlayAsync(Diagram, Story);

        (run.End, run.Errors).ShouldBe((0, ""));
        run.Lines.Select(l => l.GetProperty("step").GetInt32()).ShouldBe(Enumerable.Range(1, 10));
        run.Lines.ShouldAllBe(l => l.GetProperty("ok").GetBoolean());
        run.Lines[2].GetProperty("did").GetProperty("advance").GetString().ShouldBe("PT1H");
        run.Lines[2].GetProperty("happened")[0].GetProperty("what").GetString().ShouldBe("timer-fired");
        run.Lines[3].GetProperty("open").EnumerateArray().Select(o => o.GetString()).ShouldBe(["Ask the house", "remind"]);
        run.Lines[3].GetProperty("now").GetString().ShouldBe("2026-01-05T10:00:00Z");
    }

    [Fact]
    public async Task An_expectation_that_does_not_hold_ends_with_1_and_names_what_is_and_what_was_expected()
    {
        var run = await PlayAsync(Diagram, """{"steps":[{"start":{}},{"expect":{"open":["wait"],"timers":2,"instances":1,"variables":{"x":1}}}]}""");

        run.End.ShouldBe(1);
        run.Lines[1].GetProperty("ok").GetBoolean().ShouldBeFalse();
        run.Lines[1].GetProperty("unmet").EnumerateArray().Select(u => u.GetRawText()).ShouldBe([
            """{"key":"open","expected":["wait"],"found":["Ask the house"]}""",
            """{"key":"timers","expected":2,"found":1}""",
            """{"key":"variables.x","expected":1,"found":null}"""]);
    }

    [Fact]
    public async Task What_cannot_be_done_is_said_in_its_line_changes_nothing_and_is_no_unmet_expectation()
    {
        var run = await PlayAsync(Diagram, """{"steps":[{"message":"reply","key":"7"},{"start":{}},{"complete":"no such"},{"fail":"t"},{"expect":{"incidents":1,"open":["Ask the house"]}}]}""");

        run.End.ShouldBe(0);
        run.Lines.Select(l => l.GetProperty("ok").GetBoolean()).ShouldBe([false, true, false, true, true]);
        run.Lines[0].GetProperty("error").GetString().ShouldBe("Nobody waits for the message reply with the key 7, and no process starts with it.");
        run.Lines[2].GetProperty("error").GetString().ShouldBe("No task \"no such\" is open; these are: Ask the house.");
    }

    [Fact]
    public async Task A_file_that_is_refused_ends_with_2_and_every_reason_by_element()
    {
        var refused = Diagram.Replace("<b:serviceTask id='remind'/>", "<b:complexGateway id='odd'/><b:adHocSubProcess id='loose'/>", StringComparison.Ordinal);

        var run = await PlayAsync(refused, Story);

        (run.End, run.Lines.Count).ShouldBe((2, 0));
        run.Errors.ShouldContain("odd: ");
        run.Errors.ShouldContain("loose: ");
        run.Errors.ShouldContain("f2: ");
    }

    public static TheoryData<string, string> Scripts() => new()
    {
        { "{", "not JSON" },
        { "[]", "not an object" },
        { "{}", "\"steps\" is not a list" },
        { """{"steps":[{"jump":1}]}""", "Step 1: it is none of start, complete" },
        { """{"steps":[{"start":{}},{"advance":"an hour"}]}""", "Step 2: \"advance\" is not an ISO 8601 duration" },
        { """{"steps":[{"advance":5}]}""", "Step 1: \"advance\" is not a text" },
        { """{"steps":[{"complete":"t","signal":"s"}]}""", "Step 1: it says more than one thing" },
        { """{"steps":[{"expect":{"opened":[]}}]}""", "Step 1: \"expect.opened\" is not known here" },
        { """{"steps":[{"expect":{"timers":"1"}}]}""", "Step 1: \"expect.timers\" is not a whole number" },
        { """{"steps":[{"start":{"message":"m","signal":"s"}}]}""", "Step 1: \"start\" names a message or a signal" },
        { """{"now":"soon","steps":[]}""", "The script's \"now\" is not an ISO 8601 date and time" },
        { """{"process":"other","steps":[]}""", "“other”" },
    };

    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task A_script_that_makes_no_sense_ends_with_2_and_the_step_and_field(string script, string sentence)
    {
        var run = await PlayAsync(Diagram, script);
        var french = await PlayAsync(Diagram, script, "--lang=fr");

        (run.End, run.Lines.Count, french.End).ShouldBe((2, 0, 2));
        run.Errors.ShouldContain(sentence);
        french.Errors.ShouldNotBe(run.Errors);
    }

    [Fact]
    public async Task A_process_given_twice_is_refused()
    {
        var (file, script) = (Put("a.bpmn", Diagram), Put("s.json", Story));

        var run = await RunAsync("simulate", file, Put("b.bpmn", Diagram), "--script", script);

        (run.End, run.Errors).ShouldBe((2, $"rp: The process “ask” stands in more than one file.{Environment.NewLine}"));
    }

    [Theory]
    [InlineData("simulate")]
    [InlineData("simulate", "a.bpmn")]
    [InlineData("simulate", "nowhere.bpmn", "--script", "nowhere.json")]
    [InlineData("simulate", "--script")]
    public async Task What_is_missing_on_the_command_line_is_said(params string[] args)
    {
        var run = await RunAsync(args);

        (run.End, run.Results).ShouldBe((2, ""));
        run.Errors.ShouldNotBeEmpty();
        run.Errors.ShouldNotContain("cli.");
    }

    public void Dispose() => folder.Delete(recursive: true);

    private async Task<(int End, List<JsonElement> Lines, string Errors)> PlayAsync(string diagram, string script, params string[] more)
    {
        var run = await RunAsync(["simulate", Put("p.bpmn", diagram), "--script", Put("p.json", script), .. more]);
        return (run.End, [.. run.Results.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonDocument.Parse(l).RootElement)], run.Errors);
    }

    private string Put(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static async Task<(int End, string Results, string Errors)> RunAsync(params string[] args)
    {
        using var results = new StringWriter(CultureInfo.InvariantCulture);
        using var errors = new StringWriter(CultureInfo.InvariantCulture);
        var end = await Rp.RunAsync(args, Texts.English, results, errors, TestContext.Current.CancellationToken);
        return (end, results.ToString(), errors.ToString());
    }
}

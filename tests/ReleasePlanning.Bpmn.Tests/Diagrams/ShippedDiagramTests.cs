using System.Collections.Immutable;
using System.Xml.Linq;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Tests.Execution;

namespace ReleasePlanning.Bpmn.Tests.Diagrams;

/// <summary>The diagrams in <c>workflows/</c>, as they are shipped.</summary>
public sealed class ShippedDiagramTests
{
    internal static string Folder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "ReleasePlanning.sln")))
            folder = folder.Parent.ShouldNotBeNull("the tests run inside the checkout");
        return Path.Combine(folder.FullName, "workflows");
    }

    public static TheoryData<string> Files() => [.. Directory.GetFiles(Folder(), "*.bpmn").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    private static string Xml(string file) => File.ReadAllText(Path.Combine(Folder(), file));

    [Theory]
    [MemberData(nameof(Files))]
    public void Reads_without_any_finding_under_its_own_name(string file)
    {
        var read = BpmnReader.Read(Xml(file));
        read.Findings.ShouldBeEmpty();
        read.Processes.ShouldHaveSingleItem().Id.ShouldBe(Path.GetFileNameWithoutExtension(file));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_name_is_there_in_both_languages(string file)
    {
        foreach (var node in BpmnReader.Read(Xml(file)).Processes[0].Nodes.Values)
            (node.Names.French is null).ShouldBe(node.Names.English is null, node.Id);
        XDocument.Parse(DiagramNames.In(Xml(file), "fr")).Descendants().Count().ShouldBe(XDocument.Parse(Xml(file)).Descendants().Count());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_outcome_a_flow_or_condition_asks_for_is_offered_by_some_step(string file)
    {
        var model = BpmnReader.Read(Xml(file)).Processes[0];
        var offered = model.Nodes.Values.OfType<TaskNode>().SelectMany(t => Outcomes(t)).ToHashSet(StringComparer.Ordinal);
        model.Flows.Values.Select(f => f.ConditionOutcome).OfType<string>().Where(o => !offered.Contains(o)).ShouldBeEmpty();
    }

    public static TheoryData<string, int> Runs()
    {
        var data = new TheoryData<string, int>();
        foreach (var file in Directory.GetFiles(Folder(), "*.bpmn").Order(StringComparer.Ordinal))
        {
            for (var seed = 1; seed <= 12; seed++)
                data.Add(Path.GetFileName(file), seed);
        }
        return data;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void Whatever_people_answer_it_ends_with_nothing_left_open(string file, int seed)
    {
        var model = BpmnReader.Read(Xml(file)).Processes[0];
        var flags = model.Flows.Values.Select(f => f.Condition).OfType<string>().Where(c => c.All(char.IsLetter)).Distinct().Order(StringComparer.Ordinal).ToList();
        ProcessRun.Play(Xml(file), run =>
        {
            var random = new Random(seed);
            run.Start([("releaseType", new[] { "SR", "WED", "ETA", "DP" }[seed % 4]), ("houses", Houses), .. flags.Select(f => (f, (object?)(random.Next(2) == 1)))]);
            for (var step = 0; !run.State.Ended; step++)
            {
                step.ShouldBeLessThan(3_000, "the plan never closes");
                Answer(run, model, random);
                run.Incidents.ShouldBeEmpty();
            }
            run.IsAllClosed.ShouldBeTrue();
        });
    }

    /// <summary>What sending a referral gives: the houses asked together, each with its time to answer.</summary>
    private static readonly ImmutableList<object?> Houses = [.. new[] { "a", "b" }.Select(h =>
        (object?)ImmutableDictionary<string, object?>.Empty.Add("house", h).Add("answerBy", "S+10W").Add("remindBy", "S+7W"))];

    private static void Answer(ProcessRun run, ProcessModel model, Random random)
    {
        var open = run.OpenWaits.ToList();
        open.ShouldNotBeEmpty("the process has not ended, so it must wait for something");
        var (kind, _, element) = open[random.Next(open.Count)];
        switch (kind)
        {
            case WaitKind.WorkItem:
                var outcomes = Outcomes((TaskNode)model.Nodes[element]);
                run.Complete(element, outcomes[random.Next(outcomes.Length)]);
                break;
            case WaitKind.Service: run.Return(element, ("outcome", "done")); break;
            case WaitKind.Timer: run.Fire(element); break;
            case WaitKind.Child: run.EndChild(element, ("outcome", random.Next(2) == 1 ? "done" : "confirmed")); break;
            // A message may never come, and may come again and again; both are answered by letting it come seldom.
            default:
                if (open.Count == 1 || random.Next(4) == 0)
                    run.Message(element);
                break;
        }
    }

    private static ImmutableArray<string> Outcomes(TaskNode task) =>
        task.Kind == TaskKind.User && task.Binding?.Text("outcomes") is { } outcomes ? [.. outcomes.Split(',', StringSplitOptions.TrimEntries)] : ["done"];
}

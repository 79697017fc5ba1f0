using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;
using System.Xml.Linq;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Simulation;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Simulation;

/// <summary>Ten thousand damaged files through the whole chain: refused with a reason, or played to a bounded number of steps.</summary>
public sealed class DamagedFileTests
{
    private static readonly string[] Sound =
    [
        Draw.Process(d => d.Start().Events("startEvent", "asked", Draw.Message("ask")).Events("startEvent", "daily", Draw.After("R3/P1D", "Cycle")).Events("startEvent", "rung", Draw.Signal("bell")).Events("startEvent", "high", Draw.When("n > 8"))
            .Inclusive("split", "join").User("work").Service("serve").Script("count", "{ n: n + 1 }").Receive("hear", "reply").Send("say", "reply").Call("call", "process2").Task("hand", "manualTask")
            .FirstOf("first").CatchTimer("late", "PT1H").CatchMessage("said", "reply", "n").Exclusive("either", "either-say").End().Terminate("stop").MessageEnd("tell", "ask")
            .OnTimer("tick", "work", "R/PT20M", false, "Cycle").End("ticked").Path("tick ticked").On("bad", "serve", Draw.Error("E1")).Path("bad stop").On("up", "work", Draw.Escalation("X"), false).Path("up ticked")
            .Path("asked split").Path("daily split").Path("rung split").Path("high split").Path("start split work join first late either").Path("split serve join").Path("split count hear join").Path("split call join")
            .Path("first said hand tell").Flow("either", "split", "n < 3").Path("either say end")),
        Draw.Process(d => d.Start().Sub("tx", t => t.Start("in").User("book").Undo("back", "book").Exclusive("ok", "ok-fine").Events("endEvent", "off", Draw.CancelDefinition).End("fine").Path("in book ok fine").Flow("ok", "off", "n = 0"), kind: "transaction")
            .On("cancelled", "tx", Draw.CancelDefinition).Events("intermediateThrowEvent", "undo", Draw.Compensate()).Events("intermediateThrowEvent", "jump", Draw.Link("l")).Events("intermediateCatchEvent", "land", Draw.Link("l"))
            .Sub("each", e => e.Xml("<b:dataObject id='own' name='own'/>").Start("e-in").Times("userTask", "vote", Draw.Several(Draw.Count("2") + Draw.Enough("nrOfCompletedInstances = 1"))).Events("endEvent", "fail", Draw.Error("E2")).Path("e-in vote fail")
                .Aside("aside", Draw.Error("E2"), a => a.User("mend").End("mended").Path("aside-start mend mended")).Xml(Draw.Several(Draw.Count("3"), true)))
            .Aside("stopping", Draw.Signal("bell"), a => a.Script("s", "{ n: 9 }").Events("endEvent", "x", Draw.Escalation("X")).Path("stopping-start s x"), false)
            .On("cond", "each", Draw.When("n > 5"), false).End("e2").Path("cond e2").End().Path("start tx undo jump").Path("cancelled jump").Path("land each end"), "process2")
    ];

    private static readonly XDocument[] Trees = [.. Sound.Select(s => XDocument.Parse(s))];

    private static readonly string[] Words =
    [
        "<b:subProcess id='q'>", "</b:process>", "sourceRef", "'", "\"", "<", "&", "&#0;", "\uD800", "R-5W", "PT0S", "R/PT1S", "= (", "{", "[", "id=''", "split", "join", "work", "each", "true", "1/0", "-1", "99999999999999999999", "loopCounter", "xmlns:b=''"
    ];

    private static readonly string[] Names =
    [
        "userTask", "task", "serviceTask", "subProcess", "transaction", "startEvent", "endEvent", "boundaryEvent", "sequenceFlow", "exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "callActivity",
        "scriptTask", "receiveTask", "intermediateThrowEvent", "intermediateCatchEvent", "timerEventDefinition", "messageEventDefinition", "signalEventDefinition", "errorEventDefinition", "compensateEventDefinition",
        "conditionalEventDefinition", "linkEventDefinition", "escalationEventDefinition", "cancelEventDefinition", "terminateEventDefinition", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics", "condition", "timeDuration", "timeCycle"
    ];

    private static readonly string[] Attributes =
        ["id", "sourceRef", "targetRef", "default", "attachedToRef", "messageRef", "signalRef", "errorRef", "calledElement", "cancelActivity", "isInterrupting", "triggeredByEvent", "isForCompensation", "activityRef", "isSequential", "loopMaximum", "name"];

    [Fact]
    public void The_sound_files_run()
    {
        foreach (var file in Sound)
        {
            var read = BpmnReader.Read(file, ReadFor.Simulation);
            read.IsRunnable.ShouldBeTrue(string.Join("\n", read.Findings));
        }
    }

    [Fact]
    public void Ten_thousand_damaged_files_are_refused_or_played_and_never_crash_or_hang()
    {
        var random = new Random(20270105);
        var (played, refused, longest) = (0, 0, TimeSpan.Zero);
        for (var i = 0; i < 10_000; i++)
        {
            var file = i % 3 == 0 ? DamagedText(random) : DamagedTree(random);
            var began = Stopwatch.GetTimestamp();
            if (Should.NotThrow(() => Play(file, random), file))
                played++;
            else
                refused++;
            var took = Stopwatch.GetElapsedTime(began);
            longest = took > longest ? took : longest;
        }
        played.ShouldBeGreaterThan(1_000, "the damage must leave enough of them running");
        refused.ShouldBeGreaterThan(1_000, "and refuse enough");
        longest.ShouldBeLessThan(TimeSpan.FromSeconds(10), "none may hang");
    }

    private static string DamagedText(Random random)
    {
        var text = new StringBuilder(Sound[random.Next(Sound.Length)]);
        for (var changes = random.Next(1, 3); changes > 0; changes--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(4))
            {
                case 0: text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at)); break;
                case 1: text.Insert(at, Words[random.Next(Words.Length)]); break;
                case 2: text[at] = (char)random.Next(32, 127); break;
                default: text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 100), text.Length - at))); break;
            }
        }
        return text.ToString();
    }

    private static string DamagedTree(Random random)
    {
        var document = new XDocument(Trees[random.Next(Trees.Length)]);
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var elements = document.Descendants().Skip(1).ToList();
            var (element, other) = (elements[random.Next(elements.Count)], elements[random.Next(elements.Count)]);
            switch (random.Next(7))
            {
                case 0: element.Name = element.Name.Namespace + Names[random.Next(Names.Length)]; break;
                case 1: element.SetAttributeValue(Attributes[random.Next(Attributes.Length)], (string?)other.Attribute("id") ?? Words[random.Next(Words.Length)].Replace("\uD800", "", StringComparison.Ordinal)); break;
                case 2: element.Attributes().ElementAtOrDefault(random.Next(4))?.Remove(); break;
                case 3: if (element.Parent != document.Root || elements.Count(e => e.Parent == document.Root) > 1) element.Remove(); break;
                case 4: if (!element.DescendantsAndSelf().Contains(other)) other.Add(new XElement(element)); break;
                case 5: element.SetAttributeValue(Attributes[random.Next(9, 15)], random.Next(2) == 0 ? "true" : "false"); break;
                default: if (!element.HasElements) element.Value = new[] { "true", "n", "n = 0", "0", "5000", "PT0S", "R/PT1M", "{ n: n }", "loopCounter", "[1, 2, 3]" }[random.Next(10)]; break;
            }
        }
        return document.ToString(SaveOptions.DisableFormatting);
    }

    /// <returns>True when it was played, false when it was refused with a reason.</returns>
    private static bool Play(string file, Random random)
    {
        var read = BpmnReader.Read(file, ReadFor.Simulation);
        if (!read.IsRunnable)
        {
            read.Findings.ShouldContain(f => f.Severity == FindingSeverity.Refused);
            return false;
        }
        Simulator simulator;
        try
        {
            simulator = new(read.Processes.DistinctBy(p => p.Id), new(Scenario.Begin) { Variables = ImmutableDictionary<string, object?>.Empty.Add("n", 0) });
        }
        catch (InterpreterException unreadableStartTimer)
        {
            unreadableStartTimer.Message.ShouldNotBeEmpty();
            return false;
        }
        for (var i = 0; i < 5; i++)
        {
            var (open, waits) = (simulator.Open, simulator.Subscriptions);
            var deed = random.Next(9) switch
            {
                0 => simulator.Advance(Period.FromHours(random.Next(1, 30))),
                1 when waits.Length > 0 => simulator.Message(waits[random.Next(waits.Length)]),
                2 => simulator.Signal("bell"),
                3 => simulator.Set(ImmutableDictionary<string, object?>.Empty.Add("n", random.Next(10))),
                4 when open.Length > 0 => simulator.Fail(open[random.Next(open.Length)], random.Next(2) == 0 ? "E1" : ""),
                5 when open.Length > 0 => simulator.Escalate(open[random.Next(open.Length)], "X"),
                6 => simulator.Message("ask"),
                _ when open.Length > 0 => simulator.Complete(open[random.Next(open.Length)]),
                _ => simulator.Start()
            };
            (deed.Ok || deed.WhyNot!.English.Length > 0).ShouldBeTrue();
        }
        simulator.Restore(simulator.Save());
        return true;
    }
}

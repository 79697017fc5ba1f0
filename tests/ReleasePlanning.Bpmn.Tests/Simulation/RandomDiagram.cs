using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Simulation;

/// <summary>Random sound diagrams over everything that is run, built of blocks with one way in and one way out.</summary>
internal static class RandomDiagram
{
    internal sealed record Block(string Kind, Block[] Inner, int Extra);

    private static readonly string[] Leaves = ["user", "service", "receive", "timer", "catch-signal", "condition", "script", "throw", "throw-signal", "escalate", "call", "pass", "link", "undone", "undo-all"];
    private static readonly string[] Nests = ["sequence", "sequence", "parallel", "exclusive", "inclusive", "first-of", "scope", "scope", "guarded", "several", "in-turn", "loop", "again", "transaction", "failing"];

    internal static Gen<Block> Blocks(int depth)
    {
        var leaf = Gen.Elements(Leaves).SelectMany(k => Gen.Choose(0, 7).Select(e => new Block(k, [], e)));
        if (depth == 0)
            return leaf;
        var nested = Gen.Elements(Nests).SelectMany(k => Gen.Choose(1, 3).SelectMany(n =>
            Blocks(depth - 1).ArrayOf(n).SelectMany(inner => Gen.Choose(0, 7).Select(e => new Block(k, inner, e)))));
        return Gen.Frequency((1, leaf), (4, nested));
    }

    /// <summary>The process drawn, and the one its call activities call.</summary>
    internal static string[] Draw(Block block) =>
    [
        Diagrams.Draw.Process(d => new Pen(d, "p").Whole(block), "process"),
        Diagrams.Draw.Process(d => d.Start().User("inside").Exclusive("x", "x-end").Events("endEvent", "failed", Diagrams.Draw.Error("E1")).Events("endEvent", "told", Diagrams.Draw.Escalation("X")).End()
            .Path("start inside x end").Flow("x", "failed", "outcome = \"1\"").Flow("x", "told", "outcome = \"2\""), "inner")
    ];

    private sealed class Pen(Draw draw, string scope)
    {
        private int count;

        internal void Whole(Block block)
        {
            var (start, end) = (Id("start"), Id("end"));
            draw.Start(start).End(end);
            var (first, last) = Part(block);
            draw.Path($"{start} {first}").Path($"{last} {end}");
        }

        private string Id(string kind) => string.Create(CultureInfo.InvariantCulture, $"{scope}_{kind}{count++}");

        private (string In, string Out) Part(Block block) => block.Kind switch
        {
            "sequence" => Sequence(block),
            "parallel" => Between(Id("fork"), Id("join"), block, (f, j) => draw.Parallel(f, j), (f, to, _) => draw.Flow(f, to)),
            "inclusive" => Between(Id("split"), Id("merge"), block, (s, m) => draw.Xml($"<b:inclusiveGateway id='{s}' default='{s}-{m}'/>").Inclusive(m).Flow(s, m), (s, to, i) => draw.Flow(s, to, i == 0 ? "n < 3" : "outcome = \"1\"")),
            "exclusive" => Between(Id("which"), Id("one"), block, (s, m) => draw.Exclusive(s, $"{s}-{m}").Exclusive(m).Flow(s, m), (s, to, i) => draw.Flow(s, to, outcome: i.ToString(CultureInfo.InvariantCulture))),
            "first-of" => FirstOf(block),
            "scope" => Scope(block, "subProcess", ""),
            "several" => Scope(block, "subProcess", Diagrams.Draw.Several(Diagrams.Draw.Count("2"), false)),
            "in-turn" => Scope(block, "subProcess", Diagrams.Draw.Several(Diagrams.Draw.Count("3") + Diagrams.Draw.Enough("nrOfCompletedInstances >= 2"), true)),
            "loop" => Scope(block, "subProcess", "<b:standardLoopCharacteristics loopMaximum='3'><b:loopCondition>n &lt; 3</b:loopCondition></b:standardLoopCharacteristics>"),
            "again" => Again(block),
            "guarded" => Guarded(block),
            "transaction" => Transaction(block),
            "failing" => Failing(block),
            _ => Leaf(block)
        };

        private (string, string) Sequence(Block block)
        {
            var parts = block.Inner.Select(Part).ToList();
            foreach (var (from, to) in parts.Zip(parts.Skip(1)))
                draw.Flow(from.Out, to.In);
            return (parts[0].In, parts[^1].Out);
        }

        private (string, string) Between(string first, string last, Block block, Action<string, string> frame, Action<string, string, int> branch)
        {
            frame(first, last);
            for (var i = 0; i < block.Inner.Length; i++)
            {
                var part = Part(block.Inner[i]);
                branch(first, part.In, i);
                draw.Flow(part.Out, last);
            }
            return (first, last);
        }

        private (string, string) FirstOf(Block block)
        {
            var (first, last, late) = (Id("first"), Id("last"), Id("late"));
            draw.FirstOf(first).Exclusive(last).CatchTimer(late, "PT3H").Path($"{first} {late} {last}");
            foreach (var inner in block.Inner)
            {
                var caught = Id("said");
                draw.CatchMessage(caught, $"m{block.Extra}");
                var part = Part(inner);
                draw.Path($"{first} {caught} {part.In}").Flow(part.Out, last);
            }
            return (first, last);
        }

        private (string, string) Scope(Block block, string kind, string marker)
        {
            var id = Id("scope");
            draw.Sub(id, inside =>
            {
                new Pen(inside, id).Whole(block.Inner[0]);
                inside.Xml(marker);
                if (block.Extra < 5)
                    Aside(inside, $"{id}_aside", block.Extra);
            }, kind: kind);
            return (id, id);
        }

        private static void Aside(Draw inside, string id, int kind) => inside.Aside(id, kind switch
        {
            0 => Diagrams.Draw.Message("aside"),
            1 => Diagrams.Draw.Signal("aside"),
            2 => Diagrams.Draw.After("PT2H"),
            3 => Diagrams.Draw.When("n > 4"),
            _ => Diagrams.Draw.Escalation("X")
        }, a => a.User($"{id}_do").End($"{id}_done").Path($"{id}-start {id}_do {id}_done"), interrupts: kind == 2);

        private (string, string) Again(Block block)
        {
            var (head, tail, number) = (Id("head"), Id("tail"), Id("count"));
            var body = Part(block.Inner[0]);
            draw.Exclusive(head).Exclusive(tail, $"{tail}-{tail}out").Exclusive($"{tail}out").Script(number, "{ n: n + 1 }")
                .Path($"{head} {body.In}").Path($"{body.Out} {number} {tail} {tail}out").Flow(tail, head, "n < 4");
            return (head, $"{tail}out");
        }

        private (string, string) Guarded(Block block)
        {
            var (host, exit, guard) = (Scope(block with { Extra = 7 }, "subProcess", "").Item1, Id("exit"), Id("guard"));
            draw.Exclusive(exit).Flow(host, exit);
            var interrupts = block.Extra % 2 == 0;
            draw.On(guard, host, (block.Extra / 2) switch
            {
                0 => Diagrams.Draw.After("PT4H"),
                1 => Diagrams.Draw.Message("guard"),
                2 => Diagrams.Draw.Signal("aside"),
                _ => Diagrams.Draw.Escalation("X")
            }, interrupts);
            draw.User($"{guard}_do").Path($"{guard} {guard}_do");
            if (interrupts)
                draw.Flow($"{guard}_do", exit);
            else
                draw.End($"{guard}_end").Flow($"{guard}_do", $"{guard}_end");
            return (host, exit);
        }

        private (string, string) Transaction(Block block)
        {
            var (id, exit) = (Id("tx"), Id("exit"));
            draw.Sub(id, inside =>
            {
                var pen = new Pen(inside, id);
                var (before, ok, end, cancel) = (pen.Part(block.Inner[0]), pen.Id("ok"), pen.Id("end"), pen.Id("cancel"));
                inside.Start($"{id}_in").User($"{id}_pay").Undo($"{id}_back", $"{id}_pay").Exclusive(ok, $"{ok}-{end}").End(end).Events("endEvent", cancel, Diagrams.Draw.CancelDefinition)
                    .Path($"{id}_in {id}_pay {before.In}").Path($"{before.Out} {ok} {end}").Flow(ok, cancel, "outcome = \"1\"");
            }, kind: "transaction");
            draw.On($"{id}_off", id, Diagrams.Draw.CancelDefinition).Exclusive(exit).Flow(id, exit).Flow($"{id}_off", exit);
            return (id, exit);
        }

        private (string, string) Failing(Block block)
        {
            var (id, exit) = (Id("risk"), Id("exit"));
            draw.Sub(id, inside =>
            {
                var pen = new Pen(inside, id);
                var (part, ok, end, failed) = (pen.Part(block.Inner[0]), pen.Id("ok"), pen.Id("end"), pen.Id("failed"));
                inside.Start($"{id}_in").Exclusive(ok, $"{ok}-{end}").End(end).Events("endEvent", failed, block.Extra < 6 ? Diagrams.Draw.Error("E1") : "<b:terminateEventDefinition/>")
                    .Path($"{id}_in {part.In}").Path($"{part.Out} {ok} {end}").Flow(ok, failed, "outcome = \"2\"");
            });
            draw.On($"{id}_off", id, Diagrams.Draw.Error("E1")).Exclusive(exit).Flow(id, exit).Flow($"{id}_off", exit);
            return (id, exit);
        }

        private (string, string) Leaf(Block block)
        {
            var id = Id(block.Kind.Replace('-', '_'));
            switch (block.Kind)
            {
                case "user": draw.User(id); break;
                case "service": draw.Service(id); break;
                case "receive": draw.Receive(id, $"m{block.Extra}"); break;
                case "timer": draw.CatchTimer(id, block.Extra == 0 ? "PT0S" : "PT1H"); break;
                case "catch-signal": draw.Events("intermediateCatchEvent", id, Diagrams.Draw.Signal("caught")); break;
                case "condition": draw.Events("intermediateCatchEvent", id, Diagrams.Draw.When("n > 3")); break;
                case "script": draw.Script(id, "{ n: n + 1 }"); break;
                case "throw": draw.Throw(id, $"m{block.Extra}"); break;
                case "throw-signal": draw.Events("intermediateThrowEvent", id, Diagrams.Draw.Signal(block.Extra < 4 ? "caught" : "aside")); break;
                case "escalate": draw.Events("intermediateThrowEvent", id, Diagrams.Draw.Escalation("X")); break;
                case "undo-all": draw.Events("intermediateThrowEvent", id, Diagrams.Draw.Compensate()); break;
                case "undone": draw.User(id).Undo($"{id}_back", id); break;
                case "link": return Link(id);
                case "call": return Call(id);
                default: draw.Task(id); break;
            }
            return (id, id);
        }

        private (string, string) Link(string id)
        {
            draw.Events("intermediateThrowEvent", $"{id}_from", Diagrams.Draw.Link(id)).Events("intermediateCatchEvent", $"{id}_to", Diagrams.Draw.Link(id));
            return ($"{id}_from", $"{id}_to");
        }

        private (string, string) Call(string id)
        {
            draw.Call(id, "inner").On($"{id}_off", id, Diagrams.Draw.Error()).Exclusive($"{id}_exit").Flow(id, $"{id}_exit").Flow($"{id}_off", $"{id}_exit");
            return (id, $"{id}_exit");
        }
    }
}

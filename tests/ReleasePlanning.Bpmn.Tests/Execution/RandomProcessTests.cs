using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Tests.Diagrams;

namespace ReleasePlanning.Bpmn.Tests.Execution;

/// <summary>Random block-structured processes, run by random answers until they end.</summary>
public sealed class RandomProcessTests
{
    /// <param name="Kind">What the block is; <paramref name="Inner"/> are its parts where it has any.</param>
    internal sealed record Block(string Kind, Block[] Inner, int Extra);

    internal static Gen<Block> Blocks(int depth)
    {
        var leaf = Gen.Elements("user", "service", "receive", "timer", "call", "pass").SelectMany(k => Gen.Choose(0, 3).Select(e => new Block(k, [], e)));
        if (depth == 0)
            return leaf;
        var nested = Gen.Elements("sequence", "parallel", "exclusive", "scope", "loop").SelectMany(
            k => Gen.Choose(1, 3).SelectMany(n => Blocks(depth - 1).ArrayOf(n).SelectMany(inner => Gen.Choose(0, 3).Select(e => new Block(k, inner, e)))));
        return Gen.Frequency((1, leaf), (3, nested));
    }

    [Fact]
    public void Every_process_ends_once_all_it_waits_for_has_come_and_leaves_nothing_open() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Blocks(3).SelectMany(b => Gen.Choose(0, 1_000_000).Select(seed => (b, seed))).ToArbitrary(), given =>
        {
            var xml = Draw.Process(d => new Drawing(d).Whole(given.b));
            ProcessRun.Play(xml, run => Answer(run, given.seed));
        }));

    [Fact]
    public void Cancelling_at_any_moment_leaves_nothing_open() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(100), Prop.ForAll(Blocks(3).SelectMany(b => Gen.Choose(0, 1_000_000).Select(seed => (b, seed))).ToArbitrary(), given =>
        {
            var xml = Draw.Process(d => new Drawing(d).Whole(given.b));
            ProcessRun.Play(xml, run =>
            {
                Answer(run, given.seed, given.seed % 7);
                if (!run.State.Ended)
                    run.Take(new Trigger.Cancel("enough"));
                run.IsAllClosed.ShouldBeTrue();
                run.State.Tokens.ShouldBeEmpty();
            });
        }));

    internal static void Answer(ProcessRun run, int seed, int steps = 2_000, Action<int>? before = null)
    {
        run.Start(("rounds", 0));
        var next = (uint)seed;
        for (var i = 0; !run.State.Ended; i++)
        {
            if (i == steps)
                return;
            before?.Invoke(i);
            next = next * 1664525 + 1013904223;
            var open = run.OpenWaits.ToList();
            open.ShouldNotBeEmpty("a process that has not ended must wait for something");
            var (kind, _, element) = open[(int)(next % (uint)open.Count)];
            // A message that does not interrupt may come for ever; so that the run ends, it comes only now and then.
            if (element.StartsWith("aside", StringComparison.Ordinal) && next / 7 % 3 != 0)
                continue;
            var outcome = (next / 1024 % 3).ToString(CultureInfo.InvariantCulture);
            _ = kind switch
            {
                WaitKind.WorkItem => run.Complete(element, outcome),
                WaitKind.Service => run.Return(element, ("outcome", outcome)),
                WaitKind.Timer => run.Fire(element),
                WaitKind.Message => run.Message(element),
                _ => run.EndChild(element)
            };
        }
        run.IsAllClosed.ShouldBeTrue();
        run.State.Tokens.ShouldBeEmpty();
        run.Incidents.ShouldBeEmpty();
        var entered = run.Path.Where(p => p.Kind == PathKind.Entered).Select(p => p.TokenId).ToList();
        var gone = run.Path.Where(p => p.Kind is PathKind.Left or PathKind.Interrupted).Select(p => p.TokenId).ToList();
        gone.Order().ShouldBe(entered.Order(), "every visit of a node begins once and ends once");
    }

    /// <summary>Draws blocks so that each has one way in and one way out.</summary>
    internal sealed class Drawing(Draw draw, int level = 0)
    {
        private int count;

        public void Whole(Block block)
        {
            var (start, end) = (Id("start"), Id("end"));
            draw.Start(start).End(end);
            var (first, last) = Part(block);
            draw.Path($"{start} {first}").Path($"{last} {end}");
        }

        private string Id(string kind) => $"{kind}_{level}_{count++}";

        private (string In, string Out) Part(Block block)
        {
            switch (block.Kind)
            {
                case "sequence":
                    var parts = block.Inner.Select(Part).ToList();
                    foreach (var (from, to) in parts.Zip(parts.Skip(1)))
                        draw.Flow(from.Out, to.In);
                    return (parts[0].In, parts[^1].Out);
                case "parallel":
                    return Between(Id("fork"), Id("join"), block, (f, j) => draw.Parallel(f, j), (f, to, _) => draw.Flow(f, to));
                case "exclusive":
                    var (split, merge) = (Id("split"), Id("merge"));
                    return Between(split, merge, block, (s, m) => draw.Exclusive(s, $"{s}-{m}").Exclusive(m).Flow(s, m),
                        (s, to, i) => draw.Flow(s, to, outcome: i.ToString(CultureInfo.InvariantCulture)));
                case "loop":
                    var (head, tail) = (Id("head"), Id("tail"));
                    var body = Part(block.Inner[0]);
                    var count = Id("count");
                    draw.Exclusive(head).Exclusive(tail, $"{tail}-{tail}out").Exclusive($"{tail}out").Script(count, "{ rounds: rounds + 1 }")
                        .Path($"{head} {body.In}").Path($"{body.Out} {count} {tail} {tail}out").Flow(tail, head, "rounds < 4");
                    return (head, $"{tail}out");
                case "scope":
                    var scope = Id("scope");
                    draw.Sub(scope, inner => new Drawing(inner, Deeper()).Whole(block.Inner[0]));
                    return Guarded(scope, block.Extra);
                default:
                    return Leaf(block);
            }
        }

        // Levels only keep ids apart; every scope takes its own.
        private int Deeper() => level * 100 + ++count;

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

        private (string, string) Leaf(Block block)
        {
            var id = Id(block.Kind);
            _ = block.Kind switch
            {
                "user" => draw.User(id),
                "service" => draw.Service(id),
                "receive" => draw.Receive(id, "m"),
                "timer" => draw.CatchTimer(id, "PT1H"),
                "call" => draw.Call(id, "other"),
                _ => draw.Task(id)
            };
            return block.Kind is "timer" or "pass" ? (id, id) : Guarded(id, block.Extra);
        }

        // 0 nothing, 1 an interrupting timer that joins the way out, 2 a repeating reminder, 3 a message beside the work
        private (string, string) Guarded(string host, int extra)
        {
            if (extra == 0)
                return (host, host);
            var (guard, exit) = (Id(extra == 3 ? "aside" : "guard"), Id("exit"));
            draw.Exclusive(exit).Flow(host, exit);
            switch (extra)
            {
                case 1:
                    draw.OnTimer(guard, host, "PT2H").Flow(guard, exit);
                    break;
                case 2:
                    draw.OnTimer(guard, host, "R3/PT1H", false, "Cycle").End($"{guard}end").Flow(guard, $"{guard}end");
                    break;
                default:
                    draw.OnMessage(guard, host, "aside", false).End($"{guard}end").Flow(guard, $"{guard}end");
                    break;
            }
            return (host, exit);
        }
    }
}

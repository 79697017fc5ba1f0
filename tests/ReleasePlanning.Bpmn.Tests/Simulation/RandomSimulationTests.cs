using System.Collections.Immutable;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Simulation;

/// <summary>Random diagrams over everything that is run, driven by random commands.</summary>
public sealed class RandomSimulationTests
{
    private const int MostSteps = 400;

    private static Arbitrary<(RandomDiagram.Block Block, int Seed)> Given { get; } =
        RandomDiagram.Blocks(3).SelectMany(b => Gen.Choose(0, 1_000_000).Select(seed => (b, seed))).ToArbitrary();

    private int begun, ended;

    [Fact]
    public void Whatever_comes_in_whatever_order_the_book_agrees_with_the_state_and_nothing_stands_still_unnoticed()
    {
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(400), Prop.ForAll(Given, given =>
        {
            var models = Read(given.Block);
            var simulator = Fresh(models);
            var most = 0;
            foreach (var act in Acts(given.Seed, simulator))
            {
                var deed = act(simulator);
                (deed.WhyNot is null || simulator.Instances > 0).ShouldBeTrue(deed.WhyNot?.English);
                most = Math.Max(most, Agree(simulator));
            }
            begun++;
            ended += simulator.Ended ? 1 : 0;
            // each node holds a few tokens at most, and an event that does not interrupt a few more for each of its happenings
            most.ShouldBeLessThan(20_000);
        }));
        ((double)ended / begun).ShouldBeGreaterThan(0.5, "most of them must come to their end, or the commands do not reach far");
    }

    [Fact]
    public void The_same_commands_give_the_same_history_also_when_all_is_saved_and_restored_between_them() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(60), Prop.ForAll(Given, given =>
        {
            var models = Read(given.Block);
            var history = new List<string>();
            var simulator = Fresh(models);
            foreach (var act in Acts(given.Seed, simulator))
                history.Add($"{string.Join(", ", act(simulator).Happened)} {simulator.Save()}");
            var again = Fresh(models);
            var at = 0;
            foreach (var act in Acts(given.Seed, again))
            {
                var fresh = Fresh(models);
                fresh.Restore(again.Save());
                var deed = act(fresh);
                $"{string.Join(", ", deed.Happened)} {fresh.Save()}".ShouldBe(history[at++]);
                again.Restore(fresh.Save());
            }
            at.ShouldBe(history.Count);
        }));

    private static ImmutableArray<Bpmn.Model.ProcessModel> Read(RandomDiagram.Block block)
    {
        var read = RandomDiagram.Draw(block).Select(f => BpmnReader.Read(f, ReadFor.Simulation)).ToList();
        read.ForEach(r => r.IsRunnable.ShouldBeTrue(string.Join("\n", r.Findings)));
        return [.. read.SelectMany(r => r.Processes)];
    }

    private static Simulator Fresh(IEnumerable<Bpmn.Model.ProcessModel> models) =>
        new(models, new(Scenario.Begin) { Process = "process", Variables = ImmutableDictionary<string, object?>.Empty.Add("n", 0) });

    // What is done next depends on what stands open and on the seed, and on nothing else.
    private static IEnumerable<Func<Simulator, Deed>> Acts(int seed, Simulator on)
    {
        yield return s => s.Start();
        var next = (uint)seed;
        for (var i = 0; i < MostSteps && !on.Ended && on.Instances > 0; i++)
        {
            next = next * 1664525 + 1013904223;
            var pick = (int)(next >> 8);
            var (open, waits) = (on.Open, on.Subscriptions);
            var outcome = (pick / 97 % 3).ToString(System.Globalization.CultureInfo.InvariantCulture);
            yield return (pick % 8) switch
            {
                0 => s => s.Advance(Period.FromHours(1 + pick % 3)),
                1 when waits.Length > 0 => s => Send(s, waits[pick / 8 % waits.Length]),
                2 => s => s.Set(ImmutableDictionary<string, object?>.Empty.Add("n", pick % 6)),
                3 when open.Length > 0 && pick % 3 == 0 => s => s.Escalate(open[pick / 8 % open.Length], "X"),
                4 when open.Length > 0 && pick % 3 == 0 => s => s.Fail(open[pick / 8 % open.Length], "E1"),
                5 when pick % 5 == 0 => s => s.Signal("aside"),
                _ when open.Length > 0 => s => s.Complete(open[pick / 8 % open.Length], null, outcome),
                _ => s => s.Advance(Period.FromHours(5))
            };
        }
    }

    private static Deed Send(Simulator simulator, string name)
    {
        var deed = simulator.Message(name);
        return deed.Ok ? deed : simulator.Signal(name);
    }

    /// <returns>How many tokens there are.</returns>
    private static int Agree(Simulator simulator)
    {
        using var saved = JsonDocument.Parse(simulator.Save());
        var tokens = 0;
        foreach (var instance in saved.RootElement.GetProperty("instances").EnumerateArray())
        {
            var state = ProcessStateJson.Read(instance.GetProperty("state").GetString()!);
            state.Ended.ShouldBeFalse();
            var held = instance.GetProperty("held").EnumerateArray().Select(h => (h.GetProperty("token").GetInt64(), h.GetProperty("element").GetString()!));
            held.ShouldBe(state.Waits.Select(w => (w.TokenId, w.Wait.ElementId)), ignoreOrder: true);
            foreach (var token in state.Tokens)
                (token.ScopeTokenId is not { } scope || state.Tokens.Contains(scope)).ShouldBeTrue($"{token} has lost its scope");
            (state.Waits.Any() || state.Tokens.Any(t => t.Stuck is not null || t.Waits.Any(w => w.Kind == WaitKind.Condition)) || state.ProcessWaits.Length > 0)
                .ShouldBeTrue("an instance that has not ended must wait for something or show an incident");
            tokens += state.Tokens.Count;
        }
        if (simulator.Ended)
            (simulator.Open.Length + simulator.Timers + simulator.Subscriptions.Length).ShouldBe(0);
        return tokens;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Simulation;

namespace ReleasePlanning.Bpmn.Tests.Simulation;

/// <summary>A story about one or more processes, told twice: straight, and with everything saved and restored between all steps.</summary>
internal sealed class Scenario
{
    private readonly Simulator simulator;
    private readonly bool restores;
    private readonly List<string> told = [];

    private Scenario(string[] files, bool restores, SimulationSettings settings)
    {
        this.restores = restores;
        var read = files.Select(f => BpmnReader.Read(f, ReadFor.Simulation)).ToList();
        read.ForEach(r => r.IsRunnable.ShouldBeTrue(string.Join("\n", r.Findings)));
        simulator = new(read.SelectMany(r => r.Processes), settings);
    }

    public static Instant Begin { get; } = Instant.FromUtc(2026, 1, 5, 9, 0);

    public static void Play(string file, Action<Scenario> story) => Play([file], story);

    public static void Play(string[] files, Action<Scenario> story, SimulationSettings? settings = null)
    {
        settings ??= new(Begin);
        var straight = new Scenario(files, false, settings);
        story(straight);
        var restored = new Scenario(files, true, settings);
        story(restored);
        restored.told.ShouldBe(straight.told);
    }

    public Deed Last { get; private set; } = new(null, []);

    public Scenario Start(params (string Name, object? Value)[] variables) => Do(s => s.Start(null, Values(variables)));
    public Scenario Start(string process, params (string Name, object? Value)[] variables) => Do(s => s.Start(process, Values(variables)));
    public Scenario StartByMessage(string message, params (string Name, object? Value)[] variables) => Do(s => s.StartByMessage(message, null, Values(variables)));
    public Scenario StartBySignal(string signal, params (string Name, object? Value)[] variables) => Do(s => s.StartBySignal(signal, null, Values(variables)));
    public Scenario Complete(params string[] tasks) => tasks.Aggregate(this, (s, task) => s.Do(on => on.Complete(task)));
    public Scenario CompleteWith(string task, params (string Name, object? Value)[] variables) => Do(s => s.Complete(task, Values(variables)));
    public Scenario Decide(string task, string outcome) => Do(s => s.Complete(task, null, outcome));
    public Scenario Fail(string task, string code = "") => Do(s => s.Fail(task, code));
    public Scenario Escalate(string task, string code = "") => Do(s => s.Escalate(task, code));
    public Scenario Advance(string time) => Do(s => s.Advance(PeriodPattern.NormalizingIso.Parse(time).Value));
    public Scenario Message(string name, string? key = null, params (string Name, object? Value)[] variables) => Do(s => s.Message(name, key, Values(variables)));
    public Scenario Signal(string name, params (string Name, object? Value)[] variables) => Do(s => s.Signal(name, Values(variables)));
    public Scenario Set(params (string Name, object? Value)[] variables) => Do(s => s.Set(Values(variables)));

    public Scenario Open(params string[] tasks) => Stands(simulator.Open, tasks);
    public Scenario Waits(params string[] names) => Stands(simulator.Subscriptions, names);
    public Scenario Timers(int armed) => Stands("timers", simulator.Timers, armed);
    public Scenario Running(int instances) => Stands("instances", simulator.Instances, instances);
    public Scenario Incidents(int open) => Stands("incidents", simulator.Incidents.Length, open);
    public Scenario Has(string variable, object? value) => Stands(variable, FeelValue.Text(simulator.Variable(variable)), FeelValue.Text(value));

    /// <summary>Over, and nothing is left open anywhere.</summary>
    public Scenario Ended()
    {
        Stands("ended", simulator.Ended, true);
        return Open().Waits().Running(0).Incidents(0);
    }

    /// <summary>The last step could not be done.</summary>
    public Scenario Refused(string why)
    {
        Last.WhyNot.ShouldNotBeNull().English.ShouldContain(why);
        Last.WhyNot.French.ShouldNotBeEmpty();
        return this;
    }

    public Scenario Try(Func<Simulator, Deed> act)
    {
        if (restores)
        {
            var saved = simulator.Save();
            simulator.Restore(saved);
            simulator.Save().ShouldBe(saved);
        }
        Last = act(simulator);
        told.Add($"{Last.WhyNot?.English} {string.Join(", ", Last.Happened)} {simulator.Save()}");
        return this;
    }

    private Scenario Do(Func<Simulator, Deed> act)
    {
        Try(act);
        Last.WhyNot.ShouldBeNull($"step {told.Count}");
        return this;
    }

    private Scenario Stands(ImmutableArray<string> found, string[] expected)
    {
        ((IEnumerable<string>)found).ShouldBe(expected.Order(StringComparer.Ordinal), customMessage: $"after step {told.Count}: {told.LastOrDefault()}");
        return this;
    }

    private Scenario Stands(string what, object? found, object? expected)
    {
        found.ShouldBe(expected, string.Create(CultureInfo.InvariantCulture, $"{what} after step {told.Count}: {told.LastOrDefault()}"));
        return this;
    }

    private static ImmutableDictionary<string, object?> Values((string Name, object? Value)[] variables) => variables.ToImmutableDictionary(v => v.Name, v => v.Value);
}

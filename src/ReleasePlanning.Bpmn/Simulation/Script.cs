using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>What happens in a simulation, step by step, and what is expected of it.</summary>
/// <param name="Process">The process a plain start means; null for the first that no other calls.</param>
/// <param name="Now">The virtual clock when it begins.</param>
/// <param name="Variables">What instances begin with.</param>
public sealed record Script(string? Process, Instant Now, ImmutableDictionary<string, object?> Variables, ImmutableArray<ScriptStep> Steps)
{
    /// <summary>The most steps a script may have.</summary>
    public const int MaxSteps = 10_000;

    /// <summary>When a script begins that does not say.</summary>
    public static Instant DefaultNow { get; } = Instant.FromUtc(2026, 1, 5, 9, 0);

    /// <summary>What due rules count from.</summary>
    public ImmutableDictionary<DueAnchor, Instant> Anchors { get; init; } = ImmutableDictionary<DueAnchor, Instant>.Empty;
}

/// <summary>One step. Closed hierarchy.</summary>
/// <param name="Text">The step as it is written, without its variables.</param>
public abstract record ScriptStep(string Text)
{
    /// <summary>Starts an instance: plainly, by a message or by a signal.</summary>
    public sealed record Start(string Text, string? ByMessage, string? BySignal, string? Process, ImmutableDictionary<string, object?> Variables) : ScriptStep(Text);

    /// <summary>Completes a task.</summary>
    public sealed record Complete(string Text, string Task, string? Outcome, ImmutableDictionary<string, object?> Variables) : ScriptStep(Text);

    /// <summary>A task fails.</summary>
    public sealed record Fail(string Text, string Task, string Code, string? Why) : ScriptStep(Text);

    /// <summary>A task raises an escalation.</summary>
    public sealed record Escalate(string Text, string Task, string Code, ImmutableDictionary<string, object?> Variables) : ScriptStep(Text);

    /// <summary>Time passes.</summary>
    public sealed record Advance(string Text, Period Time) : ScriptStep(Text);

    /// <summary>A message comes.</summary>
    public sealed record Message(string Text, string Name, string? Key, ImmutableDictionary<string, object?> Variables) : ScriptStep(Text);

    /// <summary>A signal is given.</summary>
    public sealed record Signal(string Text, string Name, ImmutableDictionary<string, object?> Variables) : ScriptStep(Text);

    /// <summary>Variables are set from outside.</summary>
    public sealed record Set(string Text, ImmutableDictionary<string, object?> Variables) : ScriptStep(Text);

    /// <summary>Everything is written down and read again.</summary>
    public sealed record SaveRestore(string Text) : ScriptStep(Text);

    /// <summary>How things should stand; only what is given is compared.</summary>
    public sealed record Expect(string Text, Expectation What) : ScriptStep(Text);
}

/// <summary>How things should stand; null where nothing is expected.</summary>
public sealed record Expectation
{
    /// <summary>Open tasks by name, in any order.</summary>
    public ImmutableArray<string>? Open { get; init; }
    /// <summary>Armed timers.</summary>
    public int? Timers { get; init; }
    /// <summary>Messages and signals waited for, in any order.</summary>
    public ImmutableArray<string>? Subscriptions { get; init; }
    /// <summary>Whether something was started and nothing runs.</summary>
    public bool? Ended { get; init; }
    /// <summary>Running instances.</summary>
    public int? Instances { get; init; }
    /// <summary>Open incidents.</summary>
    public int? Incidents { get; init; }
    /// <summary>Variables by name.</summary>
    public ImmutableDictionary<string, object?> Variables { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>Where a simulation stands otherwise.</summary>
    public ImmutableArray<Difference> DifferencesFrom(Simulator simulator)
    {
        var found = ImmutableArray.CreateBuilder<Difference>();
        if (Open is { } open)
            Compare("open", Sorted(open), Sorted(simulator.Open));
        if (Timers is { } timers)
            Compare("timers", (decimal)timers, (decimal)simulator.Timers);
        if (Subscriptions is { } subscriptions)
            Compare("subscriptions", Sorted(subscriptions), Sorted(simulator.Subscriptions));
        if (Ended is { } ended)
            Compare("ended", ended, simulator.Ended);
        if (Instances is { } instances)
            Compare("instances", (decimal)instances, (decimal)simulator.Instances);
        if (Incidents is { } incidents)
            Compare("incidents", (decimal)incidents, (decimal)simulator.Incidents.Length);
        foreach (var (name, expected) in Variables.OrderBy(v => v.Key, StringComparer.Ordinal))
            Compare("variables." + name, expected, simulator.Variable(name));
        return found.ToImmutable();

        void Compare(string key, object? expected, object? stands)
        {
            if (!SameValue.As(expected, stands))
                found.Add(new(key, expected, stands));
        }
    }

    private static ImmutableArray<object?> Sorted(ImmutableArray<string> names) => [.. names.Order(StringComparer.Ordinal)];
}

/// <summary>Something that stands otherwise than expected.</summary>
/// <param name="Key">Which of the expectations, e.g. <c>timers</c> or <c>variables.total</c>.</param>
public sealed record Difference(string Key, object? Expected, object? Found);

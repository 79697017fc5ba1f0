using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>All a simulation remembers. Immutable, so that what cannot be done to its end is undone by keeping the book from before.</summary>
/// <param name="NextNumber">Numbers everything that is opened, in the order it is opened; equal due times and equal claims go by it.</param>
/// <param name="Given">The variables instances begin with.</param>
internal sealed record Book(Instant Now, long NextNumber, int NextInstance, ImmutableDictionary<string, object?> Given)
{
    internal ImmutableSortedDictionary<int, Instance> Instances { get; init; } = ImmutableSortedDictionary<int, Instance>.Empty;
    internal ImmutableList<StartTimer> StartTimers { get; init; } = [];
    internal ImmutableList<OpenIncident> Incidents { get; init; } = [];

    /// <summary>What instances that have ended left behind, the last to end first.</summary>
    internal ImmutableList<ImmutableDictionary<string, object?>> Left { get; init; } = [];

    internal IEnumerable<(Instance Instance, Held Held)> Of(HeldKind kind) =>
        Instances.Values.SelectMany(i => i.Held.Values.Where(h => h.Kind == kind).Select(h => (i, h)));

    /// <summary>What was opened first.</summary>
    internal (Instance Instance, Held Held)? Oldest(Func<Instance, Held, bool> wanted)
    {
        (Instance, Held)? oldest = null;
        foreach (var instance in Instances.Values)
        {
            foreach (var held in instance.Held.Values)
            {
                if ((oldest is not var (_, first) || held.Number < first.Number) && wanted(instance, held))
                    oldest = (instance, held);
            }
        }
        return oldest;
    }

    /// <summary>Incidents nobody has dealt with: the instance runs, and the token still stands where it was stopped.</summary>
    internal IEnumerable<OpenIncident> OpenIncidents => Incidents.Where(IsOpen);

    private bool IsOpen(OpenIncident incident)
    {
        if (!Instances.TryGetValue(incident.Instance, out var instance))
            return false;
        if (incident.Token == ProcessState.Process)
            return true;
        return instance.State.Tokens.TryGet(incident.Token, out var token) && (!incident.WasStuck || token.Stuck is not null);
    }
}

/// <summary>One running instance and what is held open for it.</summary>
/// <param name="Caller">The call activity that started it; null where none did.</param>
internal sealed record Instance(int Id, string ProcessId, ProcessState State, Caller? Caller)
{
    internal ImmutableDictionary<HeldKey, Held> Held { get; init; } = ImmutableDictionary<HeldKey, Held>.Empty;
}

internal sealed record Caller(int Instance, long Token, string Element);

/// <summary>Of one token and element there is never more than one thing open.</summary>
internal readonly record struct HeldKey(long Token, string Element);

internal enum HeldKind { Task, Service, Timer, Message, Signal, Child }

/// <summary>One thing held open.</summary>
/// <param name="Name">Of a message or signal.</param>
/// <param name="Key">Of a message; null takes any.</param>
/// <param name="Child">The instance a call activity waits for.</param>
internal sealed record Held(long Number, HeldKind Kind, HeldKey At, string? Name = null, string? Key = null, Instant? Due = null, int? Child = null);

internal sealed record StartTimer(long Number, string ProcessId, string Element, Instant Due, TimerRepeat? Repeat);

internal sealed record OpenIncident(int Instance, long Token, string Element, bool WasStuck, string English, string French);

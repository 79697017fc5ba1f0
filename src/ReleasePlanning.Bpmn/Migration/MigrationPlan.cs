using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>How running instances get from one version of a process to another: which element takes the place of which.</summary>
/// <remarks>
/// Checked when it is made (<see cref="Problems"/>), then for each instance (<see cref="Validate"/>); <see cref="Apply"/> is pure and changes nothing when
/// it refuses. Token ids stay as they are, so whatever answers a token later still finds it. Only what is open moves: an activity completed under the old
/// version is not looked at again, and gets no compensation it did not have when it was completed.
/// </remarks>
public sealed class MigrationPlan
{
    /// <summary>Makes and checks a plan.</summary>
    /// <param name="from">The version instances are on.</param>
    /// <param name="to">The version they are to go to.</param>
    /// <param name="mappings">Element ids of <paramref name="from"/> with the ids in <paramref name="to"/> that take their place.</param>
    public MigrationPlan(ProcessModel from, ProcessModel to, IEnumerable<KeyValuePair<string, string>> mappings)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(mappings);
        (From, To) = (from, to);
        Mappings = mappings.ToImmutableSortedDictionary(StringComparer.Ordinal);
        Problems = CheckMappings.Run(this);
    }

    /// <summary>The version instances are on.</summary>
    public ProcessModel From { get; }

    /// <summary>The version they are to go to.</summary>
    public ProcessModel To { get; }

    /// <summary>Element ids of the old version with those of the new one.</summary>
    public ImmutableSortedDictionary<string, string> Mappings { get; }

    /// <summary>What is wrong with the plan itself, whatever the instance; empty when it can be used.</summary>
    public ImmutableArray<MigrationProblem> Problems { get; }

    /// <summary>Maps what has kept its id, its kind and its scope (a boundary event also its activity), and says of everything else why it was not mapped.</summary>
    public static MigrationSuggestion Suggest(ProcessModel from, ProcessModel to) => SuggestMappings.Run(from, to);

    /// <summary>Why an instance cannot be migrated; empty when it can.</summary>
    public ImmutableArray<MigrationProblem> Validate(ProcessState state) => ValidateInstance.Run(this, state);

    /// <summary>Moves an instance to the new version.</summary>
    /// <param name="state">Where it stands.</param>
    /// <param name="now">The moment of the migration; what is armed anew is counted from it.</param>
    /// <param name="host">What expressions may ask of the host.</param>
    /// <param name="timers">Whether timers keep their due date.</param>
    /// <exception cref="InterpreterException">It cannot be migrated, or what is new cannot be opened for it; nothing has changed.</exception>
    public Migrated Apply(ProcessState state, Instant now, FeelHost? host, TimerPolicy timers) => CarryOver.Run(this, state, now, host, timers);

    internal string? TargetOf(string sourceId) => Mappings.GetValueOrDefault(sourceId);
}

/// <summary>A plan made by rule, and what the rule left out.</summary>
/// <param name="Plan">The plan; without problems.</param>
/// <param name="Unmapped">One entry for each element of the old version that has no counterpart, with the reason.</param>
public sealed record MigrationSuggestion(MigrationPlan Plan, ImmutableArray<MigrationProblem> Unmapped);

/// <summary>One reason why something cannot be migrated.</summary>
/// <param name="ElementId">The element of the old version it is about (of the new one where the old one has none); empty for the whole instance.</param>
/// <param name="Code">A stable code, e.g. <c>migration.not-mapped</c>.</param>
/// <param name="English">The reason as a sentence.</param>
/// <param name="French">The same sentence in French.</param>
public sealed record MigrationProblem(string ElementId, string Code, string English, string French);

/// <summary>What becomes of an armed timer.</summary>
public enum TimerChoice
{
    /// <summary>It falls due when it would have; of a cycle, what is left of it goes on as it was.</summary>
    Keep,
    /// <summary>It is counted anew from the text of the new version; a cycle keeps the number of firings it has left.</summary>
    Recompute
}

/// <summary>What becomes of armed timers.</summary>
/// <param name="Default">For timers not named.</param>
public sealed record TimerPolicy(TimerChoice Default)
{
    /// <summary>Every timer keeps its due date.</summary>
    public static TimerPolicy Keep { get; } = new(TimerChoice.Keep);

    /// <summary>Every timer is counted anew.</summary>
    public static TimerPolicy Recompute { get; } = new(TimerChoice.Recompute);

    /// <summary>Choices for single events, by their element id in the old version.</summary>
    public ImmutableDictionary<string, TimerChoice> ByEvent { get; init; } = ImmutableDictionary<string, TimerChoice>.Empty;

    /// <summary>The choice for one event.</summary>
    public TimerChoice For(string elementId) => ByEvent.GetValueOrDefault(elementId, Default);
}

/// <summary>What an instance became. The host makes it true in one transaction and in this order: <paramref name="Closed"/>, <paramref name="Renames"/>,
/// <paramref name="Step"/>.</summary>
/// <param name="Closed">What is disarmed and unsubscribed, under its old element id.</param>
/// <param name="Renames">What stays open under another element id.</param>
/// <param name="Step">The new state, and what is opened under the new element ids. Its path is empty unless the new version lets a token go on at once
/// (a join that waits for fewer branches, a new condition that already holds).</param>
public sealed record Migrated(ImmutableArray<Effect> Closed, ImmutableArray<Renamed> Renames, Step Step);

/// <summary>Everything open for a token at one element (work item, timer, subscription, incident) is now at another.</summary>
/// <param name="TokenId">The token; <see cref="ProcessState.Process"/> for the process itself.</param>
/// <param name="From">The element id in the old version.</param>
/// <param name="To">The element id in the new version.</param>
public sealed record Renamed(long TokenId, string From, string To);

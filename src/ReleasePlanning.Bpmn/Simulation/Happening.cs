using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>What came of one command to a <see cref="Simulator"/>.</summary>
/// <param name="WhyNot">Why it could not be done; then nothing has changed. Null when it was done.</param>
/// <param name="Happened">What happened on the way, in order.</param>
public sealed record Deed(Explanation? WhyNot, ImmutableArray<Happening> Happened)
{
    /// <summary>True when it was done.</summary>
    public bool Ok => WhyNot is null;
}

/// <summary>One sentence in both languages.</summary>
public sealed record Explanation(string English, string French)
{
    /// <summary>The sentence in a language ("en" or "fr").</summary>
    public string In(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? French : English;
}

/// <summary>Something that happened while a command was carried out.</summary>
/// <param name="ElementId">The element concerned; for the beginning and end of an instance its start event, or empty.</param>
/// <param name="Why">For what went wrong: why.</param>
public sealed record Happening(HappeningKind Kind, string ProcessId, string ElementId, Explanation? Why = null);

/// <summary>The kinds of <see cref="Happening"/>.</summary>
public enum HappeningKind
{
    /// <summary>An instance began.</summary>
    Started,
    /// <summary>An instance ended.</summary>
    Ended,
    /// <summary>A timer fired.</summary>
    TimerFired,
    /// <summary>A start event happened, but the instance could not begin.</summary>
    StartRefused,
    /// <summary>A process threw a message nobody waits for; it is lost.</summary>
    MessageLost,
    /// <summary>A token was stopped for a person to see.</summary>
    Incident
}

/// <summary>A command that cannot be carried out.</summary>
internal sealed class CannotBeDoneException(string english, string french) : Exception(english)
{
    internal Explanation Why { get; } = new(english, french);
}

using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads BPMN 2.0 XML. Files are untrusted: no DTD, no external entities, limits on size and depth.</summary>
public static class BpmnReader
{
    /// <summary>The longest file read, in characters.</summary>
    public const int MaxLength = 2 * 1024 * 1024;
    /// <summary>How deep elements may nest.</summary>
    public const int MaxDepth = 64;
    /// <summary>How many flow nodes a file may hold.</summary>
    public const int MaxNodes = 2_000;

    /// <summary>Reads a file's text into its processes, or says element by element why not. Never throws.</summary>
    public static ReadResult Read(string xml, ReadFor purpose = ReadFor.Publishing)
    {
        var log = new FindingLog();
        var processes = LoadXml.From(xml, log) is { Root: { } root } ? ReadDefinitions.From(root, purpose, log) : [];
        return new(log.AnyRefused ? [] : processes, log.ToArray());
    }
}

/// <summary>What a file is read for.</summary>
public enum ReadFor
{
    /// <summary>To be run by a host: every task must say which activity does it.</summary>
    Publishing,
    /// <summary>To be played through: tasks need no binding, because what they do outside is said by whoever plays, and a date may go without an offset. All else is as for publishing.</summary>
    Simulation
}

/// <summary>What a file holds. Processes are given only when nothing was refused.</summary>
public sealed record ReadResult(ImmutableArray<ProcessModel> Processes, ImmutableArray<Finding> Findings)
{
    /// <summary>True when nothing was refused.</summary>
    public bool IsRunnable => Processes.Length > 0 && !Findings.Any(f => f.Severity == FindingSeverity.Refused);
}

/// <summary>How grave a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Cannot run; publishing is refused.</summary>
    Refused,
    /// <summary>Runs, but probably not as meant.</summary>
    Warning,
    /// <summary>Worth knowing.</summary>
    Info
}

/// <summary>One finding about one element, as a sentence in both languages.</summary>
/// <param name="ElementId">The element, or empty for the whole file.</param>
/// <param name="Code">A stable code, kebab-case.</param>
public sealed record Finding(string ElementId, FindingSeverity Severity, string Code, string English, string French)
{
    /// <summary>The line in the file, counted from 1, where it is known.</summary>
    public int? Line { get; init; }

    /// <summary>The sentence in a language ("en" or "fr").</summary>
    public string In(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? French : English;
}

using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads BPMN 2.0 XML. Files are untrusted: no DTD, no external entities, limits on size and depth.</summary>
public static class BpmnReader
{
    /// <summary>Reads a file's text into its processes, or says element by element why not.</summary>
    public static ReadResult Read(string xml) => new([], [new Finding("", FindingSeverity.Refused, "not-built", xml[..0], "")]);
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
public sealed record Finding(string ElementId, FindingSeverity Severity, string Code, string English, string French);

using System.Collections.Immutable;
using System.Xml.Linq;
using ReleasePlanning.Bpmn.Reading;

namespace ReleasePlanning.Bpmn.Linting;

/// <summary>What Elsa 3 would make of an element.</summary>
public enum ElsaRating
{
    /// <summary>Elsa runs it as drawn.</summary>
    Runs,
    /// <summary>Elsa imports it, but it does less than drawn.</summary>
    Degraded,
    /// <summary>Elsa refuses the file because of it, or leaves it out.</summary>
    Refused
}

/// <summary>Of one element: whether it runs here, and what Elsa would do with it, with the reason in both languages.</summary>
/// <param name="RunsHere">False when <see cref="BpmnReader"/> refuses the element.</param>
public sealed record ElsaVerdict(string ElementId, bool RunsHere, ElsaRating InElsa, string English, string French);

/// <summary>Tells element by element whether Elsa 3 would run, degrade or refuse a diagram. Says nothing about whether it is right.</summary>
public static class ElsaLint
{
    /// <summary>One verdict per flow node, and one per sequence flow that carries a condition, in document order; none for a file that cannot be read.</summary>
    public static ImmutableArray<ElsaVerdict> Check(string xml)
    {
        if (LoadXml.From(xml, new FindingLog()) is not { Root: { } root })
            return [];
        var refusedHere = BpmnReader.Read(xml).Findings.Where(f => f.Severity == FindingSeverity.Refused).Select(f => f.ElementId).ToHashSet(StringComparer.Ordinal);
        return [.. root.Children("process").SelectMany(p => p.Descendants()).Where(e => e.Id().Length > 0).Select(e => Verdict(e, refusedHere)).OfType<ElsaVerdict>()];
    }

    private static ElsaVerdict? Verdict(XElement element, HashSet<string> refusedHere) =>
        ElsaRules.Rate(element) is { } rated ? new(element.Id(), !refusedHere.Contains(element.Id()), rated.Rating, rated.English, rated.French) : null;
}

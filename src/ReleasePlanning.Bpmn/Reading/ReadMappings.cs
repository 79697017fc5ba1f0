using System.Collections.Immutable;
using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads which variables an activity is given and gives back: the standard's data associations (clause 10.4.2), our own <c>rp:in</c> and
/// <c>rp:out</c>, and the spellings of Camunda, Flowable and Zeebe for the same.</summary>
internal static class ReadMappings
{
    internal static ImmutableArray<VariableMapping> Inputs(XElement activity, DataNames data) =>
        [.. Associations(activity, "dataInputAssociation", data), .. Mapped(activity, "in"), .. Parameters(activity, "inputParameter"), .. ZeebeMapped(activity, "input")];

    internal static ImmutableArray<VariableMapping> Outputs(XElement activity, DataNames data) =>
        [.. Associations(activity, "dataOutputAssociation", data), .. Mapped(activity, "out"), .. Parameters(activity, "outputParameter"), .. ZeebeMapped(activity, "output")];

    private static IEnumerable<VariableMapping> Associations(XElement activity, string kind, DataNames data)
    {
        foreach (var association in activity.Children(kind))
        {
            var assignments = association.Children("assignment").ToList();
            foreach (var assignment in assignments)
            {
                if (assignment.Child("from")?.Value.Trim() is { Length: > 0 } from && data.Name(assignment.Child("to")?.Value) is { } to)
                    yield return new(from, to);
            }
            var (source, target) = (data.Name(association.Child("sourceRef")?.Value), data.Name(association.Child("targetRef")?.Value));
            var transformation = association.Child("transformation")?.Value.Trim();
            if (assignments.Count == 0 && target is not null && (string.IsNullOrEmpty(transformation) ? source : transformation) is { } value && value != target)
                yield return new(value, target);
        }
    }

    private static IEnumerable<VariableMapping> Mapped(XElement activity, string direction)
    {
        if (activity.Name.LocalName != "callActivity")
            yield break;
        foreach (var mapping in activity.Extensions(direction))
        {
            if ((string?)mapping.Attribute("variables") == "all")
                yield return VariableMapping.All;
            else if (((string?)mapping.Attribute("source") ?? (string?)mapping.Attribute("sourceExpression")) is { } source && (string?)mapping.Attribute("target") is { } target)
                yield return new(source, target);
        }
    }

    private static IEnumerable<VariableMapping> Parameters(XElement activity, string kind)
    {
        foreach (var parameter in activity.Extension("inputOutput")?.Elements().Where(e => e.Name.LocalName == kind && !e.HasElements) ?? [])
        {
            var text = parameter.Value.Trim();
            if (((string?)parameter.Attribute("name"))?.Trim() is { Length: > 0 } name)
                yield return new(Composite.AsExpression(text) is var value && Execution.Expressions.IsExpression(value) ? value : Composite.Quoted(text), name);
        }
    }

    private static IEnumerable<VariableMapping> ZeebeMapped(XElement activity, string kind)
    {
        foreach (var mapping in activity.Extension("ioMapping")?.Elements().Where(e => e.Name.LocalName == kind) ?? [])
        {
            if ((string?)mapping.Attribute("source") is { } source && (string?)mapping.Attribute("target") is { } target)
                yield return new(source.StartsWith('=') ? source : Composite.Quoted(source), target);
        }
    }
}

using System.Collections.Immutable;
using System.Xml.Linq;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>The variable each data object, property, input and output of a process stands for: its name, or its id where it has none.</summary>
internal sealed class DataNames
{
    private static readonly HashSet<string> Kinds = ["dataObject", "dataObjectReference", "property", "dataInput", "dataOutput"];

    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);

    internal DataNames(XElement process)
    {
        var all = process.Descendants().Where(e => e.Name.Namespace == XmlNames.Bpmn && Kinds.Contains(e.Name.LocalName) && e.Id().Length > 0).ToList();
        foreach (var element in all.Where(e => e.Name.LocalName != "dataObjectReference"))
            names.TryAdd(element.Id(), Written(element) ?? element.Id());
        foreach (var reference in all.Where(e => e.Name.LocalName == "dataObjectReference"))
        {
            var to = reference.Reference("dataObjectRef");
            // The object itself is seldom named; people name what they see, the reference.
            if (to is not null && names.TryGetValue(to, out var known) && known == to && Written(reference) is { } seen)
                names[to] = seen;
            names.TryAdd(reference.Id(), to is not null && names.TryGetValue(to, out var name) ? name : Written(reference) ?? reference.Id());
        }
    }

    /// <summary>The variable a reference means; one that refers to nothing declared is the variable itself.</summary>
    internal string? Name(string? reference)
    {
        var id = reference?.Trim();
        if (string.IsNullOrEmpty(id))
            return null;
        return names.GetValueOrDefault(id[(id.LastIndexOf(':') + 1)..]) ?? id;
    }

    /// <summary>The variables declared directly in a sub-process.</summary>
    internal ImmutableArray<string> DeclaredIn(XElement container) =>
        [.. container.Elements().Where(e => e.Name.Namespace == XmlNames.Bpmn && e.Name.LocalName is "dataObject" or "property" && e.Id().Length > 0)
            .Select(e => names[e.Id()]).Distinct()];

    private static string? Written(XElement element) => ((string?)element.Attribute("name"))?.Trim() is { Length: > 0 } name ? name : null;
}

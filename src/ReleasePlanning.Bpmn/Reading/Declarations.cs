using System.Xml.Linq;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>What a file declares once and refers to by id: messages, signals, errors, escalations, event definitions, and the associations drawn between elements.</summary>
internal sealed class Declarations
{
    private readonly Dictionary<string, XElement> byKindAndId = new(StringComparer.Ordinal);
    private readonly ILookup<string, string> associations;

    internal Declarations(XElement root)
    {
        foreach (var element in root.Elements().Where(e => e.Name.Namespace == XmlNames.Bpmn && e.Id().Length > 0))
            byKindAndId.TryAdd($"{Kind(element.Name.LocalName)} {element.Id()}", element);
        associations = root.Descendants(XmlNames.Bpmn + "association").ToLookup(a => a.Reference("sourceRef") ?? "", a => a.Reference("targetRef") ?? "", StringComparer.Ordinal);
    }

    internal XElement? Message(string? id) => Find("message", id);

    internal XElement? Signal(string? id) => Find("signal", id);

    internal XElement? Error(string? id) => Find("error", id);

    internal XElement? Escalation(string? id) => Find("escalation", id);

    /// <summary>An event definition that stands at the root so that several events can refer to it.</summary>
    internal XElement? EventDefinition(string reference)
    {
        var id = reference.Trim();
        return Find("EventDefinition", id[(id.LastIndexOf(':') + 1)..]);
    }

    internal IEnumerable<string> AssociationsFrom(string id) => associations[id];

    private XElement? Find(string kind, string? id) => id is null ? null : byKindAndId.GetValueOrDefault($"{kind} {id}");

    private static string Kind(string name) => name.EndsWith("EventDefinition", StringComparison.Ordinal) ? "EventDefinition" : name;
}

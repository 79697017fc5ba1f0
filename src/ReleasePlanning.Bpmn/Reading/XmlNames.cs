using System.Xml.Linq;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>The namespaces and attributes of the files read here. Prefixes never matter, only these.</summary>
internal static class XmlNames
{
    internal static readonly XNamespace Bpmn = "http://www.omg.org/spec/BPMN/20100524/MODEL";
    internal static readonly XNamespace Diagram = "http://www.omg.org/spec/BPMN/20100524/DI";
    internal static readonly XNamespace Elsa = "https://elsaworkflows.io/schemas/bpmn/v1";
    internal static readonly XNamespace Valence = "https://bpmn.valenceworks.io/schema/bpmn";
    internal static readonly XNamespace Own = "urn:release-planning:bpmn";

    internal static readonly XName ActivityBinding = Elsa + "activityBinding";
    internal static readonly XName BindingInput = Elsa + "input";
    internal static readonly XName ConditionOutcome = Valence + "conditionOutcome";
    internal static readonly XName NameFr = Own + "nameFr";
    internal static readonly XName CorrelationKey = Own + "correlationKey";

    /// <summary>Attribute namespaces that change nothing about how a process runs: our own, and colours.</summary>
    internal static bool IsHarmless(XNamespace ns) =>
        ns == XNamespace.None || ns == XNamespace.Xmlns || ns == XNamespace.Xml || ns == Own || ns == Valence || ns == Elsa
        || ns.NamespaceName is "http://www.w3.org/2001/XMLSchema-instance"
            or "http://bpmn.io/schema/bpmn/biocolor/1.0"
            or "http://www.omg.org/spec/BPMN/non-normative/color/1.0";
}

/// <summary>Reading conveniences on elements.</summary>
internal static class XmlReads
{
    internal static string Id(this XElement element) => (string?)element.Attribute("id") ?? "";

    internal static XElement? Child(this XElement element, string bpmnName) => element.Element(XmlNames.Bpmn + bpmnName);

    /// <summary>The extensions of an element with a local name, whichever engine's they are.</summary>
    internal static IEnumerable<XElement> Extensions(this XElement element, string localName) =>
        element.Child("extensionElements")?.Elements().Where(e => e.Name.LocalName == localName) ?? [];

    internal static XElement? Extension(this XElement element, string localName) => element.Extensions(localName).FirstOrDefault();

    /// <summary>An attribute several engines spell alike in their own namespaces.</summary>
    internal static string? ForeignAttribute(this XElement element, string localName) =>
        Text(element.Attributes().FirstOrDefault(a => a.Name.LocalName == localName && a.Name.Namespace != XNamespace.None));

    internal static IEnumerable<XElement> Children(this XElement element, string bpmnName) => element.Elements(XmlNames.Bpmn + bpmnName);

    internal static Model.Names Names(this XElement element) => new(Text(element.Attribute("name")), Text(element.Attribute(XmlNames.NameFr)));

    /// <summary>A reference as a plain id: files may write a QName (<c>tns:Message_1</c>).</summary>
    internal static string? Reference(this XElement element, string attribute)
    {
        var text = Text(element.Attribute(attribute));
        return text is null ? null : text[(text.LastIndexOf(':') + 1)..];
    }

    internal static bool? Flag(this XElement element, string attribute) =>
        (string?)element.Attribute(attribute) switch { "true" or "1" => true, "false" or "0" => false, _ => null };

    private static string? Text(XAttribute? attribute) => string.IsNullOrWhiteSpace(attribute?.Value) ? null : attribute.Value.Trim();
}

using System.Collections.Immutable;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>A BPMN file as it was drawn, to be changed in places and written again. What nobody changes survives: extensions and attributes of other tools,
/// diagram layout, comments, order and white space. Only how the same XML can be spelled (quotes, character references, space inside tags) is not kept.</summary>
public sealed class BpmnFile
{
    private readonly XDocument document;

    private BpmnFile(XDocument document) => this.document = document;

    /// <summary>Reads a file within the limits of <see cref="BpmnReader"/>; null, with the reason, where it is no XML that may be read.</summary>
    public static BpmnFile? Read(string xml, out ImmutableArray<Finding> findings)
    {
        var log = new FindingLog();
        var document = LoadXml.From(xml, log);
        findings = log.ToArray();
        return document is null ? null : new(document);
    }

    /// <summary>The names of every element that has one, by element id.</summary>
    public IEnumerable<KeyValuePair<string, Model.Names>> Names => document.Descendants()
        .Where(e => e.Id().Length > 0 && (e.Attribute("name") ?? e.Attribute(XmlNames.NameFr)) is not null).Select(e => KeyValuePair.Create(e.Id(), e.Names()));

    /// <summary>Names an element in one language; false where there is no such element. Null takes the name away.</summary>
    /// <param name="elementId">The element.</param>
    /// <param name="language">"en" or "fr".</param>
    /// <param name="name">What people shall read.</param>
    public bool Rename(string elementId, string language, string? name)
    {
        var element = document.Descendants().FirstOrDefault(e => e.Name.Namespace == XmlNames.Bpmn && e.Id() == elementId);
        element?.SetAttributeValue(language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? XmlNames.NameFr : "name", name);
        return element is not null;
    }

    /// <summary>Puts the French names where viewers read the name, for showing; a file so changed is not for keeping.</summary>
    internal void ShowFrench()
    {
        foreach (var element in document.Descendants())
        {
            if (element.Names().French is { } french)
                element.SetAttributeValue("name", french);
        }
    }

    /// <summary>The file as text.</summary>
    public string Write()
    {
        var text = new StringBuilder(document.Declaration?.ToString());
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, NewLineHandling = NewLineHandling.Entitize, ConformanceLevel = ConformanceLevel.Auto }))
            document.WriteTo(writer);
        return text.ToString();
    }
}

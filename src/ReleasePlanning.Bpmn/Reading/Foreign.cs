using System.Xml.Linq;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reports what other engines read in a file and this one does not, so that nothing is ignored in silence.</summary>
internal static class Foreign
{
    private static readonly string[] DataFlow = ["ioSpecification", "dataInputAssociation", "dataOutputAssociation"];

    internal static void Report(XElement element, FindingLog log)
    {
        foreach (var attribute in element.Attributes().Where(a => !XmlNames.IsHarmless(a.Name.Namespace)))
            Warn(element, attribute.Name, "attribute", "L’attribut", log);
        foreach (var extension in element.Child("extensionElements")?.Elements() ?? [])
        {
            if (!XmlNames.IsHarmless(extension.Name.Namespace))
                Warn(element, extension.Name, "extension", "L’extension", log);
        }
        if (DataFlow.FirstOrDefault(d => element.Child(d) is not null) is { } data)
            log.Warn(element, "data-not-run", $"The {data} is not run; variables belong to the process.",
                $"L’élément {data} n’est pas exécuté; les variables appartiennent au processus.");
    }

    private static void Warn(XElement element, XName name, string english, string french, FindingLog log) =>
        log.Warn(element, "foreign-extension", $"The {english} {name.LocalName} belongs to another engine ({name.NamespaceName}) and has no effect here.",
            $"{french} {name.LocalName} appartient à un autre moteur ({name.NamespaceName}) et n’a pas d’effet ici.");
}

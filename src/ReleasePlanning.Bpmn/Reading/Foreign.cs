using System.Xml.Linq;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reports what other engines read in a file and this one does not, so that nothing is ignored in silence.</summary>
internal static class Foreign
{
    /// <summary>What other engines write and is run here all the same, by local name.</summary>
    private static readonly HashSet<string> Understood =
    [
        "in", "out", "inputOutput", "ioMapping", "collection", "elementVariable", "resultVariable", "errorCodeVariable", "errorMessage", "errorMessageVariable", "escalationCodeVariable", "subscription", "variableEvents", "variableName"
    ];

    internal static void Report(XElement element, FindingLog log)
    {
        foreach (var attribute in element.Attributes().Where(a => !XmlNames.IsHarmless(a.Name.Namespace) && !Understood.Contains(a.Name.LocalName)))
            Warn(element, attribute.Name, "attribute", "L’attribut", log);
        foreach (var extension in element.Child("extensionElements")?.Elements() ?? [])
        {
            if (!XmlNames.IsHarmless(extension.Name.Namespace) && !Understood.Contains(extension.Name.LocalName))
                Warn(element, extension.Name, "extension", "L’extension", log);
        }
    }

    private static void Warn(XElement element, XName name, string english, string french, FindingLog log) =>
        log.Warn(element, "foreign-extension", $"The {english} {name.LocalName} belongs to another engine ({name.NamespaceName}) and has no effect here.",
            $"{french} {name.LocalName} appartient à un autre moteur ({name.NamespaceName}) et n’a pas d’effet ici.");
}

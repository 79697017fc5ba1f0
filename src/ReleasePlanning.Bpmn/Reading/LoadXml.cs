using System.Xml;
using System.Xml.Linq;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Turns untrusted text into an XML document, within limits.</summary>
internal static class LoadXml
{
    internal static XDocument? From(string? xml, FindingLog log)
    {
        if (string.IsNullOrWhiteSpace(xml))
        {
            log.Refuse(null, "empty-file", "The file is empty.", "Le fichier est vide.");
            return null;
        }
        if (xml.Length > BpmnReader.MaxLength)
        {
            log.Refuse(null, "file-too-large", $"The file has more than {BpmnReader.MaxLength:N0} characters.".Replace(',', ' '),
                $"Le fichier compte plus de {BpmnReader.MaxLength:N0} caractères.".Replace(',', ' '));
            return null;
        }
        try
        {
            var text = xml.TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
            return IsTooDeep(text, log) ? null : XDocument.Load(Open(text), LoadOptions.SetLineInfo | LoadOptions.PreserveWhitespace);
        }
        catch (XmlException e)
        {
            if (xml.Contains("<!DOCTYPE", StringComparison.OrdinalIgnoreCase))
                log.Refuse(null, "dtd", "The file declares a document type (DTD); such files are not read.",
                    "Le fichier déclare un type de document (DTD); de tels fichiers ne sont pas lus.");
            else
                log.Refuse(null, "malformed-xml", $"The file is not well-formed XML (line {e.LineNumber}, position {e.LinePosition}).",
                    $"Le fichier n’est pas du XML bien formé (ligne {e.LineNumber}, position {e.LinePosition}).");
            return null;
        }
    }

    // Checked on a pass of its own, before anything that works by recursion sees the file.
    private static bool IsTooDeep(string text, FindingLog log)
    {
        using var reader = Open(text);
        while (reader.Read())
        {
            if (reader.Depth <= BpmnReader.MaxDepth)
                continue;
            log.Refuse(null, "nested-too-deep", $"Elements are nested more than {BpmnReader.MaxDepth} deep.",
                $"Des éléments sont imbriqués sur plus de {BpmnReader.MaxDepth} niveaux.");
            return true;
        }
        return false;
    }

    private static XmlReader Open(string text) => XmlReader.Create(new StringReader(text), new XmlReaderSettings
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = BpmnReader.MaxLength
    });
}

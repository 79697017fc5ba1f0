namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Gives a diagram for showing with its names in one language. A viewer reads only <c>name</c>; the French ones stand beside it in <c>rp:nameFr</c>.</summary>
public static class DiagramNames
{
    /// <summary>The file with French names in place of the English ones, where it has them; all else, layout included, stays as it is.</summary>
    /// <param name="xml">A BPMN file. One that cannot be read is given back as it came.</param>
    /// <param name="language">"en" or "fr".</param>
    public static string In(string xml, string language)
    {
        if (!language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) || BpmnFile.Read(xml, out _) is not { } file)
            return xml;
        file.ShowFrench();
        return file.Write();
    }
}

using System.Globalization;
using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads the markers that make an activity run more than once (BPMN 2.0 clause 10.3.8).</summary>
internal static class ReadLoop
{
    internal static Loop? From(XElement activity, DataNames data, FindingLog log)
    {
        if (activity.Child("multiInstanceLoopCharacteristics") is { } several)
            return Several(activity, several, data, log);
        return activity.Child("standardLoopCharacteristics") is { } again ? Standard(activity, again, log) : null;
    }

    private static MultiInstance Several(XElement activity, XElement marker, DataNames data, FindingLog log)
    {
        RefuseWhatIsNotRun(activity, marker, log);
        var zeebe = marker.Extension("loopCharacteristics");
        var cardinality = Expression(activity, marker.Child("loopCardinality"), log);
        var collection = data.Name(marker.Child("loopDataInputRef")?.Value) ?? marker.ForeignAttribute("collection") ?? (string?)zeebe?.Attribute("inputCollection");
        if ((cardinality is null) == (collection is null))
            log.Refuse(activity, "multi-instance", "Multiple instances need either a loopCardinality or a collection to go through (loopDataInputRef), and not both.",
                "Les instances multiples exigent soit un loopCardinality, soit une collection à parcourir (loopDataInputRef), mais pas les deux.");
        var output = marker.Child("outputDataItem");
        return new(marker.Flag("isSequential") ?? false)
        {
            Cardinality = cardinality,
            Collection = collection,
            Element = Named(marker.Child("inputDataItem")) ?? marker.ForeignAttribute("elementVariable") ?? marker.ForeignAttribute("itemVariable") ?? (string?)zeebe?.Attribute("inputElement"),
            OutputCollection = data.Name(marker.Child("loopDataOutputRef")?.Value) ?? (string?)zeebe?.Attribute("outputCollection"),
            OutputElement = Named(output) ?? (string?)zeebe?.Attribute("outputElement"),
            CompletionCondition = Expression(activity, marker.Child("completionCondition"), log)
        };
    }

    private static void RefuseWhatIsNotRun(XElement activity, XElement marker, FindingLog log)
    {
        if ((string?)marker.Attribute("behavior") is { } behavior && behavior != "All")
            log.Refuse(activity, "multi-instance-behavior", $"Events thrown by instances (behavior {behavior}) are not run.",
                $"Les événements lancés par les instances (behavior {behavior}) ne sont pas exécutés.");
    }

    private static StandardLoop Standard(XElement activity, XElement marker, FindingLog log)
    {
        var condition = Expression(activity, marker.Child("loopCondition"), log);
        var written = (string?)marker.Attribute("loopMaximum");
        var isNumber = int.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out var maximum);
        if (written is not null && !isNumber)
            log.Refuse(activity, "standard-loop", $"The loop maximum \"{written}\" is not a whole number.", $"Le maximum de boucle « {written} » n’est pas un nombre entier.");
        else if (condition is null && written is null)
            log.Refuse(activity, "standard-loop", "The loop has neither a condition nor a maximum, so it would never end.",
                "La boucle n’a ni condition ni maximum; elle ne finirait donc jamais.");
        return new(condition, marker.Flag("testBefore") ?? false, isNumber ? maximum : null);
    }

    private static string? Expression(XElement activity, XElement? expression, FindingLog log)
    {
        if (expression is null || expression.Value.Trim().Length == 0)
            return null;
        ConditionLanguages.Check(activity, expression, log);
        return expression.Value.Trim();
    }

    private static string? Named(XElement? item) =>
        ((string?)item?.Attribute("name") ?? (string?)item?.Attribute("id"))?.Trim() is { Length: > 0 } name ? name : null;
}

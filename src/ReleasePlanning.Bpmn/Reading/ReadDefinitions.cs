using System.Collections.Immutable;
using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads the root of a file: its messages, then each of its processes.</summary>
internal static class ReadDefinitions
{
    internal static ImmutableArray<ProcessModel> From(XElement root, ReadFor purpose, FindingLog log)
    {
        if (root.Name != XmlNames.Bpmn + "definitions")
        {
            log.Refuse(root, "not-bpmn", "The file is not a BPMN 2.0 diagram.", "Le fichier n’est pas un diagramme BPMN 2.0.");
            return [];
        }
        RefuseDuplicateIds(root, log);
        WarnOfWhatIsNotRun(root, log);
        var declared = new Declarations(root);
        var pools = root.Children("collaboration").SelectMany(c => c.Children("participant"))
            .Where(p => p.Reference("processRef") is not null).DistinctBy(p => p.Reference("processRef")).ToDictionary(p => p.Reference("processRef")!);
        var models = ImmutableArray.CreateBuilder<ProcessModel>();
        var budget = new NodeBudget();
        foreach (var process in root.Children("process"))
        {
            if (ReadProcess.From(process, pools.GetValueOrDefault(process.Id()), declared, purpose, budget, log) is { } model)
                models.Add(model);
        }
        if (models.Count == 0 && !log.AnyRefused)
            log.Refuse(root, "no-process", "The file holds no process with any element.", "Le fichier ne contient aucun processus comportant des éléments.");
        return models.ToImmutable();
    }

    private static readonly HashSet<string> NotRun =
    [
        "choreography", "globalChoreographyTask", "globalConversation", "conversation", "globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"
    ];

    private static void WarnOfWhatIsNotRun(XElement root, FindingLog log)
    {
        foreach (var element in root.Elements().Where(e => e.Name.Namespace == XmlNames.Bpmn && NotRun.Contains(e.Name.LocalName)))
            log.Warn(element, "not-run", $"The {element.Name.LocalName} is not run.", $"L’élément {element.Name.LocalName} n’est pas exécuté.");
        foreach (var subscription in root.Descendants(XmlNames.Bpmn + "correlationSubscription"))
            log.Warn(subscription, "correlation-subscription", "A correlationSubscription is not run; write the key on the message (rp:correlationKey).",
                "Un correlationSubscription n’est pas exécuté; inscrivez la clé sur le message (rp:correlationKey).");
    }

    private static void RefuseDuplicateIds(XElement root, FindingLog log)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var element in root.DescendantsAndSelf().Where(e => e.Name.Namespace == XmlNames.Bpmn))
        {
            if (element.Id() is { Length: > 0 } id && !seen.Add(id))
                log.Refuse(element, "duplicate-id", $"The id {id} is used more than once.", $"L’identifiant {id} est utilisé plus d’une fois.");
        }
    }
}

/// <summary>Counts flow nodes over all processes of a file.</summary>
internal sealed class NodeBudget
{
    private int used;

    /// <summary>True once, for the node that goes over the limit.</summary>
    internal bool IsExceededNow() => ++used == BpmnReader.MaxNodes + 1;

    /// <summary>True for that node and every one after it.</summary>
    internal bool IsExceeded => used > BpmnReader.MaxNodes;
}

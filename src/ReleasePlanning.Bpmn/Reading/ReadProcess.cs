using System.Collections.Immutable;
using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads one process: its nodes and flows at every level, its lanes; then has the whole checked.</summary>
internal sealed class ReadProcess
{
    private readonly FindingLog log;
    private readonly NodeBudget budget;
    private readonly ReadFor purpose;
    private readonly ReadEvents events;
    private readonly ReadActivities activities;
    private readonly Dictionary<string, FlowNode> nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SequenceFlow> flows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, XElement> sources = new(StringComparer.Ordinal);
    private readonly List<Lane> lanes = [];
    private int order;

    private ReadProcess(XElement process, Declarations declared, ReadFor purpose, NodeBudget budget, FindingLog log)
    {
        this.log = log;
        this.budget = budget;
        this.purpose = purpose;
        events = new(declared, purpose, log);
        activities = new(events, new DataNames(process), purpose, log);
    }

    /// <summary>Null for a process with nothing in it (the empty pool of a collaboration), and where the file asks for too much.</summary>
    internal static ProcessModel? From(XElement process, XElement? pool, Declarations declared, ReadFor purpose, NodeBudget budget, FindingLog log)
    {
        var id = process.Id();
        if (id.Length == 0)
            log.Refuse(process, "missing-id", "A process has no id.", "Un processus n’a pas d’identifiant.");
        Foreign.Report(process, log);
        var read = new ReadProcess(process, declared, purpose, budget, log);
        read.Container(process, null);
        if (budget.IsExceeded)
            return null;
        if (read.nodes.Count == 0)
        {
            log.Inform(process, "empty-process", "The process holds nothing and is left out.", "Le processus ne contient rien; il est laissé de côté.");
            return null;
        }
        var isExecutable = process.Flag("isExecutable") ?? false;
        if (!isExecutable && purpose == ReadFor.Publishing)
            log.Warn(process, "not-executable", "The process is not marked as executable.", "Le processus n’est pas marqué comme exécutable.");
        return read.Build(process, process.Names() is { English: null, French: null } && pool is not null ? pool.Names() : process.Names(), isExecutable);
    }

    private ProcessModel Build(XElement process, Names names, bool isExecutable)
    {
        var inOrder = flows.Values.ToList();
        var incoming = inOrder.ToLookup(f => f.Target, f => f.Id);
        var outgoing = inOrder.ToLookup(f => f.Source, f => f.Id);
        var connected = nodes.Values.ToImmutableDictionary(n => n.Id, n => WithDefault(n with
        {
            Incoming = [.. incoming[n.Id]],
            Outgoing = [.. outgoing[n.Id]]
        }));
        var model = new ProcessModel(process.Id(), names, isExecutable, connected, flows.ToImmutableDictionary(), [.. lanes]);
        new CheckGraph(model, process, sources, log).Run();
        new CheckScopes(model, process, sources, log).Run();
        new CheckExpressions(model, sources, purpose, log).Run();
        return model;
    }

    // As in Camunda 7: where an exclusive gateway has one flow without condition and no default flow, that flow is the default.
    private FlowNode WithDefault(FlowNode node)
    {
        if (node is not Gateway { Kind: GatewayKind.Exclusive, DefaultFlow: null, Outgoing.Length: > 1 } gateway)
            return node;
        var unconditional = gateway.Outgoing.Where(f => flows[f] is { Condition: null, ConditionOutcome: null }).ToList();
        if (unconditional.Count != 1)
            return node;
        log.Warn(sources[unconditional[0]], "default-assumed", $"This flow leaves the exclusive gateway {node.Id} without a condition; it is taken as its default flow. Better mark it as such.",
            $"Ce flux quitte la passerelle exclusive {node.Id} sans condition; il est pris comme son flux par défaut. Mieux vaut le marquer ainsi.");
        return node with { DefaultFlow = unconditional[0] };
    }

    private void Container(XElement container, string? parentId)
    {
        foreach (var element in container.Elements())
        {
            if (element.Name.Namespace == XmlNames.Bpmn)
                FlowElement(element, parentId);
        }
    }

    private void FlowElement(XElement element, string? parentId)
    {
        switch (element.Name.LocalName)
        {
            case "sequenceFlow":
                Flow(element);
                break;
            case "laneSet":
                ReadLanes(element);
                break;
            case "dataObject" or "dataObjectReference" or "property":
                Foreign.Report(element, log);
                break;
            case "dataStoreReference":
                log.Inform(element, "data-not-run", "Data stores are documentation here; only data objects are variables.",
                    "Les dépôts de données servent ici de documentation; seuls les objets de données sont des variables.");
                break;
            case "startEvent" or "endEvent" or "intermediateCatchEvent" or "intermediateThrowEvent" or "boundaryEvent":
                Node(element, parentId, events.Read);
                break;
            case "exclusiveGateway" or "parallelGateway" or "inclusiveGateway" or "eventBasedGateway" or "complexGateway":
                Node(element, parentId, e => ReadGateway.From(e, log));
                break;
            case "subProcess" or "transaction" or "adHocSubProcess":
                if (Node(element, parentId, activities.Read))
                    Container(element, element.Id());
                break;
            case var name when ReadActivities.IsActivity(name):
                Node(element, parentId, activities.Read);
                break;
            case var name when !Drawing.Contains(name):
                log.Refuse(element, "unknown-element", $"The element {name} is not known and cannot be run.",
                    $"L’élément {name} n’est pas connu et ne peut pas être exécuté.");
                break;
        }
    }

    /// <summary>What may stand among flow elements without changing how they run.</summary>
    private static readonly HashSet<string> Drawing =
    [
        "documentation", "extensionElements", "incoming", "outgoing", "auditing", "monitoring", "textAnnotation", "association", "group",
        "category", "supportedInterfaceRef", "correlationSubscription", "resourceRole", "performer", "humanPerformer", "potentialOwner", "supports", "artifact",
        // checked where activities are read
        "ioSpecification", "dataInputAssociation", "dataOutputAssociation", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics",
        "completionCondition"
    ];

    private bool Node(XElement element, string? parentId, Func<XElement, FlowNode> read)
    {
        if (!HasId(element) || IsTooMany(element))
            return false;
        Foreign.Report(element, log);
        var node = read(element) with
        {
            ParentId = parentId,
            Order = order++,
            DefaultFlow = element.Reference("default"),
            Documentation = element.Child("documentation")?.Value.Trim()
        };
        sources.TryAdd(node.Id, element);
        return nodes.TryAdd(node.Id, node);
    }

    private bool IsTooMany(XElement element)
    {
        if (budget.IsExceededNow())
            log.Refuse(element, "too-many-nodes", $"The file holds more than {BpmnReader.MaxNodes} flow nodes.",
                $"Le fichier contient plus de {BpmnReader.MaxNodes} nœuds.");
        return budget.IsExceeded;
    }

    private bool HasId(XElement element)
    {
        if (element.Id().Length > 0)
            return true;
        var name = element.Name.LocalName;
        log.Refuse(element, "missing-id", $"An element {name} has no id.", $"Un élément {name} n’a pas d’identifiant.");
        return false;
    }

    private void Flow(XElement element)
    {
        Foreign.Report(element, log);
        var condition = element.Child("conditionExpression");
        if (condition is not null)
            ConditionLanguages.Check(element, condition, log);
        var flow = new SequenceFlow(IdOfFlow(element), element.Names(), element.Reference("sourceRef") ?? "", element.Reference("targetRef") ?? "",
            condition?.Value.Trim(), (string?)element.Attribute(XmlNames.ConditionOutcome));
        sources.TryAdd(flow.Id, element);
        flows.TryAdd(flow.Id, flow);
    }

    // The standard lets a flow go without an id. State keys on it, so it gets one that stays the same as long as its ends do.
    private string IdOfFlow(XElement element)
    {
        if (element.Id().Length > 0)
            return element.Id();
        var id = $"{element.Reference("sourceRef")}->{element.Reference("targetRef")}";
        for (var another = 2; flows.ContainsKey(id); another++)
            id = $"{element.Reference("sourceRef")}->{element.Reference("targetRef")}#{another}";
        return id;
    }

    private void ReadLanes(XElement laneSet)
    {
        foreach (var lane in laneSet.Children("lane"))
        {
            lanes.Add(new(lane.Id(), lane.Names(), [.. lane.Children("flowNodeRef").Select(r => r.Value.Trim())]));
            foreach (var inner in lane.Children("childLaneSet"))
                ReadLanes(inner);
        }
    }
}

/// <summary>Which expression languages run here.</summary>
internal static class ConditionLanguages
{
    internal static void Check(XElement at, XElement expression, FindingLog log)
    {
        var language = (string?)expression.Attribute("language") ?? "";
        if (!IsRun(language))
            log.Refuse(at, "condition-language", $"Expressions are written in FEEL; the language {language} is not run.",
                $"Les expressions s’écrivent en FEEL; le langage {language} n’est pas exécuté.");
    }

    /// <summary>Absent, FEEL (also by its OMG address), or the JUEL spelling of the same expressions.</summary>
    internal static bool IsRun(string language) =>
        language.Length == 0
        || language.Equals("juel", StringComparison.OrdinalIgnoreCase)
        || language.Equals("feel", StringComparison.OrdinalIgnoreCase)
        || (language.Contains("omg.org", StringComparison.OrdinalIgnoreCase) && language.Contains("/FEEL", StringComparison.OrdinalIgnoreCase));
}

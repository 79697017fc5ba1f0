using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Checks how a process is drawn together: ends of flows, starts, boundary events, gateways, reachability.</summary>
internal sealed class CheckGraph(ProcessModel model, XElement process, IReadOnlyDictionary<string, XElement> sources, FindingLog log)
{
    internal void Run()
    {
        foreach (var flow in model.Flows.Values.OrderBy(f => f.Id, StringComparer.Ordinal))
            Flow(flow);
        foreach (var node in model.Nodes.Values.OrderBy(n => n.Order))
            Node(node);
        Lanes();
        Reachability();
    }

    private void Flow(SequenceFlow flow)
    {
        var at = sources[flow.Id];
        var source = model.Nodes.GetValueOrDefault(flow.Source);
        var target = model.Nodes.GetValueOrDefault(flow.Target);
        if (source is null)
            log.Refuse(at, "dangling-flow", $"The flow starts at \"{flow.Source}\", which is no node of this process.",
                $"Le flux part de « {flow.Source} », qui n’est pas un nœud de ce processus.");
        if (target is null)
            log.Refuse(at, "dangling-flow", $"The flow leads to \"{flow.Target}\", which is no node of this process.",
                $"Le flux mène à « {flow.Target} », qui n’est pas un nœud de ce processus.");
        if (source is not null && target is not null && source.ParentId != target.ParentId)
            log.Refuse(at, "flow-crosses-border", "The flow crosses the border of a sub-process.", "Le flux traverse la limite d’un sous-processus.");
        if (target is StartEvent or BoundaryEvent)
            log.Refuse(at, "flow-into-start", "A flow may not lead into a start or boundary event.",
                "Un flux ne peut mener à un événement de début ou de bordure.");
        if (source is EndEvent)
            log.Refuse(at, "flow-out-of-end", "A flow may not leave an end event.", "Un flux ne peut quitter un événement de fin.");
        if (source is Gateway { Kind: GatewayKind.EventBased } && (flow.Condition ?? flow.ConditionOutcome) is not null)
            log.Warn(at, "condition-ignored", "An event-based gateway goes where the first event happens; the condition has no effect.",
                "Une passerelle fondée sur des événements va là où le premier événement survient; la condition est sans effet.");
        if (source is Gateway { Kind: GatewayKind.Parallel } && (flow.Condition ?? flow.ConditionOutcome) is not null)
            log.Warn(at, "condition-ignored", "A parallel gateway takes all its flows; the condition has no effect.",
                "Une passerelle parallèle emprunte tous ses flux; la condition est sans effet.");
        if (source?.DefaultFlow == flow.Id && (flow.Condition ?? flow.ConditionOutcome) is not null)
            log.Warn(at, "condition-ignored", "This is the default flow; its condition has no effect.", "Ce flux est le flux par défaut; sa condition est sans effet.");
    }

    private void Node(FlowNode node)
    {
        var at = sources[node.Id];
        if (node.DefaultFlow is { } byDefault && !node.Outgoing.Contains(byDefault))
            log.Refuse(at, "default-flow", $"The default flow {byDefault} does not leave this node.", $"Le flux par défaut {byDefault} ne quitte pas ce nœud.");
        switch (node)
        {
            case Gateway gateway:
                Gateway(gateway, at);
                break;
            case BoundaryEvent boundary:
                Boundary(boundary, at);
                break;
        }
    }

    private void Gateway(Gateway gateway, XElement at)
    {
        if (gateway.Outgoing.Length == 0)
            log.Refuse(at, "gateway-without-exit", "No flow leaves the gateway.", "Aucun flux ne quitte la passerelle.");
        if (gateway.Kind != GatewayKind.Exclusive || gateway.Outgoing.Length < 2)
            return;
        foreach (var flow in gateway.Outgoing.Where(f => f != gateway.DefaultFlow).Select(f => model.Flows[f]))
        {
            if (flow.Condition is null && flow.ConditionOutcome is null)
                log.Refuse(sources[flow.Id], "missing-condition", $"This flow leaves the exclusive gateway {gateway.Id} with neither a condition nor the default mark.",
                    $"Ce flux quitte la passerelle exclusive {gateway.Id} sans condition et sans être le flux par défaut.");
        }
    }

    private void Boundary(BoundaryEvent boundary, XElement at)
    {
        if (!model.Nodes.TryGetValue(boundary.AttachedTo, out var host) || host is not Activity)
            log.Refuse(at, "boundary-host", "The boundary event is attached to no activity of this process.",
                "L’événement de bordure n’est attaché à aucune activité de ce processus.");
        else if (host.ParentId != boundary.ParentId)
            log.Refuse(at, "boundary-host", "The boundary event stands in another scope than the activity it is attached to.",
                "L’événement de bordure se trouve dans une autre portée que l’activité à laquelle il est attaché.");
    }

    private void Lanes()
    {
        foreach (var lane in model.Lanes)
        {
            foreach (var missing in lane.NodeIds.Where(n => !model.Nodes.ContainsKey(n)))
                log.Warn(process.Descendants(XmlNames.Bpmn + "lane").FirstOrDefault(l => l.Id() == lane.Id), "lane-node", $"The lane {lane.Id} names {missing}, which is no node of this process.",
                    $"Le couloir {lane.Id} nomme {missing}, qui n’est pas un nœud de ce processus.");
        }
    }

    private static bool IsEventSubProcess(FlowNode node) => node is SubProcess { TriggeredByEvent: true };

    private void Reachability()
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var inside = model.Nodes.Values.ToLookup(n => n.ParentId ?? "");
        var onBorder = model.Nodes.Values.OfType<BoundaryEvent>().ToLookup(b => b.AttachedTo);
        var next = new Stack<FlowNode>(inside[""].OfType<StartEvent>());
        foreach (var eventSubProcess in inside[""].Where(IsEventSubProcess))
            next.Push(eventSubProcess);
        while (next.TryPop(out var node))
        {
            if (!reached.Add(node.Id))
                continue;
            foreach (var target in node.Outgoing.Select(f => model.Nodes.GetValueOrDefault(model.Flows[f].Target)).OfType<FlowNode>())
                next.Push(target);
            foreach (var boundary in onBorder[node.Id])
                next.Push(boundary);
            foreach (var begun in inside[node.Id].Where(n => n is StartEvent || IsEventSubProcess(n)))
                next.Push(begun);
            if (node is BoundaryEvent { Handler: { } handler } && model.Nodes.TryGetValue(handler, out var undoing))
                next.Push(undoing);
            if (node is IntermediateThrowEvent { Definition: LinkEvent link })
            {
                foreach (var caught in inside[node.ParentId ?? ""].Where(n => n is IntermediateCatchEvent { Definition: LinkEvent to } && to.Name == link.Name))
                    next.Push(caught);
            }
        }
        foreach (var node in model.Nodes.Values.Where(n => !reached.Contains(n.Id)).OrderBy(n => n.Order))
            log.Warn(sources[node.Id], "unreachable", "No path leads here.", "Aucun chemin ne mène ici.");
    }
}

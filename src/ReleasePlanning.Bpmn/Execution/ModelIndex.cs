using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What every step looks up in a model, looked up once per model.</summary>
internal sealed class ModelIndex
{
    private static readonly ConditionalWeakTable<ProcessModel, ModelIndex> Indexes = [];

    private readonly FrozenDictionary<string, NodeIndex> nodes;
    private readonly NodeIndex[] directlyInProcess;
    private readonly NodeIndex[] processEventSubProcesses;

    private ModelIndex(ProcessModel model)
    {
        nodes = model.Nodes.Values.Select(n => new NodeIndex(n)).ToFrozenDictionary(n => n.Node.Id, StringComparer.Ordinal);
        var inOrder = nodes.Values.OrderBy(n => n.Node.Order).ToList();
        foreach (var index in inOrder)
        {
            var node = index.Node;
            index.Outgoing = [.. node.Outgoing.Select(id => model.Flows[id])];
            index.Targets = [.. index.Outgoing.Select(f => nodes[f.Target])];
            index.Default = node.DefaultFlow is { } id ? model.Flows[id] : null;
            index.Joins = node is Gateway { Kind: GatewayKind.Parallel or GatewayKind.Inclusive, Incoming.Length: > 1 };
            index.Boundaries = [.. inOrder.Select(n => n.Node).OfType<BoundaryEvent>().Where(b => b.AttachedTo == node.Id)];
            index.Inside = [.. inOrder.Where(n => n.Node.ParentId == node.Id)];
            index.EventSubProcesses = [.. index.Inside.Where(IsEventSubProcess)];
            index.Start = index.Inside.Select(n => n.Node).OfType<StartEvent>().FirstOrDefault();
        }
        directlyInProcess = [.. inOrder.Where(n => n.Node.ParentId is null)];
        processEventSubProcesses = [.. directlyInProcess.Where(IsEventSubProcess)];
        HasInclusiveJoins = inOrder.Exists(n => n is { Joins: true, Node: Gateway { Kind: GatewayKind.Inclusive } });
        LinkTargets();
    }

    internal bool HasInclusiveJoins { get; }

    internal static ModelIndex Of(ProcessModel model) => Indexes.GetValue(model, static m => new(m));

    internal NodeIndex? Find(string elementId) => nodes.GetValueOrDefault(elementId);

    /// <summary>The nodes directly in a scope; null for the process.</summary>
    internal NodeIndex[] Inside(string? scopeElementId) => scopeElementId is null ? directlyInProcess : nodes[scopeElementId].Inside;

    internal NodeIndex[] EventSubProcessesIn(string? scopeElementId) => scopeElementId is null ? processEventSubProcesses : nodes[scopeElementId].EventSubProcesses;

    private static bool IsEventSubProcess(NodeIndex index) => index.Node is SubProcess { TriggeredByEvent: true };

    private void LinkTargets()
    {
        foreach (var index in nodes.Values)
        {
            if (index.Node is IntermediateThrowEvent { Definition: LinkEvent link })
                index.LinkTarget = Inside(index.Node.ParentId).FirstOrDefault(n => n.Node is IntermediateCatchEvent { Definition: LinkEvent to } && to.Name == link.Name);
        }
    }
}

/// <summary>One node and what belongs to it.</summary>
internal sealed class NodeIndex(FlowNode node)
{
    internal FlowNode Node { get; } = node;
    internal SequenceFlow[] Outgoing { get; set; } = [];
    /// <summary>Where each outgoing flow leads, in the same order.</summary>
    internal NodeIndex[] Targets { get; set; } = [];
    internal SequenceFlow? Default { get; set; }
    /// <summary>True where tokens wait for each other, and must remember the flow they came by.</summary>
    internal bool Joins { get; set; }
    internal BoundaryEvent[] Boundaries { get; set; } = [];
    internal NodeIndex[] Inside { get; set; } = [];
    internal NodeIndex[] EventSubProcesses { get; set; } = [];
    /// <summary>For a sub-process of any kind: the event it begins with.</summary>
    internal StartEvent? Start { get; set; }
    /// <summary>For a link that is thrown: where it goes.</summary>
    internal NodeIndex? LinkTarget { get; set; }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>At which two places of a process tokens can stand at the same time. A place is a node, or, where branches come together, the flow by which one has come.</summary>
/// <remarks>Two branches of a fork are together, and what follows one of them is together with the other until both have come together again
/// (the concurrency relation of Kovalyov and Esparza, exact for free-choice nets, else too generous). Conditions are not looked at.</remarks>
internal sealed class TogetherPlaces
{
    private static readonly ConditionalWeakTable<ProcessModel, TogetherPlaces> Known = [];

    private readonly ModelIndex index;
    private readonly HashSet<(string, string)> pairs = [];
    private readonly Queue<(string, string)> news = new();
    private readonly Dictionary<string, NodeIndex> nodeOf = new(StringComparer.Ordinal);

    private TogetherPlaces(ProcessModel model)
    {
        index = ModelIndex.Of(model);
        var nodes = model.Nodes.Keys.Select(id => index.Find(id)!).ToList();
        foreach (var node in nodes)
        {
            foreach (var place in PlacesOf(node))
                nodeOf[place] = node;
        }
        foreach (var node in nodes)
            Begin(node);
        while (news.TryDequeue(out var pair))
        {
            GoOn(pair.Item1, pair.Item2);
            GoOn(pair.Item2, pair.Item1);
        }
    }

    internal static TogetherPlaces Of(ProcessModel model) => Known.GetValue(model, static m => new(m));

    /// <summary>True when two tokens of one scope can stand at these places at the same time.</summary>
    internal bool Can(string one, string other) => pairs.Contains((one, other)) || IsBeside(one) || IsBeside(other);

    // an event sub-process runs beside everything in its scope, or has ended it; what undoes something follows no flow
    private bool IsBeside(string place) => !nodeOf.TryGetValue(place, out var node) || node.Node is SubProcess { TriggeredByEvent: true } or Activity { IsForCompensation: true };

    private static ImmutableArray<string> PlacesOf(NodeIndex node) => node.Joins ? node.Node.Incoming : [node.Node.Id];

    private void Begin(NodeIndex node)
    {
        var after = After(node);
        var isChoice = node.Node is Gateway { Kind: GatewayKind.Exclusive or GatewayKind.EventBased };
        for (var i = 0; i < after.Count && !isChoice; i++)
        {
            for (var j = i + 1; j < after.Count; j++)
                Add(after[i], after[j]);
        }
        // beside its activity, and beside itself when it happens again
        foreach (var beside in node.Boundaries.Where(b => !b.CancelActivity))
        {
            Add(beside.Id, node.Node.Id);
            Add(beside.Id, beside.Id);
        }
    }

    private static List<string> After(NodeIndex node)
    {
        var after = node.Outgoing.Select((flow, i) => node.Targets[i].Joins ? flow.Id : node.Targets[i].Node.Id).ToList();
        if (node.LinkTarget is { } linked)
            after.Add(linked.Node.Id);
        return after;
    }

    private void GoOn(string place, string other)
    {
        var node = nodeOf[place];
        // a gateway that waits for all lets go only when all of them are there beside the other; one that waits for what can still come may do so earlier
        if (node.Joins && (node.Node.Incoming.Contains(other) || (node.Node is Gateway { Kind: GatewayKind.Parallel } && !node.Node.Incoming.All(f => pairs.Contains((f, other))))))
            return;
        foreach (var next in After(node))
            Add(next, other);
        foreach (var boundary in node.Boundaries)
            Add(boundary.Id, other);
    }

    private void Add(string one, string other)
    {
        if (pairs.Add((one, other)))
        {
            pairs.Add((other, one));
            news.Enqueue((one, other));
        }
    }
}

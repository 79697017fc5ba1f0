using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>Branches that wait where they come together: by which flow they have come in the new version, and whether the others still can.</summary>
internal static class JoinArrivals
{
    /// <summary>The flow of the new version by which a waiting branch has come: the same flow, or the only one that comes from the same element.</summary>
    internal static string? FlowOf(MigrationPlan plan, Token waiting)
    {
        if (waiting.ArrivedBy is not { } flow || plan.To.Nodes.GetValueOrDefault(plan.TargetOf(waiting.ElementId) ?? "") is not Gateway target)
            return null;
        if (target.Incoming.Contains(flow))
            return flow;
        if (!plan.From.Flows.TryGetValue(flow, out var was) || plan.TargetOf(was.Source) is not { } source)
            return null;
        var same = target.Incoming.Where(f => plan.To.Flows[f].Source == source).ToList();
        return same is [var only] ? only : null;
    }

    /// <summary>A flow that a parallel gateway would wait for in vain: no token of its scope can take it any more. Null when there is none.</summary>
    /// <param name="model">The version looked at.</param>
    /// <param name="join">The gateway.</param>
    /// <param name="arrived">The flows by which branches have come to gateways of the scope and wait there.</param>
    /// <param name="others">Where the other tokens of the scope are.</param>
    internal static string? WaitsInVainFor(ProcessModel model, NodeIndex join, IReadOnlySet<string> arrived, IEnumerable<string> others)
    {
        var taken = Takeable(model, join, arrived, others);
        return join.Node.Incoming.Any(taken.Contains) ? join.Node.Incoming.FirstOrDefault(f => !taken.Contains(f)) : null;
    }

    // Not through the gateway itself: what lies behind it happens only once it has let go. And through another one only when all its flows can be taken.
    private static HashSet<string> Takeable(ProcessModel model, NodeIndex join, IReadOnlySet<string> arrived, IEnumerable<string> from)
    {
        var index = ModelIndex.Of(model);
        var taken = new HashSet<string>(arrived, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<NodeIndex>(from.Select(id => index.Find(id)!));
        foreach (var flow in arrived)
            next.Push(index.Find(model.Flows[flow].Target)!);
        while (next.TryPop(out var at))
        {
            var waits = at is { Joins: true, Node: Gateway { Kind: GatewayKind.Parallel } } && !at.Node.Incoming.All(taken.Contains);
            if (at == join || waits || !seen.Add(at.Node.Id))
                continue;
            taken.UnionWith(at.Node.Outgoing);
            foreach (var target in at.Targets)
                next.Push(target);
            foreach (var boundary in at.Boundaries)
                next.Push(index.Find(boundary.Id)!);
            if (at.LinkTarget is { } linked)
                next.Push(linked);
        }
        return taken;
    }
}

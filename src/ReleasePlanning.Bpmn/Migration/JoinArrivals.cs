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
    /// <param name="arrived">The flows by which branches have come.</param>
    /// <param name="others">Where the other tokens of the scope are.</param>
    internal static string? WaitsInVainFor(ProcessModel model, NodeIndex join, IReadOnlyCollection<string> arrived, IEnumerable<string> others)
    {
        var reached = Reach(ModelIndex.Of(model), join, others);
        var ways = join.Node.Incoming.Select(f => model.Flows[f]).ToList();
        var isComing = arrived.Count > 0 || ways.Exists(f => reached.Contains(f.Source));
        return isComing ? ways.Find(f => !arrived.Contains(f.Id) && !reached.Contains(f.Source))?.Id : null;
    }

    // Not through the gateway itself: what lies behind it happens only once it has let go.
    private static HashSet<string> Reach(ModelIndex index, NodeIndex join, IEnumerable<string> from)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var next = new Stack<NodeIndex>(from.Select(id => index.Find(id)!));
        while (next.TryPop(out var at))
        {
            if (at == join || !seen.Add(at.Node.Id))
                continue;
            foreach (var target in at.Targets)
                next.Push(target);
            foreach (var boundary in at.Boundaries)
                next.Push(index.Find(boundary.Id)!);
            if (at.LinkTarget is { } linked)
                next.Push(linked);
        }
        return seen;
    }
}

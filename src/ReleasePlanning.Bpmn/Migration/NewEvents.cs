using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>The events of the new version that a running instance would wait for had it come to where it stands in that version, and that the old version did not have.</summary>
/// <remarks>An event that takes the place of an old one is never opened here: where the old one is no longer open it has happened, and does not happen again.</remarks>
internal static class NewEvents
{
    internal static List<(long TokenId, string ElementId)> Of(MigrationPlan plan, ProcessState state, Run run)
    {
        var from = ModelIndex.Of(plan.From);
        var found = new List<(long, string)>();
        if (!WasInterrupted(state, from, null))
            found.AddRange(New(plan, StartsOf(from.EventSubProcessesIn(null)), StartsOf(run.Index.EventSubProcessesIn(null))).Select(e => (ProcessState.Process, e)));
        foreach (var token in state.Tokens)
        {
            // Stuck on entering or leaving, it has nothing open; entering again opens what there is by then.
            if (token.Stuck is StuckAt.Entering or StuckAt.Leaving || Compensation.IsUndoing(run, run.Live(token.Id)))
                continue;
            var (was, becomes) = (from.Find(token.ElementId)!, run.IndexOf(plan.TargetOf(token.ElementId)!));
            var withInside = token.Loop is null && !WasInterrupted(state, from, token.Id);
            found.AddRange(New(plan, EventsOf(was, token, withInside), EventsOf(becomes, token, withInside)).Select(e => (token.Id, e)));
        }
        return found;
    }

    private static IEnumerable<string> New(MigrationPlan plan, IEnumerable<FlowNode> was, IEnumerable<FlowNode> becomes)
    {
        var replaced = was.Select(e => plan.TargetOf(e.Id)).ToHashSet(StringComparer.Ordinal);
        return becomes.Where(e => Waits.IsWaitedFor(ElementKinds.DefinitionOf(e)) && !replaced.Contains(e.Id)).Select(e => e.Id);
    }

    private static IEnumerable<FlowNode> EventsOf(NodeIndex index, Token token, bool withInside)
    {
        // The boundary events of a repeated activity are those of all its instances together.
        IEnumerable<FlowNode> onBorder = token.Instance is null ? index.Boundaries : [];
        IEnumerable<FlowNode> inside = withInside ? StartsOf(index.EventSubProcesses) : [];
        IEnumerable<FlowNode> after = index.Node is Gateway { Kind: GatewayKind.EventBased } ? index.Targets.Select(t => t.Node) : [];
        return onBorder.Concat(inside).Concat(after);
    }

    private static IEnumerable<FlowNode> StartsOf(NodeIndex[] eventSubProcesses) => eventSubProcesses.Select(e => e.Start).OfType<FlowNode>();

    // A scope that one of its event sub-processes has interrupted listens to none of them any more.
    private static bool WasInterrupted(ProcessState state, ModelIndex from, long? scope) => state.Tokens.Any(t =>
        t.ScopeTokenId == scope && from.Find(t.ElementId) is { Node: SubProcess { TriggeredByEvent: true }, Start.IsInterrupting: true });
}

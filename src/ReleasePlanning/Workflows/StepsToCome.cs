using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Workflows;

/// <summary>A human step that lies ahead on the diagram and has not opened.</summary>
public sealed record StepAhead(string ProcessId, TaskNode Node);

/// <summary>The human steps reachable from where a plan's workflow stands, through every branch it may still take. Detours that only something
/// going wrong opens (boundary and event sub-process starts) are left out. Pure.</summary>
public static class StepsToCome
{
    /// <param name="models">Every pinned process, by id.</param>
    /// <param name="standing">Where each running instance stands: its process and the elements its tokens are at.</param>
    public static IReadOnlyList<StepAhead> Of(IReadOnlyDictionary<string, ProcessModel> models, IEnumerable<(string ProcessId, IReadOnlyCollection<string> Elements)> standing)
    {
        var ahead = new List<StepAhead>();
        var seen = new HashSet<(string, string)>();
        var running = standing.ToList();
        foreach (var (process, elements) in running)
        {
            if (!models.TryGetValue(process, out var model)) { continue; }
            foreach (var node in elements.Select(e => model.Nodes.GetValueOrDefault(e)).OfType<FlowNode>()) { Leave(model, node); }
        }
        return [.. ahead.OrderBy(a => models[a.ProcessId].Id, StringComparer.Ordinal).ThenBy(a => a.Node.Order)];

        void Leave(ProcessModel model, FlowNode node)
        {
            foreach (var flow in node.Outgoing) { Enter(model, model.Nodes[model.Flows[flow].Target]); }
            // an end inside a sub-process leads out of it
            if (node.ParentId is { } parent && seen.Add((model.Id, "out of " + parent))) { Leave(model, model.Nodes[parent]); }
        }

        void Enter(ProcessModel model, FlowNode node)
        {
            if (!seen.Add((model.Id, node.Id))) { return; }
            switch (node)
            {
                case TaskNode { Kind: TaskKind.User, Binding: not null } task:
                    ahead.Add(new StepAhead(model.Id, task));
                    break;
                case SubProcess:
                    foreach (var start in model.NodesIn(node.Id).OfType<StartEvent>()) { Enter(model, start); }
                    break;
                case CallActivity call when models.TryGetValue(call.CalledElement, out var called):
                    foreach (var start in called.NodesIn(null).OfType<StartEvent>()) { Enter(called, start); }
                    break;
                default:
                    break;
            }
            Leave(model, node);
        }
    }
}

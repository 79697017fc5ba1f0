using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Workflows;

/// <summary>What comes next on the diagram.</summary>
/// <param name="Outcome">The outcome that leads there; null when every outcome does or the diagram decides by a condition.</param>
public sealed record StepFollower(string? Outcome, string NameEn, string NameFr)
{
    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
}

/// <summary>What follows a step on its diagram: the next activities, past gateways, with the outcome that leads there. Pure.</summary>
public static class StepFollowers
{
    public static IReadOnlyList<StepFollower> Of(ProcessModel model, string elementId)
    {
        var found = new List<StepFollower>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        if (model.Nodes.TryGetValue(elementId, out var node)) { Follow(node, null); }
        return found;

        void Follow(FlowNode from, string? outcome)
        {
            foreach (var flow in from.Outgoing.Select(id => model.Flows[id]))
            {
                var by = flow.ConditionOutcome ?? outcome;
                if (!seen.Add(flow.Id) || !model.Nodes.TryGetValue(flow.Target, out var target)) { continue; }
                if (target is Gateway) { Follow(target, by); }
                else if (target.Names.In("en") is { } en) { found.Add(new StepFollower(by, en, target.Names.In("fr") ?? en)); }
            }
        }
    }
}

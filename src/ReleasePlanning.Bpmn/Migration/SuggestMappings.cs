using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>Begins with everything that kept its id and takes away what does not fit, until the rest fits together.</summary>
internal static class SuggestMappings
{
    internal static MigrationSuggestion Run(ProcessModel from, ProcessModel to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var inOrder = from.Nodes.Values.OrderBy(n => n.Order).ToList();
        var mappings = inOrder.Where(n => to.Nodes.ContainsKey(n.Id)).ToDictionary(n => n.Id, n => n.Id, StringComparer.Ordinal);
        var reasons = inOrder.Where(n => !mappings.ContainsKey(n.Id)).ToDictionary(n => n.Id, Removed, StringComparer.Ordinal);
        while (Misfits(from, to, mappings, inOrder) is { Count: > 0 } misfits)
        {
            foreach (var misfit in misfits)
            {
                mappings.Remove(misfit.ElementId);
                reasons.Add(misfit.ElementId, misfit);
            }
        }
        return new(new(from, to, mappings), [.. inOrder.Where(n => reasons.ContainsKey(n.Id)).Select(n => reasons[n.Id])]);
    }

    private static List<MigrationProblem> Misfits(ProcessModel from, ProcessModel to, Dictionary<string, string> mappings, List<FlowNode> inOrder) =>
        [.. inOrder.Where(n => mappings.ContainsKey(n.Id)).Select(n => CompareElements.Problem(from, to, mappings, n, to.Nodes[n.Id])).OfType<MigrationProblem>()];

    private static MigrationProblem Removed(FlowNode node)
    {
        var (english, french) = ElementKinds.Named(node);
        return new(node.Id, "migration.removed", $"The new version has no element {english}.", $"La nouvelle version n’a pas d’élément {french}.");
    }
}

using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>What is wrong with a plan, whatever instance it is used on.</summary>
internal static class CheckMappings
{
    internal static ImmutableArray<MigrationProblem> Run(MigrationPlan plan)
    {
        if (plan.From.Id != plan.To.Id)
        {
            return [new("", "migration.other-process", $"{plan.To.Id} is another process than {plan.From.Id}; only versions of one process follow each other.",
                $"{plan.To.Id} est un autre processus que {plan.From.Id}; seules les versions d’un même processus se succèdent.")];
        }
        var problems = ImmutableArray.CreateBuilder<MigrationProblem>();
        foreach (var (source, target) in plan.Mappings)
        {
            if (!plan.From.Nodes.TryGetValue(source, out var from))
                problems.Add(new(source, "migration.unknown-source", $"The old version has no element {source}.", $"L’ancienne version n’a pas d’élément {source}."));
            else if (!plan.To.Nodes.TryGetValue(target, out var to))
                problems.Add(new(source, "migration.unknown-target", $"{source} is mapped to {target}, which the new version does not have.", $"{source} est mis en correspondance avec {target}, que la nouvelle version n’a pas."));
            else if (CompareElements.Problem(plan.From, plan.To, plan.Mappings, from, to) is { } misfit)
                problems.Add(misfit);
        }
        problems.AddRange(Confused(plan));
        return problems.ToImmutable();
    }

    // Tasks and events that wait by themselves may become one: each visit is a token of its own. Where tokens meet, or one token waits for several things, two would be mixed up.
    private static IEnumerable<MigrationProblem> Confused(MigrationPlan plan)
    {
        foreach (var shared in plan.Mappings.GroupBy(m => m.Value, m => m.Key).Where(g => g.Count() > 1))
        {
            var sources = shared.Select(id => plan.From.Nodes.GetValueOrDefault(id)).OfType<FlowNode>().OrderBy(n => n.Order).ToList();
            if (sources.Count < 2 || sources.TrueForAll(s => MayMerge(plan, s)) || OnDifferentHosts(sources))
                continue;
            var (first, second) = (ElementKinds.Named(sources[0]), ElementKinds.Named(sources[1]));
            yield return new(sources[1].Id, "migration.two-into-one",
                $"{first.English} and {second.English} are both mapped to {shared.Key}, where their tokens would be mixed up; map one of them.",
                $"{first.French} et {second.French} sont tous deux mis en correspondance avec {shared.Key}, où leurs jetons seraient confondus; n’en mettez qu’un en correspondance.");
        }
    }

    private static bool MayMerge(MigrationPlan plan, FlowNode source) => source switch
    {
        TaskNode { Loop: null } or IntermediateCatchEvent => CompareElements.GatewayBefore(plan.From, source) is null,
        CallActivity { Loop: null } => true,
        EndEvent or IntermediateThrowEvent => true,
        _ => false
    };

    private static bool OnDifferentHosts(List<FlowNode> sources) =>
        sources.TrueForAll(s => s is BoundaryEvent) && sources.Cast<BoundaryEvent>().Select(b => b.AttachedTo).Distinct().Count() == sources.Count;
}

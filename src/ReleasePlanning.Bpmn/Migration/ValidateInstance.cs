using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>Whether one instance can be migrated as it stands, and if not, each reason.</summary>
internal static class ValidateInstance
{
    internal static ImmutableArray<MigrationProblem> Run(MigrationPlan plan, ProcessState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!plan.Problems.IsEmpty)
            return plan.Problems;
        if (state.Ended || state.NextId == 1)
        {
            return [new("", "migration.not-running", "The instance does not run; only a running one can be migrated.",
                "L’instance n’est pas en cours; seule une instance en cours peut être migrée.")];
        }
        MigrationProblem[] open = [.. NotMapped(plan, state), .. NotUndone(plan, state.Compensables)];
        // Where tokens stand in the new version can only be asked when all of them have a place there.
        if (open.Length > 0)
            return [.. open];
        MigrationProblem[] met = [.. Arrivals(plan, state), .. Cancelling(plan, state)];
        return met.Length > 0 ? [.. met] : [.. NotTogether(plan, state), .. VainJoins(plan, state)];
    }

    private static IEnumerable<MigrationProblem> NotMapped(MigrationPlan plan, ProcessState state)
    {
        foreach (var element in state.Tokens.Select(t => t.ElementId).Distinct(StringComparer.Ordinal).Where(e => plan.TargetOf(e) is null))
        {
            var (english, french) = Name(plan.From, element);
            yield return new(element, "migration.not-mapped", $"The instance stands at {english}, which is not mapped to any element of the new version.",
                $"L’instance se trouve à {french}, qui n’est mis en correspondance avec aucun élément de la nouvelle version.");
        }
    }

    private static IEnumerable<MigrationProblem> NotUndone(MigrationPlan plan, ImmutableArray<Compensable> completed)
    {
        foreach (var done in completed)
        {
            var (english, french) = Name(plan.From, done.ActivityId);
            if (plan.TargetOf(done.ActivityId) is not { } target)
            {
                yield return new(done.ActivityId, "migration.cannot-undo", $"{english} is completed and could still be undone, but is not mapped to any element of the new version.",
                    $"{french} est terminé et pourrait encore être annulé, mais n’est mis en correspondance avec aucun élément de la nouvelle version.");
            }
            else if (done.Inner.IsEmpty && !CanBeUndone(plan.To, target))
            {
                yield return new(done.ActivityId, "migration.cannot-undo", $"{english} is completed and could still be undone; {target} has nothing in the new version that undoes it.",
                    $"{french} est terminé et pourrait encore être annulé; {target} n’a rien dans la nouvelle version qui l’annule.");
            }
            foreach (var inner in NotUndone(plan, done.Inner))
                yield return inner;
        }
    }

    private static bool CanBeUndone(ProcessModel model, string activity)
    {
        var index = ModelIndex.Of(model).Find(activity)!;
        return index.Boundaries.Any(b => b is { Definition: CompensateEvent, Handler: not null }) || index.EventSubProcesses.Any(e => e.Start?.Definition is CompensateEvent);
    }

    // Branches that were side by side and come one after the other now would do twice what follows, or meet where only one is waited for.
    private static IEnumerable<MigrationProblem> NotTogether(MigrationPlan plan, ProcessState state)
    {
        var (before, after) = (TogetherPlaces.Of(plan.From), TogetherPlaces.Of(plan.To));
        foreach (var scope in state.Tokens.Where(t => t.Instance is null && t.Undoes is null).GroupBy(t => t.ScopeTokenId))
        {
            var tokens = scope.ToList();
            foreach (var (one, other) in tokens.SelectMany((t, i) => tokens.Skip(i + 1).Select(o => (t, o))))
            {
                if (after.Can(PlaceAfter(plan, one), PlaceAfter(plan, other)) || !before.Can(one.ArrivedBy ?? one.ElementId, other.ArrivedBy ?? other.ElementId))
                    continue;
                var ((firstEnglish, firstFrench), (secondEnglish, secondFrench)) = (Name(plan.From, one.ElementId), Name(plan.From, other.ElementId));
                yield return new(other.ElementId, "migration.never-together",
                    $"The instance stands at {firstEnglish} and at {secondEnglish} at the same time; in the new version it never stands at {plan.TargetOf(one.ElementId)} and {plan.TargetOf(other.ElementId)} together.",
                    $"L’instance se trouve à la fois à {firstFrench} et à {secondFrench}; dans la nouvelle version, elle ne se trouve jamais à la fois à {plan.TargetOf(one.ElementId)} et à {plan.TargetOf(other.ElementId)}.");
            }
        }
    }

    private static string PlaceAfter(MigrationPlan plan, Token token) => (token.ArrivedBy is null ? null : JoinArrivals.FlowOf(plan, token)) ?? plan.TargetOf(token.ElementId)!;

    private static IEnumerable<MigrationProblem> Arrivals(MigrationPlan plan, ProcessState state)
    {
        foreach (var waiting in state.Tokens.Where(t => t.ArrivedBy is not null).GroupBy(t => (t.ElementId, t.ScopeTokenId)))
        {
            var (english, french) = Name(plan.From, waiting.Key.ElementId);
            var ways = waiting.Select(t => (From: t.ArrivedBy!, To: JoinArrivals.FlowOf(plan, t))).Distinct().ToList();
            if (ways.Find(w => w.To is null) is { From: { } lost })
            {
                yield return new(waiting.Key.ElementId, "migration.arrival-lost", $"A branch that waits at {english} came by {lost}; the new version has no flow that stands for it.",
                    $"Une branche qui attend à {french} est arrivée par {lost}; la nouvelle version n’a aucun flux qui en tienne lieu.");
            }
            else if (ways.Select(w => w.To).Distinct().Count() < ways.Count)
            {
                yield return new(waiting.Key.ElementId, "migration.arrivals-meet", $"Two branches that wait at {english} would have come by the same flow.",
                    $"Deux branches qui attendent à {french} seraient arrivées par le même flux.");
            }
        }
    }

    /// <summary>A join that would wait for ever in the new version, and did not in the old one.</summary>
    private static IEnumerable<MigrationProblem> VainJoins(MigrationPlan plan, ProcessState state)
    {
        var (from, to) = (ModelIndex.Of(plan.From), ModelIndex.Of(plan.To));
        foreach (var scope in state.Tokens.Where(t => t.Instance is null).GroupBy(t => t.ScopeTokenId))
        {
            var tokens = scope.ToList();
            var around = scope.Key is { } id && state.Tokens.TryGet(id, out var outer) ? plan.TargetOf(outer.ElementId) : null;
            foreach (var join in to.Inside(around).Where(IsParallelJoin))
            {
                var arrived = tokens.Where(t => t.ArrivedBy is not null).Select(t => JoinArrivals.FlowOf(plan, t)).OfType<string>().ToHashSet(StringComparer.Ordinal);
                var others = tokens.Where(t => t.ArrivedBy is null).Select(t => plan.TargetOf(t.ElementId)!);
                if (JoinArrivals.WaitsInVainFor(plan.To, join, arrived, others) is not { } flow || WaitedInVain(plan, from, join.Node.Id, tokens))
                    continue;
                var ((english, french), (sourceEnglish, sourceFrench)) = (Name(plan.To, join.Node.Id), Name(plan.To, plan.To.Flows[flow].Source));
                yield return new(join.Node.Id, "migration.join-in-vain", $"In the new version {english} waits for a branch from {sourceEnglish}, which this instance can no longer take.",
                    $"Dans la nouvelle version, {french} attend une branche venant de {sourceFrench}, que cette instance ne peut plus emprunter.");
            }
        }
    }

    private static bool WaitedInVain(MigrationPlan plan, ModelIndex from, string target, List<Token> tokens) => plan.Mappings.Where(m => m.Value == target).Any(m =>
        from.Find(m.Key) is { } join && JoinArrivals.WaitsInVainFor(plan.From, join,
            tokens.Select(t => t.ArrivedBy).OfType<string>().ToHashSet(StringComparer.Ordinal),
            tokens.Where(t => t.ArrivedBy is null).Select(t => t.ElementId)) is not null);

    private static bool IsParallelJoin(NodeIndex index) => index is { Joins: true, Node: Gateway { Kind: GatewayKind.Parallel } };

    // A transaction that is being cancelled is left by its cancel boundary event once everything is undone.
    private static IEnumerable<MigrationProblem> Cancelling(MigrationPlan plan, ProcessState state)
    {
        foreach (var token in state.Tokens.Where(t => plan.From.Nodes[t.ElementId] is EndEvent { Definition: CancelEvent }))
        {
            var transaction = plan.To.Nodes[plan.TargetOf(token.ElementId)!].ParentId;
            if (transaction is not null && plan.To.BoundaryEventsOf(transaction).Any(b => b.Definition is CancelEvent))
                continue;
            var (english, french) = Name(plan.From, token.ElementId);
            yield return new(token.ElementId, "migration.no-way-out-of-cancel", $"{english} is cancelling its transaction, which has no cancel boundary event in the new version.",
                $"{french} annule sa transaction, qui n’a pas d’événement de bordure d’annulation dans la nouvelle version.");
        }
    }

    private static Sentence Name(ProcessModel model, string element) => model.Nodes.TryGetValue(element, out var node) ? ElementKinds.Named(node) : new(element, element);
}

using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>Whether one element can take the place of another, for every token that could be there.</summary>
internal static class CompareElements
{
    /// <summary>Why it cannot; null when it can.</summary>
    internal static MigrationProblem? Problem(ProcessModel from, ProcessModel to, IReadOnlyDictionary<string, string> mappings, FlowNode source, FlowNode target) =>
        Kind(source, target) ?? Repetition(source, target) ?? Details(from, to, source, target)
        ?? Scope(from, to, mappings, source, target) ?? Host(from, to, mappings, source, target) ?? EventsOfGateway(from, to, mappings, source, target);

    private static MigrationProblem? Kind(FlowNode source, FlowNode target)
    {
        var (was, becomes) = (ElementKinds.Of(source), ElementKinds.Of(target));
        return was == becomes ? null : Say(source, "migration.other-kind",
            $"was {was.English} and {Name(target).English} is {becomes.English}; only an element of the same kind can take its place.",
            $"était {was.French} et {Name(target).French} est {becomes.French}; seul un élément du même type peut prendre sa place.");
    }

    private static MigrationProblem? Repetition(FlowNode source, FlowNode target) => (source, target) switch
    {
        (Activity { Loop: var was }, Activity { Loop: var becomes }) when !IsSameRepetition(was, becomes) => Say(source, "migration.other-repetition",
            $"does not repeat the way {Name(target).English} does: both must run once, loop, or go through the same kind of list, both one by one or both all at once, under the same variable name.",
            $"ne se répète pas comme {Name(target).French} : les deux doivent s’exécuter une fois, boucler ou parcourir le même genre de liste, tous deux un par un ou tous deux en même temps, sous le même nom de variable."),
        _ => null
    };

    // How far it has come is kept as numbers and elements; another way of counting could not read them.
    private static bool IsSameRepetition(Loop? was, Loop? becomes) => (was, becomes) switch
    {
        (null, null) or (StandardLoop, StandardLoop) => true,
        (MultiInstance a, MultiInstance b) => a.IsSequential == b.IsSequential && a.Collection is null == b.Collection is null && a.Element == b.Element,
        _ => false
    };

    private static MigrationProblem? Details(ProcessModel from, ProcessModel to, FlowNode source, FlowNode target) => (source, target) switch
    {
        (Activity a, Activity b) when a.IsForCompensation != b.IsForCompensation => Say(source, "migration.other-kind",
            $"and {Name(target).English} are not both for compensation.", $"et {Name(target).French} ne servent pas tous deux à la compensation."),
        (CallActivity a, CallActivity b) when a.CalledElement != b.CalledElement => Say(source, "migration.calls-another",
            $"calls \"{a.CalledElement}\" and {Name(target).English} calls \"{b.CalledElement}\": the called process that runs would be taken for the other.",
            $"appelle « {a.CalledElement} » et {Name(target).French} appelle « {b.CalledElement} » : le processus appelé en cours serait pris pour l’autre."),
        (BoundaryEvent a, BoundaryEvent b) when a.CancelActivity != b.CancelActivity => Interrupting(source, target),
        (StartEvent a, StartEvent b) when a.IsInterrupting != b.IsInterrupting => Interrupting(source, target),
        (Gateway, Gateway) when Joins(from, source) != Joins(to, target) => Say(source, "migration.join-changed",
            $"and {Name(target).English} do not both bring branches together: a branch that waits there would be lost or come twice.",
            $"et {Name(target).French} ne réunissent pas tous deux des branches : une branche qui y attend serait perdue ou dédoublée."),
        (SubProcess { TriggeredByEvent: true }, SubProcess) when BeginsOtherwise(from, to, source, target) => Say(source, "migration.begins-otherwise",
            $"and {Name(target).English} do not begin with the same kind of event.", $"et {Name(target).French} ne commencent pas par le même genre d’événement."),
        _ => null
    };

    private static MigrationProblem Interrupting(FlowNode source, FlowNode target) => Say(source, "migration.interrupting-changed",
        $"and {Name(target).English} do not both interrupt; leave it out, and the new one is opened afresh.",
        $"et {Name(target).French} n’interrompent pas tous deux; ne l’incluez pas, et le nouveau sera ouvert à neuf.");

    private static bool Joins(ProcessModel model, FlowNode gateway) => ModelIndex.Of(model).Find(gateway.Id)!.Joins;

    private static bool BeginsOtherwise(ProcessModel from, ProcessModel to, FlowNode source, FlowNode target)
    {
        var (was, becomes) = (ModelIndex.Of(from).Find(source.Id)!.Start, ModelIndex.Of(to).Find(target.Id)!.Start);
        return was is null || becomes is null || ElementKinds.Of(was) != ElementKinds.Of(becomes) || was.IsInterrupting != becomes.IsInterrupting;
    }

    private static MigrationProblem? Scope(ProcessModel from, ProcessModel to, IReadOnlyDictionary<string, string> mappings, FlowNode source, FlowNode target)
    {
        if (source.ParentId is { } around && !mappings.ContainsKey(around))
        {
            var scope = Name(from.Nodes[around]);
            return Say(source, "migration.scope-not-mapped", $"lies in {scope.English}, which is not mapped.", $"se trouve dans {scope.French}, qui n’est pas mis en correspondance.");
        }
        var expected = source.ParentId is null ? null : mappings[source.ParentId];
        return expected == target.ParentId ? null : Say(source, "migration.other-scope",
            $"would move to another sub-process: {Name(target).English} lies {Where(to, target).English} and not {WhereExpected(to, expected).English}.",
            $"changerait de sous-processus : {Name(target).French} se trouve {Where(to, target).French} et non {WhereExpected(to, expected).French}.");
    }

    private static MigrationProblem? Host(ProcessModel from, ProcessModel to, IReadOnlyDictionary<string, string> mappings, FlowNode source, FlowNode target)
    {
        if ((source, target) is not (BoundaryEvent was, BoundaryEvent becomes) || mappings.GetValueOrDefault(was.AttachedTo) == becomes.AttachedTo)
            return null;
        var (old, now) = (Name(from.Nodes[was.AttachedTo]), Name(to.Nodes[becomes.AttachedTo]));
        return Say(source, "migration.other-host",
            $"sits on {old.English} and {Name(target).English} on {now.English}, which does not take its place.",
            $"est posé sur {old.French} et {Name(target).French} sur {now.French}, qui ne prend pas sa place.");
    }

    // The token that waits for one of them stands at the gateway and not at the event.
    private static MigrationProblem? EventsOfGateway(ProcessModel from, ProcessModel to, IReadOnlyDictionary<string, string> mappings, FlowNode source, FlowNode target)
    {
        var (was, becomes) = (GatewayBefore(from, source), GatewayBefore(to, target));
        if (was is null && becomes is null || was is not null && becomes is not null && mappings.GetValueOrDefault(was) == becomes)
            return null;
        return Say(source, "migration.other-gateway",
            $"and {Name(target).English} do not follow the same event-based gateway.", $"et {Name(target).French} ne suivent pas la même passerelle événementielle.");
    }

    internal static string? GatewayBefore(ProcessModel model, FlowNode node) => node.Incoming.Select(f => model.Flows[f].Source)
        .FirstOrDefault(s => model.Nodes[s] is Gateway { Kind: GatewayKind.EventBased });

    private static Sentence Where(ProcessModel model, FlowNode node) => WhereExpected(model, node.ParentId);

    private static Sentence WhereExpected(ProcessModel model, string? scope)
    {
        if (scope is null || !model.Nodes.TryGetValue(scope, out var around))
            return new("directly in the process", "directement dans le processus");
        var (english, french) = Name(around);
        return new($"in {english}", $"dans {french}");
    }

    private static MigrationProblem Say(FlowNode source, string code, string english, string french)
    {
        var name = Name(source);
        return new(source.Id, code, $"{name.English} {english}", $"{name.French} {french}");
    }

    private static Sentence Name(FlowNode node) => ElementKinds.Named(node);
}

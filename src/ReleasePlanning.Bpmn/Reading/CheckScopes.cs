using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Checks what only the scope decides: where a start may be typed, what belongs in a transaction, links and compensation that must find each other.</summary>
internal sealed class CheckScopes(ProcessModel model, XElement process, IReadOnlyDictionary<string, XElement> sources, FindingLog log)
{
    private readonly ILookup<string, FlowNode> inside = model.Nodes.Values.OrderBy(n => n.Order).ToLookup(n => n.ParentId ?? "");

    internal void Run()
    {
        OfProcess();
        foreach (var node in model.Nodes.Values.OrderBy(n => n.Order))
            Node(node, sources[node.Id]);
    }

    private void Node(FlowNode node, XElement at)
    {
        switch (node)
        {
            case SubProcess { TriggeredByEvent: true } scope: OfEventSubProcess(scope, at); break;
            case SubProcess scope: OfSubProcess(scope, at); break;
            case EndEvent { Definition: CancelEvent }: InTransaction(node, at); break;
            case BoundaryEvent boundary: Boundary(boundary, at); break;
            case IntermediateThrowEvent { Definition: LinkEvent link }: LinkThrown(node, link, at); break;
            case IntermediateCatchEvent { Definition: LinkEvent link }: LinkCaught(node, link, at); break;
            case Gateway { Kind: GatewayKind.EventBased } gateway: FirstOfEvents(gateway, at); break;
        }
        if (node is Activity { IsForCompensation: true })
            Handler(node, at);
        if (node is Activity { Loop: not null } and SubProcess { TriggeredByEvent: true })
            log.Refuse(at, "event-sub-process-loop", "An event sub-process cannot have multiple instances.", "Un sous-processus événementiel ne peut avoir d’instances multiples.");
        if (CompensateOf(node) is { ActivityRef: { } undone } && !model.Nodes.ContainsKey(undone))
            log.Refuse(at, "compensated-activity", $"There is no activity {undone} to compensate.", $"Il n’y a pas d’activité {undone} à compenser.");
    }

    private static CompensateEvent? CompensateOf(FlowNode node) => node switch
    {
        IntermediateThrowEvent e => e.Definition as CompensateEvent,
        EndEvent e => e.Definition as CompensateEvent,
        _ => null
    };

    private void OfProcess()
    {
        var starts = inside[""].OfType<StartEvent>().ToList();
        if (starts.Count == 0)
            log.Refuse(process, "missing-start", "There is no start event.", "Il n’y a pas d’événement de début.");
        foreach (var extra in starts.Where(s => s.Definition is null).Skip(1))
            SeveralStarts(extra);
        foreach (var start in starts.Where(s => s.Definition is not (null or MessageEvent or TimerEvent or SignalEvent or ConditionalEvent or TerminateEvent)))
            log.Refuse(sources[start.Id], "start-kind", "A process is started by nothing in particular, a message, a time, a signal or a condition; errors, escalations and compensation start event sub-processes.",
                "Un processus démarre sans déclencheur, par un message, un moment, un signal ou une condition; les erreurs, escalades et compensations démarrent des sous-processus événementiels.");
    }

    private void OfSubProcess(SubProcess scope, XElement at)
    {
        var starts = OnlyStart(scope, at);
        foreach (var start in starts.Where(s => s.Definition is not (null or TerminateEvent)))
            log.Refuse(sources[start.Id], "start-kind", "A sub-process is started by the flow that leads to it; its start event can have no definition of its own.",
                "Un sous-processus est démarré par le flux qui y mène; son événement de début ne peut avoir de définition.");
        if (scope.IsTransaction && inside[scope.Id].OfType<EndEvent>().Any(e => e.Definition is CancelEvent)
            && !model.BoundaryEventsOf(scope.Id).Any(b => b.Definition is CancelEvent))
            log.Refuse(at, "cancel-without-boundary", "The transaction can be cancelled but has no cancel boundary event to go on from.",
                "La transaction peut être annulée, mais n’a pas d’événement de bordure d’annulation pour continuer.");
    }

    private void OfEventSubProcess(SubProcess scope, XElement at)
    {
        var starts = OnlyStart(scope, at);
        if (starts is [{ Definition: null } untyped, ..])
            log.Refuse(sources[untyped.Id], "start-kind", "The start event of an event sub-process says what starts it: a message, a time, a signal, a condition, an error, an escalation or compensation.",
                "L’événement de début d’un sous-processus événementiel dit ce qui le démarre : un message, un moment, un signal, une condition, une erreur, une escalade ou une compensation.");
        if (starts is [{ Definition: ErrorEvent, IsInterrupting: false } error, ..])
            log.Refuse(sources[error.Id], "not-interrupting", "An error always interrupts; isInterrupting cannot be false here.", "Une erreur interrompt toujours; isInterrupting ne peut être false ici.");
        if (scope.Incoming.Length + scope.Outgoing.Length > 0)
            log.Refuse(at, "event-sub-process-flow", "An event sub-process is started by its event; no flow leads to it or leaves it.",
                "Un sous-processus événementiel est démarré par son événement; aucun flux n’y mène ni ne le quitte.");
        if (starts is [{ Definition: CompensateEvent } undo, ..] && scope.ParentId is null)
            log.Refuse(sources[undo.Id], "start-kind", "Compensation starts an event sub-process only inside the sub-process it undoes.",
                "La compensation ne démarre un sous-processus événementiel qu’à l’intérieur du sous-processus qu’elle défait.");
    }

    private List<StartEvent> OnlyStart(SubProcess scope, XElement at)
    {
        var starts = inside[scope.Id].OfType<StartEvent>().ToList();
        if (starts.Count == 0)
            log.Refuse(at, "missing-start", "There is no start event.", "Il n’y a pas d’événement de début.");
        foreach (var extra in starts.Skip(1))
            SeveralStarts(extra);
        return starts;
    }

    private void SeveralStarts(StartEvent extra) =>
        log.Refuse(sources[extra.Id], "several-starts", "There is more than one start event.", "Il y a plus d’un événement de début.");

    private void InTransaction(FlowNode end, XElement at)
    {
        if (end.ParentId is null || model.Nodes.GetValueOrDefault(end.ParentId) is not SubProcess { IsTransaction: true })
            log.Refuse(at, "cancel-outside", "A cancel end event stands directly in a transaction, nowhere else.",
                "Un événement de fin d’annulation se trouve directement dans une transaction, nulle part ailleurs.");
    }

    private void Boundary(BoundaryEvent boundary, XElement at)
    {
        var host = model.Nodes.GetValueOrDefault(boundary.AttachedTo);
        if (boundary.Definition is CancelEvent && host is not SubProcess { IsTransaction: true })
            log.Refuse(at, "cancel-outside", "A cancel boundary event sits on a transaction, nowhere else.", "Un événement de bordure d’annulation se place sur une transaction, nulle part ailleurs.");
        if (host is SubProcess { TriggeredByEvent: true })
            log.Refuse(at, "boundary-host", "A boundary event cannot sit on an event sub-process.", "Un événement de bordure ne peut se placer sur un sous-processus événementiel.");
        if (boundary.Definition is not CompensateEvent)
            return;
        if (boundary.Handler is null || model.Nodes.GetValueOrDefault(boundary.Handler) is not Activity { IsForCompensation: true } handler)
            log.Refuse(at, "compensation-without-handler", "No association leads from the compensation event to an activity marked isForCompensation.",
                "Aucune association ne mène de l’événement de compensation à une activité marquée isForCompensation.");
        else if (handler.ParentId != boundary.ParentId)
            log.Refuse(at, "compensation-without-handler", "The handler stands in another scope than the compensation event.",
                "Le gestionnaire se trouve dans une autre portée que l’événement de compensation.");
        if (boundary.Outgoing.Length > 0)
            log.Refuse(at, "compensation-flow", "A compensation boundary event has no flows; an association leads to its handler.",
                "Un événement de bordure de compensation n’a pas de flux; une association mène à son gestionnaire.");
    }

    private void Handler(FlowNode handler, XElement at)
    {
        if (handler.Incoming.Length + handler.Outgoing.Length == 0 || handler is SubProcess { TriggeredByEvent: true })
            return;
        if (!model.Nodes.Values.OfType<BoundaryEvent>().Any(b => b.Handler == handler.Id))
            log.Warn(at, "compensation-mark", "The activity is marked isForCompensation, but no compensation event leads to it and flows do; it runs like any other.",
                "L’activité est marquée isForCompensation, mais aucun événement de compensation n’y mène et des flux y mènent; elle s’exécute comme toute autre.");
        else
            log.Refuse(at, "compensation-flow", "An activity marked isForCompensation is reached by compensation alone; no flow leads to it or leaves it.",
                "Une activité marquée isForCompensation n’est atteinte que par la compensation; aucun flux n’y mène ni ne la quitte.");
    }

    private void LinkThrown(FlowNode node, LinkEvent link, XElement at)
    {
        if (link.Name.Length > 0 && !inside[node.ParentId ?? ""].Any(n => n is IntermediateCatchEvent { Definition: LinkEvent to } && to.Name == link.Name))
            log.Refuse(at, "link-target", $"The link \"{link.Name}\" is caught nowhere in its scope.", $"Le lien « {link.Name} » n’est capté nulle part dans sa portée.");
        if (node.Outgoing.Length > 0)
            log.Refuse(at, "link-flow", "A link that is thrown goes to its catch; no flow leaves it.", "Un lien lancé va à sa réception; aucun flux ne le quitte.");
    }

    private void LinkCaught(FlowNode node, LinkEvent link, XElement at)
    {
        if (inside[node.ParentId ?? ""].First(n => n is IntermediateCatchEvent { Definition: LinkEvent to } && to.Name == link.Name).Id != node.Id)
            log.Refuse(at, "link-target", $"The link \"{link.Name}\" is caught more than once in its scope.", $"Le lien « {link.Name} » est capté plus d’une fois dans sa portée.");
        if (node.Incoming.Length > 0)
            log.Refuse(at, "link-flow", "A link that is caught is reached by its throw; no flow leads to it.", "Un lien capté est atteint par son lancement; aucun flux n’y mène.");
    }

    private void FirstOfEvents(Gateway gateway, XElement at)
    {
        foreach (var target in gateway.Outgoing.Select(f => model.Nodes.GetValueOrDefault(model.Flows[f].Target)).OfType<FlowNode>())
        {
            if (target is not (IntermediateCatchEvent { Definition: not LinkEvent } or TaskNode { Kind: TaskKind.Receive, Message: not null }))
                log.Refuse(sources[target.Id], "event-gateway-target", $"After the event-based gateway {gateway.Id} only catch events and receive tasks with a message can stand.",
                    $"Après la passerelle fondée sur des événements {gateway.Id}, seuls des événements de réception et des tâches de réception avec un message peuvent se trouver.");
            else if (target is TaskNode { Loop: not null } || model.BoundaryEventsOf(target.Id).Any())
                log.Refuse(sources[target.Id], "event-gateway-target", "A receive task after an event-based gateway can have neither boundary events nor multiple instances.",
                    "Une tâche de réception après une passerelle fondée sur des événements ne peut avoir ni événements de bordure ni instances multiples.");
        }
        if (gateway.DefaultFlow is not null)
            log.Refuse(at, "default-flow", "An event-based gateway has no default flow; the first event decides.", "Une passerelle fondée sur des événements n’a pas de flux par défaut; le premier événement décide.");
    }
}

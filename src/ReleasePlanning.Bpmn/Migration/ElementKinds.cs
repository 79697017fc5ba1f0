using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>What an element is, in words; two elements with the same words are of one kind.</summary>
internal static class ElementKinds
{
    internal static Sentence Of(FlowNode node) => node switch
    {
        TaskNode task => Task(task.Kind),
        SubProcess { TriggeredByEvent: true } => new("an event sub-process", "un sous-processus événementiel"),
        SubProcess { IsTransaction: true } => new("a transaction", "une transaction"),
        SubProcess => new("a sub-process", "un sous-processus"),
        CallActivity => new("a call activity", "une activité d’appel"),
        Gateway gateway => GatewayOf(gateway.Kind),
        StartEvent start => Event("start", "de début", start.Definition),
        EndEvent end => Event("end", "de fin", end.Definition),
        IntermediateCatchEvent wait => Event("catch", "de réception", wait.Definition),
        IntermediateThrowEvent thrown => Event("throw", "d’envoi", thrown.Definition),
        BoundaryEvent boundary => Event("boundary", "de bordure", boundary.Definition),
        _ => new(node.GetType().Name, node.GetType().Name)
    };

    /// <summary>What an element waits for or throws; null where it does neither.</summary>
    internal static EventDefinition? DefinitionOf(FlowNode node) => node switch
    {
        StartEvent e => e.Definition,
        EndEvent e => e.Definition,
        IntermediateCatchEvent e => e.Definition,
        IntermediateThrowEvent e => e.Definition,
        BoundaryEvent e => e.Definition,
        TaskNode e => e.Message,
        _ => null
    };

    /// <summary>An element as sentences name it: by what people read, and by its id.</summary>
    internal static Sentence Named(FlowNode node) => new(
        node.Names.In("en") is { Length: > 0 } english ? $"\"{english}\" ({node.Id})" : node.Id,
        node.Names.In("fr") is { Length: > 0 } french ? $"« {french} » ({node.Id})" : node.Id);

    private static Sentence Task(TaskKind kind) => kind switch
    {
        TaskKind.User => new("a user task", "une tâche utilisateur"),
        TaskKind.Service => new("a service task", "une tâche de service"),
        TaskKind.Script => new("a script task", "une tâche de script"),
        TaskKind.Send => new("a send task", "une tâche d’envoi"),
        TaskKind.Receive => new("a receive task", "une tâche de réception"),
        TaskKind.Manual => new("a manual task", "une tâche manuelle"),
        TaskKind.BusinessRule => new("a business rule task", "une tâche de règle d’affaires"),
        _ => new("a task without a kind", "une tâche sans type")
    };

    private static Sentence GatewayOf(GatewayKind kind) => kind switch
    {
        GatewayKind.Parallel => new("a parallel gateway", "une passerelle parallèle"),
        GatewayKind.Inclusive => new("an inclusive gateway", "une passerelle inclusive"),
        GatewayKind.EventBased => new("an event-based gateway", "une passerelle événementielle"),
        _ => new("an exclusive gateway", "une passerelle exclusive")
    };

    private static Sentence Event(string english, string french, EventDefinition? definition)
    {
        var (en, fr) = definition switch
        {
            null => ("", ""),
            TimerEvent => ("timer ", " de minuterie"),
            MessageEvent => ("message ", " de message"),
            SignalEvent => ("signal ", " de signal"),
            ErrorEvent => ("error ", " d’erreur"),
            EscalationEvent => ("escalation ", " d’escalade"),
            ConditionalEvent => ("conditional ", " conditionnel"),
            LinkEvent => ("link ", " de lien"),
            CompensateEvent => ("compensation ", " de compensation"),
            CancelEvent => ("cancel ", " d’annulation"),
            TerminateEvent => ("terminate ", " de terminaison"),
            _ => (definition.GetType().Name + " ", " " + definition.GetType().Name)
        };
        var article = en.Length > 0 ? en.StartsWith('e') ? "an" : "a" : english.StartsWith('e') ? "an" : "a";
        return new($"{article} {en}{english} event", $"un événement {french}{fr}");
    }
}

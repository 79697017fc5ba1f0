using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads tasks, sub-processes and call activities, and refuses the markers that are not run.</summary>
internal sealed class ReadActivities(ReadEvents events, FindingLog log)
{
    private static readonly Dictionary<string, TaskKind> Tasks = new()
    {
        ["task"] = TaskKind.Abstract,
        ["userTask"] = TaskKind.User,
        ["serviceTask"] = TaskKind.Service,
        ["scriptTask"] = TaskKind.Script,
        ["sendTask"] = TaskKind.Send,
        ["receiveTask"] = TaskKind.Receive,
        ["manualTask"] = TaskKind.Manual,
        ["businessRuleTask"] = TaskKind.BusinessRule
    };

    private static readonly string[] Quantities = ["startQuantity", "completionQuantity"];

    internal static bool IsActivity(string name) => name == "callActivity" || Tasks.ContainsKey(name);

    internal FlowNode Read(XElement element)
    {
        RefuseMarkers(element);
        var binding = ReadBinding.From(element, log);
        if (Tasks.TryGetValue(element.Name.LocalName, out var kind))
            return Task(element, kind, binding);
        if (element.Name.LocalName == "callActivity")
            return new CallActivity { Id = element.Id(), Names = element.Names(), Binding = binding, CalledElement = Called(element) };
        RefuseSubProcessKinds(element);
        return new SubProcess { Id = element.Id(), Names = element.Names(), Binding = binding, TriggeredByEvent = element.Flag("triggeredByEvent") ?? false };
    }

    private TaskNode Task(XElement element, TaskKind kind, ActivityBinding? binding)
    {
        if (binding is null && kind is TaskKind.User or TaskKind.Service or TaskKind.BusinessRule && !ReadBinding.IsWritten(element))
            log.Refuse(element, "missing-binding", "The task is bound to no activity type (elsa:activityBinding), so nothing would be done.",
                "La tâche n’est liée à aucun type d’activité (elsa:activityBinding); rien ne serait donc fait.");
        if (element.Flag("instantiate") == true)
            log.Refuse(element, "instantiating-task", "A receive task that starts a process is not run.",
                "Une tâche de réception qui démarre un processus n’est pas exécutée.");
        return new TaskNode
        {
            Id = element.Id(),
            Names = element.Names(),
            Kind = kind,
            Binding = binding,
            Message = kind is TaskKind.Send or TaskKind.Receive ? events.Message(element, element) : null,
            Script = kind == TaskKind.Script ? Script(element) : null
        };
    }

    private string Script(XElement element)
    {
        var format = (string?)element.Attribute("scriptFormat") ?? "";
        if (!ConditionLanguages.IsRun(format))
            log.Refuse(element, "script-language", $"Scripts are FEEL contexts; the language {format} is not run.",
                $"Les scripts sont des contextes FEEL; le langage {format} n’est pas exécuté.");
        return element.Child("script")?.Value.Trim() ?? "";
    }

    private string Called(XElement element)
    {
        var called = element.Reference("calledElement") ?? "";
        if (called.Length == 0 || Execution.Expressions.IsExpression((string?)element.Attribute("calledElement") ?? ""))
            log.Refuse(element, "missing-called-process", "The call activity does not name the process it calls by a fixed id.",
                "L’activité d’appel ne désigne pas par un identifiant fixe le processus appelé.");
        return called;
    }

    private void RefuseSubProcessKinds(XElement element)
    {
        if (element.Name.LocalName == "transaction")
            log.Refuse(element, "transaction", "A transaction is not run; use a sub-process.", "Une transaction n’est pas exécutée; utilisez un sous-processus.");
        else if (element.Name.LocalName == "adHocSubProcess")
            log.Refuse(element, "ad-hoc", "An ad-hoc sub-process is not run.", "Un sous-processus ad hoc n’est pas exécuté.");
        else if (element.Flag("triggeredByEvent") == true)
            log.Refuse(element, "event-sub-process", "An event sub-process is not run; use a boundary event.",
                "Un sous-processus événementiel n’est pas exécuté; utilisez un événement de bordure.");
    }

    private void RefuseMarkers(XElement element)
    {
        if (element.Child("multiInstanceLoopCharacteristics") is not null)
            log.Refuse(element, "multi-instance", "Multiple instances are not run.", "Les instances multiples ne sont pas exécutées.");
        if (element.Child("standardLoopCharacteristics") is not null)
            log.Refuse(element, "standard-loop", "The loop marker is not run; draw the loop with a gateway.",
                "Le marqueur de boucle n’est pas exécuté; dessinez la boucle avec une passerelle.");
        if (element.Flag("isForCompensation") == true)
            log.Refuse(element, "compensation-handler", "A compensation activity is not run.", "Une activité de compensation n’est pas exécutée.");
        if (Quantities.Any(q => element.Attribute(q) is { } a && a.Value.Trim() != "1"))
            log.Refuse(element, "token-quantity", "Start and completion quantities other than 1 are not run.",
                "Les quantités de début et de fin autres que 1 ne sont pas exécutées.");
    }
}

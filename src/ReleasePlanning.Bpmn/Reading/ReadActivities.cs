using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads tasks, sub-processes and call activities with their markers (BPMN 2.0 clause 10.3).</summary>
internal sealed class ReadActivities(ReadEvents events, DataNames data, ReadFor purpose, FindingLog log)
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
        RefuseQuantities(element);
        return Kind(element, ReadBinding.From(element, log)) with
        {
            Loop = ReadLoop.From(element, data, log),
            IsForCompensation = element.Flag("isForCompensation") ?? false,
            Inputs = ReadMappings.Inputs(element, data),
            Outputs = ReadMappings.Outputs(element, data)
        };
    }

    private Activity Kind(XElement element, ActivityBinding? binding)
    {
        if (Tasks.TryGetValue(element.Name.LocalName, out var kind))
            return Task(element, kind, binding);
        if (element.Name.LocalName == "callActivity")
            return new CallActivity { Id = element.Id(), Names = element.Names(), Binding = binding, CalledElement = Called(element) };
        if (element.Name.LocalName == "adHocSubProcess")
            log.Refuse(element, "ad-hoc", "An ad-hoc sub-process is not run.", "Un sous-processus ad hoc n’est pas exécuté.");
        return new SubProcess
        {
            Id = element.Id(),
            Names = element.Names(),
            Binding = binding,
            TriggeredByEvent = element.Flag("triggeredByEvent") ?? false,
            IsTransaction = element.Name.LocalName == "transaction",
            DataObjects = data.DeclaredIn(element)
        };
    }

    private TaskNode Task(XElement element, TaskKind kind, ActivityBinding? binding)
    {
        if (purpose == ReadFor.Publishing && binding is null && kind is TaskKind.User or TaskKind.Service or TaskKind.BusinessRule && !ReadBinding.IsWritten(element))
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
            Message = kind is TaskKind.Send or TaskKind.Receive ? events.MessageOfTask(element) : null,
            Script = kind == TaskKind.Script ? Script(element) : null,
            ResultVariable = kind == TaskKind.Script ? element.ForeignAttribute("resultVariable") : null
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

    private void RefuseQuantities(XElement element)
    {
        if (Quantities.Any(q => element.Attribute(q) is { } a && a.Value.Trim() != "1"))
            log.Refuse(element, "token-quantity", "Start and completion quantities other than 1 are not run.",
                "Les quantités de début et de fin autres que 1 ne sont pas exécutées.");
    }
}

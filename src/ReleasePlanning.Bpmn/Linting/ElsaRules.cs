using System.Globalization;
using System.Xml.Linq;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Linting;

/// <summary>A rating with its reason.</summary>
internal readonly record struct Rated(ElsaRating Rating, string English, string French);

/// <summary>The rules of Elsa's BPMN importer, as read in its sources: what it binds, drops, degrades and refuses.</summary>
internal static class ElsaRules
{
    private static readonly Rated Runs = new(ElsaRating.Runs, "Elsa runs this as drawn.", "Elsa exécute ceci tel que dessiné.");

    /// <summary>Null for elements Elsa is not asked about: documentation, definitions, flows without condition.</summary>
    internal static Rated? Rate(XElement element) => element.Name.Namespace != XmlNames.Bpmn ? null : element.Name.LocalName switch
    {
        "sequenceFlow" => Flow(element),
        "task" or "userTask" or "serviceTask" or "scriptTask" or "businessRuleTask" or "manualTask" => Task(element),
        "sendTask" or "receiveTask" => element.Attribute("messageRef") is null ? Task(element) : Unbound(element) ?? Markers(element),
        "exclusiveGateway" => Unbound(element) ?? Exclusive(element),
        "inclusiveGateway" => Outgoing(element).Any(HasCondition)
            ? Degraded("Elsa takes only the flows without condition.", "Elsa n’emprunte que les flux sans condition.") : Runs,
        "parallelGateway" or "eventBasedGateway" => Unbound(element) ?? Runs,
        "complexGateway" => Refused("Elsa leaves complex gateways out.", "Elsa laisse de côté les passerelles complexes."),
        "adHocSubProcess" => Refused("Elsa leaves ad-hoc sub-processes out.", "Elsa laisse de côté les sous-processus ad hoc."),
        "subProcess" or "transaction" => Unbound(element) ?? Markers(element),
        "callActivity" when element.Reference("calledElement") is null =>
            Refused("Elsa refuses a call activity without calledElement.", "Elsa refuse une activité d’appel sans calledElement."),
        "callActivity" => Unbound(element) ?? Markers(element),
        "startEvent" or "endEvent" or "intermediateCatchEvent" or "intermediateThrowEvent" or "boundaryEvent" => Unbound(element) ?? Event(element),
        "dataObject" or "dataObjectReference" or "dataStoreReference" => Refused("Elsa leaves data out.", "Elsa laisse de côté les données."),
        _ => null
    };

    private static Rated? Flow(XElement flow)
    {
        if (flow.Child("conditionExpression") is not null)
            return Degraded("Elsa does not evaluate conditions; decide by the outcome of a task (vw:conditionOutcome).",
                "Elsa n’évalue pas les conditions; décidez par le résultat d’une tâche (vw:conditionOutcome).");
        return flow.Attribute(XmlNames.ConditionOutcome) is null ? null : Runs;
    }

    private static Rated Task(XElement task)
    {
        if (!ReadBinding.IsWritten(task))
            return Refused("Elsa refuses a task without elsa:activityBinding.", "Elsa refuse une tâche sans elsa:activityBinding.");
        var log = new FindingLog();
        var binding = ReadBinding.From(task, log);
        if (log.ToArray().FirstOrDefault(f => f.Severity == FindingSeverity.Refused && f.Code is not ("feel" or "input-language")) is { } wrong)
            return Refused(wrong.English, wrong.French);
        if (task.Attribute("default") is not null)
            return Degraded("Elsa takes the default flow of a task in addition to the others.", "Elsa emprunte le flux par défaut d’une tâche en plus des autres.");
        if (binding!.Inputs.Values.Any(i => i.ExpressionType.Equals("Feel", StringComparison.OrdinalIgnoreCase)))
            return Degraded("Elsa has no FEEL; inputs written in it are not evaluated.", "Elsa ne connaît pas FEEL; les entrées écrites en FEEL ne sont pas évaluées.");
        return Markers(task) is { Rating: not ElsaRating.Runs } marked ? marked : new(ElsaRating.Runs,
            $"Elsa runs this where the activity type {binding.ActivityType} is registered.",
            $"Elsa exécute ceci là où le type d’activité {binding.ActivityType} est enregistré.");
    }

    private static Rated Exclusive(XElement gateway) => Outgoing(gateway).Count() > 1
        ? Degraded("Elsa does not evaluate the conditions of a gateway: it takes the default flow, or fails.",
            "Elsa n’évalue pas les conditions d’une passerelle : il emprunte le flux par défaut, ou échoue.")
        : Runs;

    private static Rated? Unbound(XElement element) => ReadBinding.IsWritten(element)
        ? Refused("Elsa refuses elsa:activityBinding on an element it binds itself.", "Elsa refuse elsa:activityBinding sur un élément qu’il lie lui-même.")
        : null;

    private static Rated Markers(XElement activity)
    {
        if (activity.Child("standardLoopCharacteristics") is not null)
            return Degraded("Elsa does not run the loop marker.", "Elsa n’exécute pas le marqueur de boucle.");
        if (activity.Child("multiInstanceLoopCharacteristics") is not { } several)
            return Runs;
        if (several.Child("completionCondition") is not null)
            return Degraded("Elsa ignores the completion condition.", "Elsa ignore la condition d’achèvement.");
        var isLiteral = int.TryParse(several.Child("loopCardinality")?.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        return isLiteral || IsDeclared(activity, (string?)several.Attribute(XmlNames.Valence + "collection")) ? Runs
            : Degraded("Elsa takes the number of instances only as a literal, or from a declared variable (vw:collection).",
                "Elsa ne prend le nombre d’instances que littéralement, ou d’une variable déclarée (vw:collection).");
    }

    private static bool IsDeclared(XElement activity, string? collection) => collection is not null
        && activity.Ancestors(XmlNames.Bpmn + "process").SelectMany(p => p.Extensions("variable"))
            .Any(v => v.Name.Namespace == XmlNames.Valence && (string?)v.Attribute("name") == collection);

    private static Rated Event(XElement element)
    {
        var definitions = element.Elements().Where(e => e.Name.LocalName.EndsWith("EventDefinition", StringComparison.Ordinal)).ToList();
        if (definitions.Count > 1)
            return Refused("Elsa leaves out an event with several definitions.", "Elsa laisse de côté un événement comportant plusieurs définitions.");
        var (place, kind) = (element.Name.LocalName, definitions.FirstOrDefault()?.Name.LocalName ?? "");
        return kind switch
        {
            "timerEventDefinition" => Timer(place == "startEvent" && IsInEventSubProcess(element) ? "eventSubProcess" : place, definitions[0]),
            "conditionalEventDefinition" => Refused("Elsa leaves conditional events out.", "Elsa laisse de côté les événements conditionnels."),
            "linkEventDefinition" => Refused("Elsa leaves link events out.", "Elsa laisse de côté les événements de lien."),
            "signalEventDefinition" when place is "intermediateThrowEvent" or "endEvent" =>
                Refused("Elsa leaves out the throwing of signals.", "Elsa laisse de côté l’émission de signaux."),
            "errorEventDefinition" when place == "startEvent" && element.Flag("isInterrupting") == false =>
                Refused("Elsa leaves out an error start that does not interrupt.", "Elsa laisse de côté un début sur erreur qui n’interrompt pas."),
            "errorEventDefinition" when place is "startEvent" or "boundaryEvent" && !IsFirstErrorThere(element) =>
                Degraded("Elsa keeps only one error event here, the first.", "Elsa ne garde ici qu’un seul événement d’erreur, le premier."),
            "escalationEventDefinition" when place == "boundaryEvent" && HostOf(element)?.Name.LocalName is not ("subProcess" or "transaction" or "callActivity") =>
                Degraded("Elsa catches escalations only on sub-processes and call activities.", "Elsa ne capte les escalades que sur les sous-processus et les activités d’appel."),
            "errorEventDefinition" when place == "endEvent" => Degraded("Elsa treats an error end as a plain end.", "Elsa traite une fin en erreur comme une fin simple."),
            _ => Runs
        };
    }

    private static bool IsInEventSubProcess(XElement start) => start.Parent?.Flag("triggeredByEvent") == true;

    private static XElement? HostOf(XElement boundary) =>
        boundary.Parent!.Elements().FirstOrDefault(e => e.Id().Length > 0 && e.Id() == boundary.Reference("attachedToRef"));

    // One per host, and one event sub-process per scope.
    private static bool IsFirstErrorThere(XElement element)
    {
        var alike = element.Name.LocalName == "boundaryEvent"
            ? element.Parent!.Children("boundaryEvent").Where(b => b.Reference("attachedToRef") == element.Reference("attachedToRef"))
            : element.Parent!.Parent!.Children("subProcess").Where(s => s.Flag("triggeredByEvent") == true).SelectMany(s => s.Children("startEvent"));
        return alike.First(e => e.Child("errorEventDefinition") is not null) == element;
    }

    private static Rated Timer(string place, XElement definition)
    {
        var (text, kind) = definition.Child("timeDuration") is { } duration ? (duration.Value, TimerKind.Duration)
            : definition.Child("timeCycle") is { } cycle ? (cycle.Value, TimerKind.Cycle) : ("", TimerKind.Date);
        if (place == "startEvent")
            return kind == TimerKind.Cycle ? Runs : Degraded("Elsa starts only on a repeating timer.", "Elsa ne démarre que sur une minuterie répétitive.");
        if (kind != TimerKind.Duration)
            return Refused("Elsa leaves out timers other than durations.", "Elsa laisse de côté les minuteries autres que les durées.");
        return IsIsoDuration(text.Trim()) ? Runs
            : Refused("Elsa refuses a timer that is not a literal ISO 8601 duration.", "Elsa refuse une minuterie qui n’est pas une durée ISO 8601 littérale.");
    }

    private static bool IsIsoDuration(string text)
    {
        if (Expressions.IsExpression(text) || DueRule.TryParse(text, out _))
            return false;
        try
        {
            TimerText.Check(TimerKind.Duration, text);
            return true;
        }
        catch (IsoTimerException)
        {
            return false;
        }
    }

    private static IEnumerable<XElement> Outgoing(XElement node) =>
        node.Parent!.Children("sequenceFlow").Where(f => f.Reference("sourceRef") == node.Id());

    private static bool HasCondition(XElement flow) => flow.Child("conditionExpression") is not null;

    private static Rated Degraded(string english, string french) => new(ElsaRating.Degraded, english, french);

    private static Rated Refused(string english, string french) => new(ElsaRating.Refused, english, french);
}

using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads events with their one definition, and refuses the definitions that are not run.</summary>
internal sealed class ReadEvents(IReadOnlyDictionary<string, XElement> messages, FindingLog log)
{
    // Stands in for a definition already refused, so that one cause gives one finding.
    private static readonly EventDefinition Refused = new TerminateEvent();

    internal FlowNode Read(XElement element)
    {
        var (id, names) = (element.Id(), element.Names());
        var definition = Definition(element);
        switch (element.Name.LocalName)
        {
            case "startEvent":
                if (definition is not null and not TerminateEvent)
                    log.Refuse(element, "start-kind", "Only a start event without definition is run; a plan or a call activity starts the process.",
                        "Seul un événement de début sans définition est exécuté; un plan ou une activité d’appel démarre le processus.");
                return new StartEvent { Id = id, Names = names };
            case "endEvent":
                if (definition is TimerEvent)
                    Misplaced(element);
                return new EndEvent { Id = id, Names = names, Definition = definition };
            case "intermediateThrowEvent":
                if (definition is TimerEvent)
                    Misplaced(element);
                return new IntermediateThrowEvent { Id = id, Names = names, Definition = definition };
            case "intermediateCatchEvent":
                return new IntermediateCatchEvent { Id = id, Names = names, Definition = definition ?? Missing(element) };
            default:
                return new BoundaryEvent
                {
                    Id = id,
                    Names = names,
                    AttachedTo = element.Reference("attachedToRef") ?? "",
                    CancelActivity = element.Flag("cancelActivity") ?? true,
                    Definition = definition ?? Missing(element)
                };
        }
    }

    private EventDefinition? Definition(XElement element)
    {
        var all = element.Elements().Where(e => e.Name.Namespace == XmlNames.Bpmn
            && (e.Name.LocalName.EndsWith("EventDefinition", StringComparison.Ordinal) || e.Name.LocalName == "eventDefinitionRef")).ToList();
        if (all.Count == 0)
            return null;
        if (all.Count > 1)
        {
            log.Refuse(element, "several-definitions", "An event with several event definitions is not run.",
                "Un événement comportant plusieurs définitions n’est pas exécuté.");
            return Refused;
        }
        var kind = all[0].Name.LocalName;
        return kind switch
        {
            "timerEventDefinition" => Timer(element, all[0]),
            "messageEventDefinition" => Message(element, all[0]),
            "terminateEventDefinition" when element.Name.LocalName == "endEvent" => new TerminateEvent(),
            "terminateEventDefinition" => Misplaced(element),
            _ => NotRun(element, kind)
        };
    }

    private TimerEvent Timer(XElement element, XElement definition)
    {
        var texts = definition.Elements().Where(e => e.Name.LocalName is "timeDate" or "timeDuration" or "timeCycle").ToList();
        if (texts.Count != 1)
        {
            log.Refuse(element, "timer-kind", "A timer needs exactly one of date, duration or cycle.",
                "Une minuterie exige exactement une date, une durée ou un cycle.");
            return new(TimerKind.Duration, "PT0S");
        }
        var kind = texts[0].Name.LocalName switch
        {
            "timeDate" => TimerKind.Date,
            "timeDuration" => TimerKind.Duration,
            _ => TimerKind.Cycle
        };
        var language = (string?)texts[0].Attribute("language") ?? "";
        if (!ConditionLanguages.IsRun(language))
            log.Refuse(element, "condition-language", $"Expressions are written in FEEL; the language {language} is not run.",
                $"Les expressions s’écrivent en FEEL; le langage {language} n’est pas exécuté.");
        return new(kind, texts[0].Value.Trim());
    }

    /// <summary>The message an event definition, send task or receive task refers to.</summary>
    internal MessageEvent Message(XElement element, XElement reference)
    {
        var messageId = reference.Reference("messageRef");
        var declared = messageId is null ? null : messages.GetValueOrDefault(messageId);
        var name = (string?)declared?.Attribute("name") ?? "";
        if (declared is null)
            log.Refuse(element, "missing-message", "No declared message is named by messageRef.",
                "Aucun message déclaré n’est désigné par messageRef.");
        else if (string.IsNullOrWhiteSpace(name) || Execution.Expressions.IsExpression(name))
            log.Refuse(element, "message-name", $"The message {messageId} needs a fixed name.", $"Le message {messageId} doit porter un nom fixe.");
        var key = (string?)(reference.Attribute(XmlNames.CorrelationKey) ?? element.Attribute(XmlNames.CorrelationKey) ?? declared?.Attribute(XmlNames.CorrelationKey));
        return new(name.Trim(), string.IsNullOrWhiteSpace(key) ? null : key.Trim());
    }

    private EventDefinition Missing(XElement element)
    {
        log.Refuse(element, "missing-definition", "The event does not say what it waits for.", "L’événement ne dit pas ce qu’il attend.");
        return Refused;
    }

    private EventDefinition Misplaced(XElement element)
    {
        log.Refuse(element, "misplaced-definition", "This event definition has no meaning at this place.",
            "Cette définition d’événement n’a pas de sens à cet endroit.");
        return Refused;
    }

    private EventDefinition NotRun(XElement element, string kind)
    {
        var (code, english, french) = Kinds.GetValueOrDefault(kind, ("event-kind", $"{kind} events are", $"Les événements {kind}"));
        log.Refuse(element, code, $"{english} not run.", $"{french} ne sont pas exécutés.");
        return Refused;
    }

    private static readonly Dictionary<string, (string Code, string English, string French)> Kinds = new()
    {
        ["signalEventDefinition"] = ("signal-event", "Signal events are", "Les événements de signal"),
        ["errorEventDefinition"] = ("error-event", "Error events are", "Les événements d’erreur"),
        ["escalationEventDefinition"] = ("escalation-event", "Escalation events are", "Les événements d’escalade"),
        ["conditionalEventDefinition"] = ("conditional-event", "Conditional events are", "Les événements conditionnels"),
        ["linkEventDefinition"] = ("link-event", "Link events are", "Les événements de lien"),
        ["compensateEventDefinition"] = ("compensation-event", "Compensation events are", "Les événements de compensation"),
        ["cancelEventDefinition"] = ("cancel-event", "Cancel events are", "Les événements d’annulation"),
        ["eventDefinitionRef"] = ("definition-reference", "Event definitions by reference are", "Les définitions d’événement par renvoi")
    };
}

using System.Xml.Linq;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Reads events with their one definition (BPMN 2.0 clause 10.5), and refuses a definition where the standard gives it no meaning.</summary>
internal sealed class ReadEvents(Declarations declared, ReadFor purpose, FindingLog log)
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
                return new StartEvent { Id = id, Names = names, Definition = definition, IsInterrupting = element.Flag("isInterrupting") ?? true };
            case "endEvent":
                return new EndEvent { Id = id, Names = names, Definition = definition };
            case "intermediateThrowEvent":
                return new IntermediateThrowEvent { Id = id, Names = names, Definition = definition };
            case "intermediateCatchEvent":
                return new IntermediateCatchEvent { Id = id, Names = names, Definition = definition ?? Missing(element) };
            default:
                return Boundary(element, definition ?? Missing(element));
        }
    }

    private BoundaryEvent Boundary(XElement element, EventDefinition definition)
    {
        var interrupts = element.Flag("cancelActivity") ?? true;
        if (!interrupts && definition is ErrorEvent or CancelEvent)
            log.Refuse(element, "not-interrupting", "An error or a cancellation always ends the activity; cancelActivity cannot be false here.",
                "Une erreur ou une annulation met toujours fin à l’activité; cancelActivity ne peut être false ici.");
        return new()
        {
            Id = element.Id(),
            Names = element.Names(),
            AttachedTo = element.Reference("attachedToRef") ?? "",
            CancelActivity = interrupts,
            Definition = definition,
            Handler = definition is CompensateEvent ? declared.AssociationsFrom(element.Id()).FirstOrDefault() : null
        };
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
        var definition = all[0].Name.LocalName == "eventDefinitionRef" ? declared.EventDefinition(all[0].Value) : all[0];
        if (definition is null)
        {
            log.Refuse(element, "definition-reference", $"No event definition has the id {all[0].Value.Trim()}.", $"Aucune définition d’événement n’a l’identifiant {all[0].Value.Trim()}.");
            return Refused;
        }
        return MayStandAt(element.Name.LocalName, definition.Name.LocalName) ? Definition(element, definition) : Misplaced(element);
    }

    /// <summary>Table 10.93 of the standard, as far as the kind of event decides; what the scope decides is checked with the whole graph.</summary>
    private static bool MayStandAt(string kindOfEvent, string definition) => kindOfEvent switch
    {
        "startEvent" => definition is not ("terminateEventDefinition" or "cancelEventDefinition" or "linkEventDefinition"),
        "endEvent" => definition is not ("timerEventDefinition" or "conditionalEventDefinition" or "linkEventDefinition"),
        "intermediateThrowEvent" => definition is "messageEventDefinition" or "signalEventDefinition" or "escalationEventDefinition" or "linkEventDefinition" or "compensateEventDefinition",
        "intermediateCatchEvent" => definition is "messageEventDefinition" or "signalEventDefinition" or "timerEventDefinition" or "linkEventDefinition" or "conditionalEventDefinition",
        _ => definition is not ("terminateEventDefinition" or "linkEventDefinition")
    };

    private EventDefinition? Definition(XElement element, XElement definition)
    {
        var throws = element.Name.LocalName is "endEvent" or "intermediateThrowEvent";
        switch (definition.Name.LocalName)
        {
            case "timerEventDefinition": return Timer(element, definition);
            // A message thrown to somebody outside need not be declared to be played through.
            case "messageEventDefinition" when throws && purpose == ReadFor.Simulation && definition.Reference("messageRef") is null: return null;
            case "messageEventDefinition": return Message(element, definition);
            case "signalEventDefinition": return Signal(element, definition);
            case "errorEventDefinition": return Error(element, definition, throws);
            case "escalationEventDefinition": return Escalation(definition, throws);
            case "conditionalEventDefinition": return Conditional(element, definition);
            case "linkEventDefinition": return Link(element, definition);
            case "compensateEventDefinition": return new CompensateEvent(definition.Reference("activityRef"), definition.Flag("waitForCompletion") ?? true);
            case "cancelEventDefinition": return new CancelEvent();
            case "terminateEventDefinition": return new TerminateEvent();
            case var unknown:
                log.Refuse(element, "event-kind", $"{unknown} is not known and cannot be run.", $"{unknown} n’est pas connu et ne peut pas être exécuté.");
                return Refused;
        }
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
        ConditionLanguages.Check(element, texts[0], log);
        return new(kind, Composite.AsExpression(texts[0].Value.Trim()));
    }

    /// <summary>The message an event definition, send task or receive task refers to.</summary>
    internal MessageEvent? MessageOfTask(XElement element) =>
        purpose == ReadFor.Simulation && element.Reference("messageRef") is null ? null : Message(element, element);

    private MessageEvent Message(XElement element, XElement reference)
    {
        var messageId = reference.Reference("messageRef");
        var message = declared.Message(messageId);
        var name = Composite.AsExpression(((string?)message?.Attribute("name") ?? "").Trim());
        if (message is null)
            log.Refuse(element, "missing-message", "No declared message is named by messageRef.",
                "Aucun message déclaré n’est désigné par messageRef.");
        else if (IsNoName(element, name))
            log.Refuse(element, "message-name", $"The message {messageId} needs a fixed name.", $"Le message {messageId} doit porter un nom fixe.");
        var key = (string?)(reference.Attribute(XmlNames.CorrelationKey) ?? element.Attribute(XmlNames.CorrelationKey) ?? message?.Attribute(XmlNames.CorrelationKey)
            ?? message?.Extension("subscription")?.Attribute("correlationKey"));
        return new(name, string.IsNullOrWhiteSpace(key) ? null : key.Trim());
    }

    private SignalEvent Signal(XElement element, XElement definition)
    {
        var signalId = definition.Reference("signalRef");
        var signal = declared.Signal(signalId);
        var name = Composite.AsExpression(((string?)signal?.Attribute("name") ?? "").Trim());
        if (signal is null)
            log.Refuse(element, "missing-signal", "No declared signal is named by signalRef.", "Aucun signal déclaré n’est désigné par signalRef.");
        else if (IsNoName(element, name))
            log.Refuse(element, "signal-name", $"The signal {signalId} needs a fixed name.", $"Le signal {signalId} doit porter un nom fixe.");
        return new(name);
    }

    // What starts a process is waited for before there are variables to work a name out from.
    private static bool IsNoName(XElement element, string name) =>
        name.Length == 0 || (Execution.Expressions.IsExpression(name) && element.Name.LocalName == "startEvent" && element.Parent?.Name.LocalName == "process");

    // A reference to an error nobody declared is the code itself; an error declared without a code, where it is caught, is any error (as in Camunda 7).
    private ErrorEvent Error(XElement element, XElement definition, bool throws)
    {
        var reference = definition.Reference("errorRef");
        if (throws && reference is null)
            log.Refuse(element, "missing-error", "The event does not say which error it throws (errorRef).", "L’événement ne dit pas quelle erreur il lance (errorRef).");
        var error = declared.Error(reference);
        var code = error is null ? reference : Code(error, "errorCode") ?? (throws ? reference : null);
        return new(code)
        {
            CodeVariable = definition.ForeignAttribute("errorCodeVariable"),
            MessageVariable = definition.ForeignAttribute("errorMessageVariable"),
            Message = error?.ForeignAttribute("errorMessage") is { Length: > 0 } message ? Composite.AsExpression(message) : null
        };
    }

    private EscalationEvent Escalation(XElement definition, bool throws)
    {
        var reference = definition.Reference("escalationRef");
        var escalation = declared.Escalation(reference);
        return new(escalation is null ? reference : Code(escalation, "escalationCode") ?? (throws ? reference : null))
        {
            CodeVariable = definition.ForeignAttribute("escalationCodeVariable")
        };
    }

    private static string? Code(XElement declared, string attribute) =>
        ((string?)declared.Attribute(attribute))?.Trim() is { Length: > 0 } code ? code : null;

    private EventDefinition Conditional(XElement element, XElement definition)
    {
        var condition = definition.Child("condition");
        if (condition is null || condition.Value.Trim().Length == 0)
        {
            log.Refuse(element, "missing-event-condition", "The conditional event has no condition.", "L’événement conditionnel n’a pas de condition.");
            return Refused;
        }
        ConditionLanguages.Check(element, condition, log);
        var changes = definition.ForeignAttribute("variableEvents")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        return new ConditionalEvent(condition.Value.Trim())
        {
            Variable = definition.ForeignAttribute("variableName") is { Length: > 0 } only ? only : null,
            OnCreate = changes.Length == 0 || changes.Contains("create"),
            OnUpdate = changes.Length == 0 || changes.Contains("update")
        };
    }

    private LinkEvent Link(XElement element, XElement definition)
    {
        var name = ((string?)definition.Attribute("name") ?? "").Trim();
        if (name.Length == 0)
            log.Refuse(element, "link-name", "The link has no name, so it leads nowhere.", "Le lien n’a pas de nom; il ne mène donc nulle part.");
        return new(name);
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
}

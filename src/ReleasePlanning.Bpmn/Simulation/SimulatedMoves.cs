using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>The commands of one simulation, each carried out until everything waits again.</summary>
internal sealed class SimulatedMoves(SimulatedHost host)
{
    private readonly SimulatedTriggers triggers = new(host);

    internal List<Happening> Happened => triggers.Happened;

    private Book Book
    {
        get => host.Book;
        set => host.Book = value;
    }

    internal void Start(string? processId, ImmutableDictionary<string, object?> variables)
    {
        var model = processId is null ? host.Main() : host.Find(processId)
            ?? throw new CannotBeDoneException($"There is no process {processId}.", $"Il n’y a pas de processus {processId}.");
        var all = Book.Given.SetItems(variables);
        var start = SimulatedHost.PlainStart(model) ?? StartThatHolds(model, all)
            ?? throw new CannotBeDoneException($"The process {model.Id} has no start event for a plain start.", $"Le processus {model.Id} n’a pas d’événement de début pour un démarrage simple.");
        if (start.Definition is ConditionalEvent && StartThatHolds(model, all) is null)
            throw new CannotBeDoneException($"The condition of the start event {start.Id} does not hold.", $"La condition de l’événement de début {start.Id} n’est pas vraie.");
        StartWhole(model, start.Id, all);
    }

    internal void StartByMessage(string message, string? processId, ImmutableDictionary<string, object?> variables)
    {
        var (model, start) = host.Starts<ProcessStart.ByMessage>(processId).FirstOrDefault(s => s.Start.MessageName == message);
        if (start is null)
            throw new CannotBeDoneException($"No process starts with the message {message}.", $"Aucun processus ne démarre avec le message {message}.");
        StartWhole(model, start.ElementId, Book.Given.SetItems(variables));
    }

    internal void StartBySignal(string signal, string? processId, ImmutableDictionary<string, object?> variables)
    {
        var starts = host.Starts<ProcessStart.BySignal>(processId).Where(s => s.Start.SignalName == signal).ToList();
        if (starts.Count == 0)
            throw new CannotBeDoneException($"No process starts with the signal {signal}.", $"Aucun processus ne démarre avec le signal {signal}.");
        foreach (var (model, start) in starts)
            StartWhole(model, start.ElementId, Book.Given.SetItems(variables));
    }

    // Nobody has seen this instance yet: whatever would stop a token of it refuses the start instead.
    private void StartWhole(ProcessModel model, string startEventId, ImmutableDictionary<string, object?> variables)
    {
        var first = Book.NextInstance;
        triggers.Start(model, startEventId, variables);
        triggers.Settle();
        if (Book.OpenIncidents.FirstOrDefault(i => i.Instance >= first) is { } incident)
            throw new CannotBeDoneException(incident.English, incident.French);
    }

    private StartEvent? StartThatHolds(ProcessModel model, ImmutableDictionary<string, object?> variables) => host.Starts<ProcessStart.ByCondition>(model.Id)
        .Where(s => triggers.Holds(s.Model, s.Start, variables)).Select(s => (StartEvent)s.Model.Nodes[s.Start.ElementId]).FirstOrDefault();

    internal void Complete(string task, ImmutableDictionary<string, object?> variables, string? outcome)
    {
        var (instance, held) = Oldest(task);
        if (held.Kind == HeldKind.Task)
            triggers.Send(instance.Id, held.At, new Trigger.WorkItemCompleted(held.At.Token, outcome, variables));
        else
            triggers.Send(instance.Id, held.At, new Trigger.ServiceTaskReturned(held.At.Token, outcome is null ? variables : variables.SetItem("outcome", outcome)));
        triggers.Settle();
    }

    internal void Fail(string task, string code, string message)
    {
        var (instance, held) = Oldest(task);
        triggers.Send(instance.Id, held.At, new Trigger.TaskFailed(held.At.Token, code, message.Length > 0 || code.Length > 0 ? message : $"{task} failed."));
        triggers.Settle();
    }

    internal void Escalate(string task, string code, ImmutableDictionary<string, object?> variables)
    {
        var (instance, held) = Oldest(task);
        triggers.Send(instance.Id, held.At, new Trigger.TaskEscalated(held.At.Token, code, variables));
        triggers.Settle();
    }

    private (Instance, Held) Oldest(string task)
    {
        if (Book.Oldest((i, h) => h.Kind is HeldKind.Task or HeldKind.Service && (h.At.Element == task || host.NameOf(i, h) == task)) is { } found)
            return found;
        var open = host.OpenTasks().Select(t => t.Name).Distinct().Take(20).ToList();
        throw open.Count == 0
            ? new CannotBeDoneException($"No task \"{task}\" is open; none is.", $"Aucune tâche « {task} » n’est ouverte; il n’y en a aucune.")
            : new CannotBeDoneException($"No task \"{task}\" is open; these are: {string.Join(", ", open)}.", $"Aucune tâche « {task} » n’est ouverte; celles-ci le sont : {string.Join(", ", open)}.");
    }

    internal void Advance(Period time)
    {
        var until = IsoTimer.After(Book.Now, time, host.Settings.Host?.Zone ?? DateTimeZone.Utc);
        while (NextDue() is var (due, _, fire) && due <= until)
        {
            // a date that was already past when it was armed fires now, not then
            Book = Book with { Now = Instant.Max(Book.Now, due) };
            fire();
            triggers.Settle();
        }
        Book = Book with { Now = until };
    }

    private (Instant Due, long Number, Action Fire)? NextDue()
    {
        (Instant Due, long Number, Action Fire)? next = null;
        foreach (var (instance, held) in Book.Of(HeldKind.Timer))
        {
            if (next is not var (due, number, _) || held.Due < due || (held.Due == due && held.Number < number))
                next = (held.Due!.Value, held.Number, () => triggers.Fire(instance, held));
        }
        foreach (var timer in Book.StartTimers)
        {
            if (next is not var (due, number, _) || timer.Due < due || (timer.Due == due && timer.Number < number))
                next = (timer.Due, timer.Number, () => triggers.Fire(timer));
        }
        return next;
    }

    internal void Message(string name, string? key, ImmutableDictionary<string, object?> variables)
    {
        var first = Book.NextInstance;
        switch (triggers.Deliver(name, key, variables))
        {
            case Delivery.Nobody:
                throw new CannotBeDoneException($"Nobody waits for the message {name}{(key is null ? "" : $" with the key {key}")}, and no process starts with it.",
                    $"Rien n’attend le message {name}{(key is null ? "" : $" avec la clé {key}")}, et aucun processus ne démarre avec lui.");
            case Delivery.Started:
                triggers.Settle();
                if (Book.OpenIncidents.FirstOrDefault(i => i.Instance >= first) is { } incident)
                    throw new CannotBeDoneException(incident.English, incident.French);
                break;
            default:
                triggers.Settle();
                break;
        }
    }

    internal void Signal(string name, ImmutableDictionary<string, object?> variables)
    {
        triggers.Broadcast(name, variables);
        triggers.Settle();
    }

    internal void Set(ImmutableDictionary<string, object?> variables)
    {
        var running = Book.Instances.Values.ToList();
        var idle = host.Starts<ProcessStart.ByCondition>().Where(s => !running.Exists(i => i.ProcessId == s.Model.Id)).ToList();
        foreach (var instance in running)
            triggers.Send(instance.Id, null, new Trigger.VariablesChanged(variables));
        triggers.Settle();
        var all = Book.Given.SetItems(variables);
        if (running.Count == 0)
            Book = Book with { Given = all };
        foreach (var (model, start) in idle)
        {
            if (triggers.Holds(model, start, all))
                triggers.TryStart(model, start.ElementId, all);
        }
        triggers.Settle();
    }
}

using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Simulation;

internal enum Delivery { Nobody, Received, Started }

/// <summary>Gives triggers to instances, one after the other in the order they came up, and makes the effects of each true in the book.</summary>
internal sealed class SimulatedTriggers(SimulatedHost host)
{
    private readonly Queue<Action> waiting = new();
    private int taken;

    internal List<Happening> Happened { get; } = [];

    private Book Book
    {
        get => host.Book;
        set => host.Book = value;
    }

    /// <summary>Carries out everything that has come up, and what comes up by that.</summary>
    internal void Settle()
    {
        while (waiting.TryDequeue(out var next))
            next();
    }

    /// <summary>A trigger for what is open at a place (null: for the instance itself); passed over when that is gone by the time its turn comes.</summary>
    internal void Send(int instanceId, HeldKey? at, Trigger trigger) => waiting.Enqueue(() =>
    {
        if (Book.Instances.TryGetValue(instanceId, out var instance) && (at is not { } open || instance.Held.ContainsKey(open)))
            Take(instance, trigger);
    });

    internal void Fire(Instance instance, Held timer)
    {
        Happened.Add(new(HappeningKind.TimerFired, instance.ProcessId, timer.At.Element));
        Send(instance.Id, timer.At, new Trigger.TimerFired(timer.At.Token, timer.At.Element));
    }

    internal void Fire(StartTimer timer)
    {
        Happened.Add(new(HappeningKind.TimerFired, timer.ProcessId, timer.Element));
        Book = Book with { StartTimers = Book.StartTimers.Remove(timer) };
        if (timer.Repeat is { } repeat && ProcessStarts.Next(repeat, host.Settings.Host) is { } next)
            host.Arm(timer.ProcessId, timer.Element, next.When, next.Repeat);
        TryStart(host.Find(timer.ProcessId)!, timer.Element, Book.Given);
    }

    /// <summary>A message: to the oldest that waits for its key, else to the oldest that takes any key, else to a start event.</summary>
    internal Delivery Deliver(string name, string? key, ImmutableDictionary<string, object?> variables)
    {
        var receiver = key is null ? null : Book.Oldest((_, h) => h.Kind == HeldKind.Message && h.Name == name && h.Key == key);
        receiver ??= Book.Oldest((_, h) => h.Kind == HeldKind.Message && h.Name == name && (key is null || h.Key is null));
        if (receiver is var (instance, held))
        {
            Send(instance.Id, held.At, new Trigger.MessageArrived(held.At.Token, held.At.Element, variables));
            return Delivery.Received;
        }
        var (model, start) = host.Starts<ProcessStart.ByMessage>().FirstOrDefault(s => s.Start.MessageName == name);
        if (start is null)
            return Delivery.Nobody;
        Start(model, start.ElementId, Book.Given.SetItems(variables));
        return Delivery.Started;
    }

    /// <summary>A signal: to all that wait now, the oldest first, and to every process it starts.</summary>
    internal void Broadcast(string name, ImmutableDictionary<string, object?> variables)
    {
        foreach (var (instance, held) in Book.Of(HeldKind.Signal).Where(s => s.Held.Name == name).OrderBy(s => s.Held.Number).ToList())
            Send(instance.Id, held.At, new Trigger.SignalArrived(held.At.Token, held.At.Element, variables));
        foreach (var (model, start) in host.Starts<ProcessStart.BySignal>().Where(s => s.Start.SignalName == name))
            waiting.Enqueue(() => TryStart(model, start.ElementId, Book.Given.SetItems(variables)));
    }

    internal bool Holds(ProcessModel model, ProcessStart.ByCondition start, ImmutableDictionary<string, object?> variables)
    {
        try
        {
            return ProcessStarts.Holds(model, start.ElementId, variables, Book.Now, host.Settings.Host);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            var (english, french) = Sentences.Of(e);
            Happened.Add(new(HappeningKind.StartRefused, model.Id, start.ElementId, new(english, french)));
            return false;
        }
    }

    /// <summary>Starts an instance if it can begin; otherwise says why not.</summary>
    internal void TryStart(ProcessModel model, string startEventId, ImmutableDictionary<string, object?> variables)
    {
        try
        {
            Start(model, startEventId, variables);
        }
        catch (InterpreterException e)
        {
            Happened.Add(new(HappeningKind.StartRefused, model.Id, startEventId, new(e.Message, e.MessageFr)));
        }
    }

    internal void Start(ProcessModel model, string? startEventId, ImmutableDictionary<string, object?> variables)
    {
        var before = Book;
        Book = Book with { NextInstance = Book.NextInstance + 1 };
        try
        {
            Begin(new(before.NextInstance, model.Id, ProcessState.New, null), new(variables, startEventId));
        }
        catch (InterpreterException)
        {
            Book = before;
            throw;
        }
    }

    internal void Begin(Instance instance, Trigger.Start start)
    {
        if (Book.Instances.Count >= Simulator.MaxInstances)
            throw new CannotBeDoneException($"More than {Simulator.MaxInstances} instances would run.", $"Plus de {Simulator.MaxInstances} instances seraient en cours.");
        var step = Ask(instance, start);
        Happened.Add(new(HappeningKind.Started, instance.ProcessId, start.StartEventId ?? ""));
        new SimulatedEffects(host, this, instance.Id).Apply(instance, step);
    }

    private void Take(Instance instance, Trigger trigger)
    {
        // What is answered is no longer open; a message or signal says itself whether it is wanted again.
        if (Answered(instance, trigger) is { } at)
            instance = instance with { Held = instance.Held.Remove(at) };
        var step = Ask(instance, trigger);
        new SimulatedEffects(host, this, instance.Id).Apply(instance, step);
    }

    private static HeldKey? Answered(Instance instance, Trigger trigger) => trigger switch
    {
        Trigger.TimerFired t => new(t.TokenId, t.ElementId),
        Trigger.ChildEnded e => instance.Held.Values.FirstOrDefault(h => h.Kind == HeldKind.Child && h.At.Token == e.TokenId)?.At,
        _ => null
    };

    private Step Ask(Instance instance, Trigger trigger)
    {
        if (++taken > Simulator.MaxTriggers)
            throw new CannotBeDoneException($"More than {Simulator.MaxTriggers} things would happen in this step.", $"Plus de {Simulator.MaxTriggers} choses arriveraient à cette étape.");
        var step = Interpreter.Take(host.ModelOf(instance), instance.State, trigger, Book.Now, host.Settings.Host);
        // a step that ran in a circle has been tried twice and kept none of its moves
        host.Work += 1 + step.Path.Length + step.State.Tokens.Count / 8 + (step.Effects.Any(e => e is Effect.RaiseIncident) ? Interpreter.MoveLimit : 0);
        return host.Work <= Simulator.MaxWork ? step
            : throw new CannotBeDoneException("The simulation has moved more than any sound one does.", "La simulation a fait plus de déplacements que toute simulation saine.");
    }

    internal void Later(Action next) => waiting.Enqueue(next);
}

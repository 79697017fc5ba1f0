using ReleasePlanning.Bpmn.Execution;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>Makes the effects of one step true in the book, in their order.</summary>
internal sealed class SimulatedEffects(SimulatedHost host, SimulatedTriggers triggers, int instanceId)
{
    private Book Book
    {
        get => host.Book;
        set => host.Book = value;
    }

    internal void Apply(Instance before, Step step)
    {
        Book = Book with { Instances = Book.Instances.SetItem(instanceId, DropTasksDone(before with { State = step.State }, step)) };
        foreach (var effect in step.Effects)
            Apply(effect);
        if (step.State.Ended)
            Leave(step.State);
    }

    // An answer is no effect, and a service task cannot be called back: what they had open goes with the wait.
    private static Instance DropTasksDone(Instance instance, Step step)
    {
        foreach (var held in instance.Held.Values)
        {
            if (!IsStillWaitedFor(step.State, held))
                instance = instance with { Held = instance.Held.Remove(held.At) };
        }
        return instance;
    }

    private static bool IsStillWaitedFor(ProcessState state, Held held) =>
        held.Kind is not (HeldKind.Service or HeldKind.Task)
        || (state.Tokens.TryGet(held.At.Token, out var token) && token.Waits.Any(w => w.ElementId == held.At.Element));

    private void Apply(Effect effect)
    {
        switch (effect)
        {
            case Effect.OpenWorkItem e: Open(HeldKind.Task, e.TokenId, e.ElementId); break;
            case Effect.RunServiceTask e: Open(HeldKind.Service, e.TokenId, e.ElementId); break;
            case Effect.ArmTimer e: Arm(e); break;
            case Effect.Subscribe e: Open(new(0, HeldKind.Message, new(e.TokenId, e.ElementId), e.MessageName, e.CorrelationKey)); break;
            case Effect.SubscribeSignal e: Open(new(0, HeldKind.Signal, new(e.TokenId, e.ElementId), e.SignalName)); break;
            case Effect.StartChild e: StartChild(e); break;
            case Effect.CloseWorkItem e: Close(e.TokenId, e.ElementId); break;
            case Effect.DisarmTimer e: Close(e.TokenId, e.ElementId); break;
            case Effect.Unsubscribe e: Close(e.TokenId, e.ElementId); break;
            case Effect.CancelChild e: CancelChild(e); break;
            case Effect.ThrowMessage e: triggers.Later(() => Deliver(e)); break;
            case Effect.ThrowSignal e: triggers.Broadcast(e.SignalName, e.Variables); break;
            case Effect.FailCaller e: TellCaller(c => new Trigger.ChildFailed(c.Token, e.Code, e.Message) { Variables = e.Variables, Everything = e.Everything }); break;
            case Effect.EscalateToCaller e: TellCaller(c => new Trigger.ChildEscalated(c.Token, e.Code, e.Variables) { Everything = e.Everything }); break;
            case Effect.RaiseIncident e: Raise(e); break;
            case Effect.End e: TellCaller(c => new Trigger.ChildEnded(c.Token, e.Variables) { Everything = e.Everything }); break;
            default: throw new System.Diagnostics.UnreachableException(effect.GetType().Name);
        }
    }

    private void Open(HeldKind kind, long token, string element) => Open(new(0, kind, new(token, element)));

    private void Open(Held held)
    {
        var instance = Book.Instances[instanceId];
        Book = Book with
        {
            NextNumber = Book.NextNumber + 1,
            Instances = Book.Instances.SetItem(instanceId, instance with { Held = instance.Held.SetItem(held.At, held with { Number = Book.NextNumber }) })
        };
    }

    private void Close(long token, string element)
    {
        var instance = Book.Instances[instanceId];
        Book = Book with { Instances = Book.Instances.SetItem(instanceId, instance with { Held = instance.Held.Remove(new(token, element)) }) };
    }

    private void Arm(Effect.ArmTimer e) =>
        Open(new(0, HeldKind.Timer, new(e.TokenId, e.ElementId), Due: host.Due.Of(e.When, e.Repeat, Book.Now)));

    private void Deliver(Effect.ThrowMessage e)
    {
        try
        {
            if (triggers.Deliver(e.MessageName, e.CorrelationKey, e.Variables) == Delivery.Nobody)
                Lost(e, $"Nobody waits for the message {e.MessageName}.", $"Rien n’attend le message {e.MessageName}.");
        }
        catch (InterpreterException refused)
        {
            Lost(e, refused.Message, refused.MessageFr);
        }
    }

    private void Lost(Effect.ThrowMessage e, string english, string french) =>
        triggers.Happened.Add(new(HappeningKind.MessageLost, Book.Instances.TryGetValue(instanceId, out var still) ? still.ProcessId : "", e.ElementId, new(english, french)));

    private void StartChild(Effect.StartChild e)
    {
        var child = Book.NextInstance;
        Open(new(0, HeldKind.Child, new(e.TokenId, e.ElementId), Child: child));
        Book = Book with { NextInstance = child + 1 };
        triggers.Later(() => StartChild(e, child));
    }

    private void StartChild(Effect.StartChild e, int child)
    {
        if (!Book.Instances.TryGetValue(instanceId, out var caller) || !caller.Held.TryGetValue(new(e.TokenId, e.ElementId), out var held) || held.Child != child)
            return;
        var model = host.Find(e.CalledElement);
        try
        {
            if (model is null)
                throw new InterpreterException(e.ElementId, $"There is no process {e.CalledElement} to call.", $"Il n’y a pas de processus {e.CalledElement} à appeler.");
            var start = SimulatedHost.PlainStart(model)
                ?? throw new InterpreterException(e.ElementId, $"The process {model.Id} has no start event for a plain start.", $"Le processus {model.Id} n’a pas d’événement de début pour un démarrage simple.");
            triggers.Begin(new(child, model.Id, ProcessState.New, new(instanceId, e.TokenId, e.ElementId)), new(e.Variables, start.Id, IsCalled: true));
        }
        catch (InterpreterException refused)
        {
            triggers.Send(instanceId, new(e.TokenId, e.ElementId), new Trigger.ChildFailed(e.TokenId, "", refused.Message));
        }
    }

    private void CancelChild(Effect.CancelChild e)
    {
        if (Book.Instances[instanceId].Held.GetValueOrDefault(new(e.TokenId, e.ElementId))?.Child is not { } child)
            return;
        Close(e.TokenId, e.ElementId);
        // With an instance goes all it has called; calls may be nested deeper than a stack is.
        var cancelled = new Stack<int>([child]);
        while (cancelled.TryPop(out var next))
        {
            if (!Book.Instances.TryGetValue(next, out var gone))
                continue;
            Book = Book with { Instances = Book.Instances.Remove(next) };
            foreach (var called in gone.Held.Values)
            {
                if (called.Child is { } inner)
                    cancelled.Push(inner);
            }
        }
    }

    private void TellCaller(Func<Caller, Trigger> trigger)
    {
        if (Book.Instances[instanceId].Caller is not { } caller)
            return;
        triggers.Later(() =>
        {
            if (Book.Instances.TryGetValue(caller.Instance, out var calling) && calling.Held.TryGetValue(new(caller.Token, caller.Element), out var held) && held.Child == instanceId)
                triggers.Send(caller.Instance, held.At, trigger(caller));
        });
    }

    private void Raise(Effect.RaiseIncident e)
    {
        var instance = Book.Instances[instanceId];
        var stuck = instance.State.Tokens.TryGet(e.TokenId, out var token) && token.Stuck is not null;
        var others = Book.Incidents.RemoveAll(i => i.Instance == instanceId && i.Token == e.TokenId && i.Element == e.ElementId);
        Book = Book with { Incidents = others.Add(new(instanceId, e.TokenId, e.ElementId, stuck, e.Message, e.MessageFr)) };
        triggers.Happened.Add(new(HappeningKind.Incident, instance.ProcessId, e.ElementId, new(e.Message, e.MessageFr)));
    }

    private void Leave(ProcessState ended)
    {
        var instance = Book.Instances[instanceId];
        triggers.Happened.Add(new(HappeningKind.Ended, instance.ProcessId, ""));
        Book = Book with
        {
            Instances = Book.Instances.Remove(instanceId),
            Left = Book.Left.Count < Simulator.MaxInstances ? Book.Left.Insert(0, ended.Variables) : Book.Left.RemoveAt(Book.Left.Count - 1).Insert(0, ended.Variables)
        };
    }
}

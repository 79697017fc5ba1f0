using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Migration;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Reading;

namespace ReleasePlanning.Bpmn.Tests.Execution;

/// <summary>
/// A host in a few lines: keeps the book of what effects opened, refuses a book that does not add up, and checks after every step
/// that the state says the same as the book.
/// </summary>
internal sealed class ProcessRun(ProcessModel model, bool restoresBetweenSteps)
{
    private readonly SortedDictionary<(WaitKind Kind, long Token, string Element), Effect> open = new(Comparer<(WaitKind Kind, long Token, string Element)>.Create(
        (a, b) => a.Token != b.Token ? a.Token.CompareTo(b.Token) : a.Kind != b.Kind ? a.Kind.CompareTo(b.Kind) : string.CompareOrdinal(a.Element, b.Element)));

    public ProcessState State { get; private set; } = ProcessState.New;
    public Instant Now { get; set; } = Instant.FromUtc(2027, 1, 4, 9, 0);
    public Step? Last { get; private set; }
    public List<Effect.ThrowMessage> Thrown { get; } = [];
    public List<string> Signals { get; } = [];
    public List<string> ToCaller { get; } = [];
    public List<Effect.RaiseIncident> Incidents { get; } = [];
    public List<string> Transcript { get; } = [];
    public List<PathEntry> Path { get; } = [];

    public string WorkItems => Open(WaitKind.WorkItem);
    public string Timers => Open(WaitKind.Timer);
    public string Subscriptions => Open(WaitKind.Message);
    public string Children => Open(WaitKind.Child);
    public string Services => Open(WaitKind.Service);
    public bool IsAllClosed => open.Count == 0;
    public IEnumerable<(WaitKind Kind, long Token, string Element)> OpenWaits => open.Keys;

    /// <summary>Plays a scenario twice, straight and with the state written and read between every step, and compares the two.</summary>
    public static void Play(string xml, Action<ProcessRun> scenario)
    {
        var straight = new ProcessRun(Model(xml), false);
        scenario(straight);
        var restored = new ProcessRun(Model(xml), true);
        scenario(restored);
        restored.Transcript.ShouldBe(straight.Transcript);
    }

    public static ProcessModel Model(string xml)
    {
        var read = BpmnReader.Read(xml);
        read.IsRunnable.ShouldBeTrue(string.Join("\n", read.Findings));
        return read.Processes[0];
    }

    public ProcessRun Start(params (string Name, object? Value)[] variables) => Take(new Trigger.Start(Values(variables)));

    public ProcessRun Complete(string element, string? outcome = null, params (string Name, object? Value)[] variables) =>
        Take(new Trigger.WorkItemCompleted(Done(WaitKind.WorkItem, element), outcome, Values(variables)));

    /// <summary>Completes the youngest work item at an element, where several are open.</summary>
    public ProcessRun CompleteYoungest(string element, params (string Name, object? Value)[] variables)
    {
        var token = open.Keys.Last(k => k.Kind == WaitKind.WorkItem && k.Element == element).Token;
        open.Remove((WaitKind.WorkItem, token, element));
        return Take(new Trigger.WorkItemCompleted(token, null, Values(variables)));
    }

    public ProcessRun Return(string element, params (string Name, object? Value)[] variables) =>
        Take(new Trigger.ServiceTaskReturned(Done(WaitKind.Service, element), Values(variables)));

    public ProcessRun Fail(string element, string code = "E1") => Take(new Trigger.TaskFailed(AtWork(element), code, "It failed."));

    public ProcessRun Escalate(string element, string code) => Take(new Trigger.TaskEscalated(AtWork(element), code, Values([])));

    public ProcessRun Fire(string element) => Take(new Trigger.TimerFired(Done(WaitKind.Timer, element), element));

    // The subscription stays in the book until the interpreter says it is over.
    public ProcessRun Message(string element, params (string Name, object? Value)[] variables) =>
        Take(new Trigger.MessageArrived(Token(WaitKind.Message, element), element, Values(variables)));

    /// <summary>Gives a signal to everything that waits for it now, the oldest first.</summary>
    public ProcessRun Signal(string name, params (string Name, object? Value)[] variables)
    {
        foreach (var waiting in open.Values.OfType<Effect.SubscribeSignal>().Where(s => s.SignalName == name).ToList())
        {
            if (open.ContainsKey((WaitKind.Signal, waiting.TokenId, waiting.ElementId)))
                Take(new Trigger.SignalArrived(waiting.TokenId, waiting.ElementId, Values(variables)));
        }
        return this;
    }

    public ProcessRun Set(string name, object? value) => Take(new Trigger.VariablesChanged(Values([(name, value)])));

    public ProcessRun EndChild(string element, params (string Name, object? Value)[] variables) =>
        Take(new Trigger.ChildEnded(Done(WaitKind.Child, element), Values(variables)));

    /// <summary>A called process ended; it had set the one variable and also held the other.</summary>
    public ProcessRun EndChild(string element, (string Name, object? Value) set, (string Name, object? Value) held) =>
        Take(new Trigger.ChildEnded(Done(WaitKind.Child, element), Values([set])) { Everything = Values([set, held]) });

    public ProcessRun Retry() => Take(new Trigger.Retry(Incidents[^1].TokenId));

    /// <summary>Lets time pass; what falls due fires, the earliest first.</summary>
    public ProcessRun Wait(Duration time)
    {
        var until = Now + time;
        var fired = 0;
        while (Due().Where(t => t.At <= until).OrderBy(t => t.At).Select(t => ((Instant At, string Element)?)t).FirstOrDefault() is { } next)
        {
            (++fired).ShouldBeLessThan(5_000, $"{next.Element} fires without end");
            Now = next.At;
            Fire(next.Element);
        }
        Now = until;
        return this;
    }

    public IEnumerable<(Instant At, string Element)> Due() => open.Values.OfType<Effect.ArmTimer>()
        .Where(t => t.When is TimerDue.At).Select(t => (((TimerDue.At)t.When).Due, t.ElementId));

    public Effect OpenedFor(string element) => open.First(e => e.Key.Element == element).Value;

    public ProcessRun Take(Trigger trigger)
    {
        Restore();
        return Take(Interpreter.Take(model, State, trigger, Now), trigger.GetType().Name);
    }

    /// <summary>Goes on in another version; what the plan cannot do is thrown.</summary>
    public ProcessRun Migrate(MigrationPlan plan, TimerPolicy? timers = null)
    {
        Restore();
        var migrated = plan.Apply(State, Now, null, timers ?? TimerPolicy.Keep);
        model = plan.To;
        foreach (var effect in migrated.Closed)
            Book(effect);
        var renamed = migrated.Renames.SelectMany(r => open.Where(o => o.Key.Token == r.TokenId && o.Key.Element == r.From).Select(o => (o.Key, o.Value, r.To))).ToList();
        foreach (var (key, _, _) in renamed)
            open.Remove(key);
        foreach (var (key, value, to) in renamed)
            open.Add(key with { Element = to }, value is Effect.ArmTimer armed ? armed with { ElementId = to } : value is Effect.Subscribe s ? s with { ElementId = to } : value is Effect.SubscribeSignal g ? g with { ElementId = to } : value);
        return Take(migrated.Step, "Migrated");
    }

    private void Restore()
    {
        if (!restoresBetweenSteps)
            return;
        var written = ProcessStateJson.Write(State);
        State = ProcessStateJson.Read(written);
        ProcessStateJson.Write(State).ShouldBe(written);
    }

    private ProcessRun Take(Step step, string cause)
    {
        Last = step;
        State = Last.State;
        Path.AddRange(Last.Path);
        foreach (var effect in Last.Effects)
            Book(effect);
        // A service task cannot be called back: its row goes with its token.
        foreach (var gone in open.Keys.Where(k => k.Kind == WaitKind.Service && !State.Tokens.Contains(k.Token)).ToList())
            open.Remove(gone);
        open.Keys.ShouldBe(State.Waits.Select(w => (w.Wait.Kind, w.TokenId, w.Wait.ElementId)), ignoreOrder: true);
        Transcript.Add($"{cause}: {string.Join(", ", Last.Effects.Select(Said))} | {ProcessStateJson.Write(State)}");
        return this;
    }

    private void Book(Effect effect)
    {
        switch (effect)
        {
            case Effect.OpenWorkItem e: open.Add((WaitKind.WorkItem, e.TokenId, e.ElementId), e); break;
            case Effect.RunServiceTask e: open[(WaitKind.Service, e.TokenId, e.ElementId)] = e; break;
            case Effect.ArmTimer e: open.Add((WaitKind.Timer, e.TokenId, e.ElementId), e); break;
            case Effect.Subscribe e: open.Add((WaitKind.Message, e.TokenId, e.ElementId), e); break;
            case Effect.SubscribeSignal e: open.Add((WaitKind.Signal, e.TokenId, e.ElementId), e); break;
            case Effect.StartChild e: open.Add((WaitKind.Child, e.TokenId, e.ElementId), e); break;
            case Effect.CloseWorkItem e: Close(WaitKind.WorkItem, e.TokenId, e.ElementId); break;
            case Effect.DisarmTimer e: Close(WaitKind.Timer, e.TokenId, e.ElementId); break;
            case Effect.Unsubscribe e: Close(open.ContainsKey((WaitKind.Signal, e.TokenId, e.ElementId)) ? WaitKind.Signal : WaitKind.Message, e.TokenId, e.ElementId); break;
            case Effect.CancelChild e: Close(WaitKind.Child, e.TokenId, e.ElementId); break;
            case Effect.ThrowMessage e: Thrown.Add(e); break;
            case Effect.ThrowSignal e: Signals.Add(e.SignalName); break;
            case Effect.FailCaller e: ToCaller.Add($"error {e.Code}"); break;
            case Effect.EscalateToCaller e: ToCaller.Add($"escalation {e.Code}"); break;
            case Effect.RaiseIncident e: Incidents.Add(e); break;
            case Effect.End: State.Ended.ShouldBeTrue(); break;
        }
    }

    private void Close(WaitKind kind, long token, string element) =>
        open.Remove((kind, token, element)).ShouldBeTrue($"{kind} of {element} ({token}) was not open");

    private long AtWork(string element) => Token(open.Keys.Any(k => k.Kind == WaitKind.Service && k.Element == element) ? WaitKind.Service : WaitKind.WorkItem, element);

    private long Token(WaitKind kind, string element)
    {
        var found = open.Keys.FirstOrDefault(k => k.Kind == kind && k.Element == element);
        found.Element.ShouldNotBeNull($"no {kind} is open at {element}; open: {string.Join(", ", open.Keys)}");
        return found.Token;
    }

    private long Done(WaitKind kind, string element)
    {
        var token = Token(kind, element);
        open.Remove((kind, token, element));
        return token;
    }

    private string Open(WaitKind kind) => string.Join(" ", open.Keys.Where(k => k.Kind == kind).Select(k => k.Element).Order(StringComparer.Ordinal));

    private static string Said(Effect effect) => effect switch
    {
        Effect.StartChild e => $"StartChild {e.TokenId} {e.ElementId} {e.CalledElement}",
        Effect.ThrowMessage e => $"ThrowMessage {e.ElementId} {e.MessageName} {e.CorrelationKey}",
        Effect.End => "End",
        _ => effect.ToString()
    };

    private static ImmutableDictionary<string, object?> Values((string Name, object? Value)[] variables) =>
        variables.ToImmutableDictionary(v => v.Name, v => v.Value);
}

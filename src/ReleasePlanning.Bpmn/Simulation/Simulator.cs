using System.Collections.Immutable;
using NodaTime;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>What a simulation begins with.</summary>
/// <param name="Now">The virtual clock.</param>
public sealed record SimulationSettings(Instant Now)
{
    /// <summary>The process a plain start means; null for the first that no other calls.</summary>
    public string? Process { get; init; }
    /// <summary>The variables every instance begins with, called ones apart.</summary>
    public ImmutableDictionary<string, object?> Variables { get; init; } = ImmutableDictionary<string, object?>.Empty;
    /// <summary>What due rules count from, where it is not the moment the simulation begins.</summary>
    public ImmutableDictionary<DueAnchor, Instant> Anchors { get; init; } = ImmutableDictionary<DueAnchor, Instant>.Empty;
    /// <summary>What expressions may ask; a timer's date without an offset is read on the clock of its zone.</summary>
    public FeelHost? Host { get; init; }
}

/// <summary>Runs processes in memory on a virtual clock: the interpreter of the service, with a host that only keeps a book. What a task does outside is
/// said by whoever calls.</summary>
/// <remarks>Deterministic: the same commands always give the same book. A command that cannot be carried out to its end changes nothing.</remarks>
public sealed class Simulator
{
    /// <summary>How many instances may run at a time.</summary>
    public const int MaxInstances = 1_000;
    /// <summary>How many triggers one command may set off.</summary>
    public const int MaxTriggers = 20_000;
    /// <summary>How much work (nodes entered, left and interrupted, tokens carried along) all commands together may cost.</summary>
    public const long MaxWork = 20_000_000;

    private readonly SimulatedHost host;

    /// <summary>Reads what may start each process, and arms the start timers.</summary>
    /// <exception cref="InterpreterException">A start timer cannot be worked out.</exception>
    /// <exception cref="ArgumentException">Two processes have the same id, or the settings name a process that is not there.</exception>
    public Simulator(IEnumerable<ProcessModel> models, SimulationSettings settings) => host = new(models, settings);

    /// <summary>Starts an instance at its none start event, else at its start timer, else at the only start event it has (as in Camunda 7).</summary>
    public Deed Start(string? processId = null, ImmutableDictionary<string, object?>? variables = null) =>
        Do(moves => moves.Start(processId, variables ?? None));

    /// <summary>Starts an instance at the start event of a message, whether or not a running instance waits for it.</summary>
    public Deed StartByMessage(string message, string? processId = null, ImmutableDictionary<string, object?>? variables = null) =>
        Do(moves => moves.StartByMessage(message, processId, variables ?? None));

    /// <summary>Starts an instance of every process a signal starts.</summary>
    public Deed StartBySignal(string signal, string? processId = null, ImmutableDictionary<string, object?>? variables = null) =>
        Do(moves => moves.StartBySignal(signal, processId, variables ?? None));

    /// <summary>Completes the oldest open task of a name or id.</summary>
    public Deed Complete(string task, ImmutableDictionary<string, object?>? variables = null, string? outcome = null) =>
        Do(moves => moves.Complete(task, variables ?? None, outcome));

    /// <summary>The oldest open task of a name or id fails; without a code nothing in the diagram can catch it.</summary>
    public Deed Fail(string task, string code, string? message = null) => Do(moves => moves.Fail(task, code, message ?? ""));

    /// <summary>Whoever does the oldest open task of a name or id raises an escalation; the task stays open unless it is interrupted.</summary>
    public Deed Escalate(string task, string code, ImmutableDictionary<string, object?>? variables = null) => Do(moves => moves.Escalate(task, code, variables ?? None));

    /// <summary>Lets time pass: what falls due fires, in due order, and in the order of arming where that is the same.</summary>
    public Deed Advance(Period time) => Do(moves => moves.Advance(time));

    /// <summary>A message reaches exactly one receiver: a running instance that waits for it (its key before no key, the oldest first), else a start event.</summary>
    public Deed Message(string name, string? key = null, ImmutableDictionary<string, object?>? variables = null) => Do(moves => moves.Message(name, key, variables ?? None));

    /// <summary>A signal reaches all that wait for it, and starts every process that begins with it.</summary>
    public Deed Signal(string name, ImmutableDictionary<string, object?>? variables = null) => Do(moves => moves.Signal(name, variables ?? None));

    /// <summary>Sets process variables in every running instance, and starts each process that does not run and whose start condition now holds.</summary>
    /// <remarks>While nothing runs they are kept for the instances to come.</remarks>
    public Deed Set(ImmutableDictionary<string, object?> variables) => Do(moves => moves.Set(variables));

    /// <summary>Everything remembered, as JSON.</summary>
    public string Save() => BookJson.Write(host.Book);

    /// <summary>Goes on from what <see cref="Save"/> gave.</summary>
    /// <exception cref="System.Text.Json.JsonException">It did not.</exception>
    public void Restore(string saved) => host.Book = BookJson.Read(saved);

    /// <summary>The virtual clock.</summary>
    public Instant Now => host.Book.Now;

    /// <summary>Tasks that wait for a person or a service, by name where they have one, else by id; sorted.</summary>
    public ImmutableArray<string> Open => [.. host.OpenTasks().Select(t => t.Name).Order(StringComparer.Ordinal)];

    /// <summary>How many timers are armed, start timers included.</summary>
    public int Timers => host.Book.Of(HeldKind.Timer).Count() + host.Book.StartTimers.Count;

    /// <summary>Names of the messages and signals running instances wait for; sorted.</summary>
    public ImmutableArray<string> Subscriptions =>
        [.. host.Book.Of(HeldKind.Message).Concat(host.Book.Of(HeldKind.Signal)).Select(s => s.Held.Name!).Order(StringComparer.Ordinal)];

    /// <summary>How many instances run, called ones included.</summary>
    public int Instances => host.Book.Instances.Count;

    /// <summary>True when something was started and nothing runs.</summary>
    public bool Ended => host.Book is { Instances.Count: 0, NextInstance: > 1 };

    /// <summary>Incidents nobody has dealt with.</summary>
    public ImmutableArray<Happening> Incidents => [.. host.Book.OpenIncidents.Select(host.Shown)];

    /// <summary>Looks a variable up: in the oldest running instance that has it, there first in the process and then in its scopes; else in what ended last
    /// and had it; null where nothing has.</summary>
    public object? Variable(string name)
    {
        foreach (var state in host.Book.Instances.Values.Select(i => i.State))
        {
            if (state.Variables.TryGetValue(name, out var ofProcess))
                return ofProcess;
            foreach (var token in state.Tokens)
            {
                if (token.Locals?.TryGetValue(name, out var ofScope) == true)
                    return ofScope;
            }
        }
        return host.Book.Left.Find(l => l.ContainsKey(name))?[name];
    }

    private static ImmutableDictionary<string, object?> None => ImmutableDictionary<string, object?>.Empty;

    private Deed Do(Action<SimulatedMoves> command)
    {
        var before = host.Book;
        var moves = new SimulatedMoves(host);
        try
        {
            command(moves);
            return new(null, [.. moves.Happened]);
        }
        catch (CannotBeDoneException e)
        {
            host.Book = before;
            return new(e.Why, []);
        }
        catch (InterpreterException e)
        {
            host.Book = before;
            return new(new(e.Message, e.MessageFr), []);
        }
        // a variable nested too deep, a time beyond the calendar
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            host.Book = before;
            var (english, french) = Sentences.Of(e);
            return new(new(english, french), []);
        }
    }
}

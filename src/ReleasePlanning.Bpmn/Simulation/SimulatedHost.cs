using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>What a simulation knows of its processes, and the book it keeps.</summary>
internal sealed class SimulatedHost
{
    private readonly ImmutableArray<ProcessModel> inOrder;
    private readonly Dictionary<string, ProcessModel> models = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<ProcessStart>> starts = new(StringComparer.Ordinal);

    internal SimulatedHost(IEnumerable<ProcessModel> given, SimulationSettings settings)
    {
        Settings = settings with { Host = (settings.Host ?? new()) with { TakesLocalDates = true } };
        Due = new(settings.Anchors, settings.Now, settings.Host?.Zone ?? NodaTime.DateTimeZone.Utc);
        inOrder = [.. given];
        Book = new(settings.Now, 1, 1, settings.Variables);
        foreach (var model in inOrder)
        {
            if (!models.TryAdd(model.Id, model))
                throw new ArgumentException($"The process {model.Id} is given twice.", nameof(given));
            starts[model.Id] = ProcessStarts.Of(model, settings.Now, Settings.Host);
            foreach (var timer in starts[model.Id].OfType<ProcessStart.ByTimer>())
                ArmFirst(model.Id, timer);
        }
        if (settings.Process is { } named && !models.ContainsKey(named))
            throw new ArgumentException($"There is no process {named}.", nameof(settings));
    }

    private void ArmFirst(string processId, ProcessStart.ByTimer timer)
    {
        try
        {
            Arm(processId, timer.ElementId, timer.When, timer.Repeat);
        }
        catch (CannotBeDoneException e)
        {
            throw new InterpreterException(timer.ElementId, e.Why.English, e.Why.French);
        }
    }

    internal SimulationSettings Settings { get; }
    internal SimulatedDue Due { get; }
    internal Book Book { get; set; }

    /// <summary>What all commands so far have cost; undone ones cost as well.</summary>
    internal long Work { get; set; }

    internal ProcessModel? Find(string processId) => models.GetValueOrDefault(processId);

    internal ProcessModel ModelOf(Instance instance) => models[instance.ProcessId];

    internal void Arm(string processId, string element, TimerDue when, TimerRepeat? repeat) => Book = Book with
    {
        NextNumber = Book.NextNumber + 1,
        StartTimers = Book.StartTimers.Add(new(Book.NextNumber, processId, element, Due.Of(when, repeat, Book.Now), repeat))
    };

    /// <summary>The process a plain start means: the one the settings name, else the first that no other calls and a plain start can start; one marked as
    /// executable before one that is not.</summary>
    internal ProcessModel Main()
    {
        if (Settings.Process is { } named)
            return models[named];
        var called = inOrder.SelectMany(m => m.CalledProcesses.Where(c => c != m.Id)).ToHashSet(StringComparer.Ordinal);
        var marked = inOrder.OrderBy(m => m.IsExecutable ? 0 : 1).ToList();
        return marked.Find(m => !called.Contains(m.Id) && HasNoneStart(m))
            ?? marked.Find(m => !called.Contains(m.Id) && PlainStart(m) is not null)
            ?? marked.Find(HasNoneStart)
            ?? marked.FirstOrDefault() ?? throw new CannotBeDoneException("There is no process.", "Il n’y a aucun processus.");
    }

    private bool HasNoneStart(ProcessModel model) => Tops(model).Any(s => s.Definition is null);

    /// <summary>Where a plain start begins: the none start event, else a start timer, else the only start event there is.</summary>
    internal static StartEvent? PlainStart(ProcessModel model)
    {
        var tops = Tops(model).OrderBy(s => s.Order).ToList();
        return tops.Find(s => s.Definition is null) ?? tops.Find(s => s.Definition is TimerEvent) ?? (tops.Count == 1 ? tops[0] : null);
    }

    private static IEnumerable<StartEvent> Tops(ProcessModel model) => model.NodesIn(null).OfType<StartEvent>();

    /// <summary>Typed start events of one process (null: of all, the one a plain start means first), in document order.</summary>
    internal IEnumerable<(ProcessModel Model, T Start)> Starts<T>(string? processId = null) where T : ProcessStart =>
        inOrder.Where(m => processId is null || m.Id == processId)
            .OrderBy(m => m.Id == Settings.Process ? 0 : 1)
            .SelectMany(m => starts[m.Id].OfType<T>().Select(s => (m, s)));

    /// <summary>Open tasks, the oldest first.</summary>
    internal IEnumerable<(Instance Instance, Held Held, string Name)> OpenTasks() =>
        Book.Of(HeldKind.Task).Concat(Book.Of(HeldKind.Service)).OrderBy(t => t.Held.Number).Select(t => (t.Instance, t.Held, NameOf(t.Instance, t.Held)));

    internal string NameOf(Instance instance, Held held) => ModelOf(instance).Nodes[held.At.Element].Names.In("en") is { Length: > 0 } name ? name : held.At.Element;

    internal Happening Shown(OpenIncident incident) =>
        new(HappeningKind.Incident, Book.Instances[incident.Instance].ProcessId, incident.Element, new(incident.English, incident.French));
}

using System.Collections.Immutable;

namespace ReleasePlanning.Bpmn.Model;

/// <summary>One BPMN process as its diagram says it: immutable, already checked, ready to run (BPMN 2.0 clause 10).</summary>
/// <param name="Id">The process id; for shipped diagrams also the file name.</param>
/// <param name="Nodes">Every flow node of the process and of its sub-processes, by element id.</param>
/// <param name="Flows">Every sequence flow, by element id.</param>
public sealed record ProcessModel(
    string Id,
    Names Names,
    bool IsExecutable,
    ImmutableDictionary<string, FlowNode> Nodes,
    ImmutableDictionary<string, SequenceFlow> Flows,
    ImmutableArray<Lane> Lanes)
{
    /// <summary>The nodes directly inside a scope: a sub-process id, or null for the process itself.</summary>
    public IEnumerable<FlowNode> NodesIn(string? scopeId) => Nodes.Values.Where(n => n.ParentId == scopeId);

    /// <summary>Ids of the processes this one calls (call activities), each once.</summary>
    public IEnumerable<string> CalledProcesses => Nodes.Values.OfType<CallActivity>().Select(c => c.CalledElement).Distinct();

    /// <summary>Boundary events attached to an activity, in document order.</summary>
    public IEnumerable<BoundaryEvent> BoundaryEventsOf(string activityId) =>
        Nodes.Values.OfType<BoundaryEvent>().Where(b => b.AttachedTo == activityId).OrderBy(b => b.Order);
}

/// <summary>A name in English and French. Either may be absent in a foreign diagram; <see cref="In"/> falls back to the other, then to nothing.</summary>
public sealed record Names(string? English, string? French)
{
    /// <summary>The name in a language ("en" or "fr").</summary>
    public string? In(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? French ?? English : English ?? French;
}

/// <summary>A lane and the nodes drawn in it (BPMN 2.0 clause 10.8); its name is the role that answers for them.</summary>
public sealed record Lane(string Id, Names Names, ImmutableArray<string> NodeIds);

/// <summary>A sequence flow (clause 8.4.13). <paramref name="Condition"/> is null where the flow has none.</summary>
/// <param name="ConditionOutcome">The work-item outcome that takes this flow (<c>vw:conditionOutcome</c>), or null.</param>
public sealed record SequenceFlow(string Id, Names Names, string Source, string Target, string? Condition, string? ConditionOutcome);

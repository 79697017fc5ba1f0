using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Workflows;

/// <summary>Something that can go wrong with a step and that its diagram has an answer for.</summary>
/// <param name="Code">The error or escalation code; <see cref="StepProblems.AnyOther"/> where the diagram takes whatever comes.</param>
/// <param name="EndsStep">True for an error: the step ends and the diagram goes its other way. False for an escalation that leaves it open.</param>
public sealed record StepProblem(string Code, bool IsError, bool EndsStep, string NameEn, string NameFr)
{
    public string Name(string language) => language.StartsWith("fr", StringComparison.OrdinalIgnoreCase) ? NameFr : NameEn;
}

/// <summary>The problems a person may report about a step: the errors and escalations that some event on it, around it or on a call of its process catches. Pure.</summary>
public static class StepProblems
{
    public const string AnyOther = "other";

    /// <param name="where">The step in its process, then each call activity above it in its own, innermost first.</param>
    public static IReadOnlyList<StepProblem> Of(IEnumerable<(ProcessModel Model, string ElementId)> where)
    {
        var found = new List<StepProblem>();
        foreach (var (model, element) in where)
        {
            for (var at = model.Nodes.GetValueOrDefault(element); at is not null; at = at.ParentId is { } parent ? model.Nodes[parent] : null)
            {
                foreach (var boundary in model.BoundaryEventsOf(at.Id)) { Add(boundary.Definition, boundary, boundary.CancelActivity); }
                foreach (var handler in model.NodesIn(at.ParentId).OfType<SubProcess>().Where(s => s.TriggeredByEvent).OrderBy(s => s.Order))
                {
                    if (model.NodesIn(handler.Id).OfType<StartEvent>().FirstOrDefault() is { Definition: { } definition } start) { Add(definition, start, start.IsInterrupting); }
                }
            }
        }
        return found;

        void Add(EventDefinition definition, FlowNode node, bool interrupts)
        {
            var (code, isError) = definition switch
            {
                ErrorEvent error => (error.Code ?? AnyOther, true),
                EscalationEvent escalation => (escalation.Code ?? AnyOther, false),
                _ => ("", false),
            };
            // the innermost event decides
            if (code.Length == 0 || found.Any(f => f.Code == code && f.IsError == isError)) { return; }
            found.Add(new StepProblem(code, isError, isError || interrupts, node.Names.In("en") ?? code, node.Names.In("fr") ?? code));
        }
    }
}

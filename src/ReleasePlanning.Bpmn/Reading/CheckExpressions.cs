using System.Xml.Linq;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Compiles every expression of a process and reads every timer text, so that none fails for the first time in a running plan.</summary>
internal sealed class CheckExpressions(ProcessModel model, IReadOnlyDictionary<string, XElement> sources, FindingLog log)
{
    internal void Run()
    {
        foreach (var flow in model.Flows.Values.Where(f => f.Condition is not null).OrderBy(f => f.Id, StringComparer.Ordinal))
            Compile(flow.Id, flow.Condition!);
        foreach (var node in model.Nodes.Values.OrderBy(n => n.Order))
            Node(node);
    }

    private void Node(FlowNode node)
    {
        switch (node)
        {
            case IntermediateCatchEvent e: Definition(e, e.Definition); break;
            case BoundaryEvent e: Definition(e, e.Definition); break;
            case IntermediateThrowEvent e: Definition(e, e.Definition); break;
            case EndEvent e: Definition(e, e.Definition); break;
            case TaskNode { Kind: TaskKind.Script } task: Compile(task.Id, task.Script ?? ""); break;
            case TaskNode task: Definition(task, task.Message); break;
        }
    }

    private void Definition(FlowNode node, EventDefinition? definition)
    {
        if (definition is MessageEvent { CorrelationKey: { } key })
            Compile(node.Id, key);
        if (definition is TimerEvent timer)
            Timer(node, timer);
    }

    private void Timer(FlowNode node, TimerEvent timer)
    {
        if (Expressions.IsExpression(timer.Text))
            Compile(node.Id, timer.Text);
        else if (TimerText.Read(timer.Kind, timer.Text) is null)
            RefuseTimer(node.Id, timer);
        if (timer.Kind == TimerKind.Cycle && node is not BoundaryEvent { CancelActivity: false })
            log.Warn(sources[node.Id], "cycle-fires-once", "A repeating timer fires only once here; only a non-interrupting boundary event repeats.",
                "Une minuterie répétitive ne se déclenche ici qu’une fois; seul un événement de bordure non interruptif se répète.");
    }

    private void RefuseTimer(string id, TimerEvent timer)
    {
        var (english, french) = timer.Kind switch
        {
            TimerKind.Date => ("an ISO 8601 date and time with its offset (2027-03-01T08:00:00Z) or a due rule (R-5W)",
                "une date et heure ISO 8601 avec son décalage (2027-03-01T08:00:00Z) ni une règle d’échéance (R-5W)"),
            TimerKind.Duration => ("an ISO 8601 duration (PT2H) or a due rule (S+2h)", "une durée ISO 8601 (PT2H) ni une règle d’échéance (S+2h)"),
            _ => ("an ISO 8601 repetition that moves forward (R3/PT10M)", "une répétition ISO 8601 qui avance (R3/PT10M)")
        };
        log.Refuse(sources[id], "timer-text", $"The timer text \"{timer.Text}\" is not {english}, nor an expression.",
            $"Le texte de minuterie « {timer.Text} » n’est pas {french}, ni une expression.");
    }

    private void Compile(string id, string text)
    {
        try
        {
            Expressions.Compile(text);
        }
        catch (FeelException e)
        {
            log.Refuse(sources[id], "feel", $"The expression \"{text}\" does not compile at position {e.Position + 1}: {e.Message}",
                $"L’expression « {text} » ne se compile pas à la position {e.Position + 1} : {e.Message}");
        }
    }
}

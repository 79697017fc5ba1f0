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
        else
            RefuseUnlessReadable(node, timer);
        if (timer.Kind == TimerKind.Cycle && node is not BoundaryEvent { CancelActivity: false })
            log.Warn(sources[node.Id], "cycle-fires-once", "A repeating timer fires only once here; only a non-interrupting boundary event repeats.",
                "Une minuterie répétitive ne se déclenche ici qu’une fois; seul un événement de bordure non interruptif se répète.");
    }

    private void RefuseUnlessReadable(FlowNode node, TimerEvent timer)
    {
        try
        {
            TimerText.Check(timer.Kind, timer.Text);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            var (english, french) = Sentences.Of(e);
            log.Refuse(sources[node.Id], "timer-text", $"{english} A timer is ISO 8601, a due rule such as R-5W, or an expression.",
                $"{french} Une minuterie est en ISO 8601, une règle d’échéance telle que R-5W, ou une expression.");
        }
    }

    private void Compile(string id, string text)
    {
        try
        {
            FeelExpression.Compile(text);
        }
        catch (FeelException e)
        {
            log.Refuse(sources[id], "feel", $"The expression \"{text}\" does not compile at position {e.Position + 1}. {Sentences.Of(e).English}",
                $"L’expression « {text} » ne se compile pas à la position {e.Position + 1}. {Sentences.Of(e).French}");
        }
    }
}

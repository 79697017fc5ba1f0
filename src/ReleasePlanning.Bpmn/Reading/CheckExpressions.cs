using System.Xml.Linq;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Reading;

/// <summary>Compiles every expression of a process and reads every timer text, so that none fails for the first time in a running plan.</summary>
internal sealed class CheckExpressions(ProcessModel model, IReadOnlyDictionary<string, XElement> sources, ReadFor purpose, FindingLog log)
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
            case StartEvent e: Definition(e, e.Definition); break;
            case IntermediateCatchEvent e: Definition(e, e.Definition); break;
            case BoundaryEvent e: Definition(e, e.Definition); break;
            case IntermediateThrowEvent e: Definition(e, e.Definition); break;
            case EndEvent e: Definition(e, e.Definition); break;
            case TaskNode { Kind: TaskKind.Script } task: Compile(task.Id, task.Script ?? ""); break;
            case TaskNode task: Definition(task, task.Message); break;
        }
        if (node is Activity activity)
            Activity(activity);
    }

    private void Activity(Activity activity)
    {
        foreach (var text in Expressions(activity.Loop).Concat(activity.Inputs.Concat(activity.Outputs).Where(m => m != VariableMapping.All).Select(m => m.Source)))
        {
            if (text is not null)
                Compile(activity.Id, text);
        }
    }

    private static string?[] Expressions(Loop? loop) => loop switch
    {
        MultiInstance several => [several.Cardinality, several.Collection, several.CompletionCondition, several.OutputElement],
        StandardLoop again => [again.Condition],
        _ => []
    };

    private void Definition(FlowNode node, EventDefinition? definition)
    {
        if (definition is MessageEvent { CorrelationKey: { } key })
            Compile(node.Id, key);
        var written = definition switch
        {
            MessageEvent message => message.Name,
            SignalEvent signal => signal.Name,
            ErrorEvent error => error.Message,
            _ => null
        };
        if (written is not null && Execution.Expressions.IsExpression(written))
            Compile(node.Id, written);
        if (definition is ConditionalEvent conditional)
            Compile(node.Id, conditional.Condition);
        if (definition is TimerEvent timer)
            Timer(node, timer);
    }

    private void Timer(FlowNode node, TimerEvent timer)
    {
        if (Execution.Expressions.IsExpression(timer.Text))
            Compile(node.Id, timer.Text);
        else
            RefuseUnlessReadable(node, timer);
        if (timer.Kind == TimerKind.Cycle && !Repeats(node))
            log.Warn(sources[node.Id], "cycle-fires-once", "A repeating timer fires only once here; only what does not interrupt, and the start of a process, repeat.",
                "Une minuterie répétitive ne se déclenche ici qu’une fois; seuls ce qui n’interrompt pas et le début d’un processus se répètent.");
    }

    private static bool Repeats(FlowNode node) => node is BoundaryEvent { CancelActivity: false } or StartEvent { IsInterrupting: false } or StartEvent { ParentId: null };

    private void RefuseUnlessReadable(FlowNode node, TimerEvent timer)
    {
        if (purpose == ReadFor.Simulation && timer.Kind == TimerKind.Date && TimerText.IsLocalDate(timer.Text))
        {
            log.Warn(sources[node.Id], "timer-without-offset", $"\"{timer.Text}\" does not say its offset. It is played on the clock of UTC, but could not be published.",
                $"« {timer.Text} » ne précise pas son décalage. Il est joué à l’heure UTC, mais ne pourrait pas être publié.");
            return;
        }
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

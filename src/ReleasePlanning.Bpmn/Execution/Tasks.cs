using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Tasks (BPMN 2.0 clause 10.3.3): who does them, and what their coming back means.</summary>
internal static class Tasks
{
    /// <summary>The variable that carries the outcome of the last completed work item.</summary>
    private const string Outcome = "outcome";

    internal static void Enter(Run run, Token token, TaskNode task)
    {
        switch (task.Kind)
        {
            case TaskKind.User:
                Events.ArmBoundary(run, token).Open(WaitKind.WorkItem, task.Id);
                run.Emit(new Effect.OpenWorkItem(token.Id, task.Id));
                break;
            case TaskKind.Service or TaskKind.BusinessRule:
                Events.ArmBoundary(run, token).Open(WaitKind.Service, task.Id);
                run.Emit(new Effect.RunServiceTask(token.Id, task.Id));
                break;
            case TaskKind.Receive:
                Events.EnterCatch(run, token, task.Message ?? throw new InterpreterException(task.Id, "The receive task has no message."));
                break;
            case TaskKind.Send:
                Events.Throw(run, task.Id, task.Message);
                Nodes.Leave(run, token);
                break;
            case TaskKind.Script:
                RunScript(run, task);
                Nodes.Leave(run, token);
                break;
            default:
                Nodes.Leave(run, token);
                break;
        }
    }

    private static void RunScript(Run run, TaskNode task)
    {
        if (Expressions.Evaluate(run, task.Script ?? "") is not IReadOnlyDictionary<string, object?> assigned)
            throw new CannotGoOnException("The script gives no context of variables.", "Le script ne donne pas de contexte de variables.");
        run.Merge(assigned);
    }

    internal static void WorkItemCompleted(Run run, Trigger.WorkItemCompleted completed)
    {
        var (token, wait) = run.Waiting(completed.TokenId, WaitKind.WorkItem);
        run.Merge(completed.Variables);
        // An earlier item's outcome must not route this one's flows.
        if (completed.Outcome is not null || !completed.Variables.ContainsKey(Outcome))
            run.Merge(Outcome, completed.Outcome);
        Nodes.Complete(run, token.Without(wait));
    }

    internal static void ServiceReturned(Run run, Trigger.ServiceTaskReturned returned)
    {
        var (token, wait) = run.Waiting(returned.TokenId, WaitKind.Service);
        run.Merge(returned.Variables);
        Nodes.Complete(run, token.Without(wait) with { Stuck = null });
    }

    internal static void ServiceFailed(Run run, Trigger.ServiceTaskFailed failed)
    {
        var (token, _) = run.Waiting(failed.TokenId, WaitKind.Service);
        var said = failed.Code.Length == 0 ? failed.Message : $"{failed.Code}: {failed.Message}";
        run.Stop(token, StuckAt.Working, new(said, said));
    }
}

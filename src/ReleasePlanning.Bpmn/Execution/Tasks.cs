using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Tasks (BPMN 2.0 clause 10.3.3): who does them, and what their coming back means.</summary>
internal static class Tasks
{
    /// <summary>The variable that carries the outcome of the last completed work item.</summary>
    internal const string Outcome = "outcome";

    internal static void Enter(Run run, Token token, TaskNode task)
    {
        switch (task.Kind)
        {
            case TaskKind.User:
                Open(run, token, WaitKind.WorkItem);
                run.Emit(new Effect.OpenWorkItem(token.Id, task.Id));
                break;
            case TaskKind.Service or TaskKind.BusinessRule:
            case TaskKind.Send when task.Message is null:
            case TaskKind.Receive when task.Message is null:
                Open(run, token, WaitKind.Service);
                run.Emit(new Effect.RunServiceTask(token.Id, task.Id));
                break;
            case TaskKind.Receive:
                Events.EnterCatch(run, token, task.Message!);
                break;
            case TaskKind.Send:
                Messages.Throw(run, token, task.Id, task.Message);
                Nodes.Leave(run, token);
                break;
            case TaskKind.Script:
                RunScript(run, token, task);
                Nodes.Leave(run, run.Live(token.Id));
                break;
            default:
                Nodes.Leave(run, token);
                break;
        }
    }

    private static void Open(Run run, Token token, WaitKind kind) =>
        Waits.Open(run, Waits.Open(run, token, Waits.PrepareBoundaries(run, token)), kind);

    private static void RunScript(Run run, Token token, TaskNode task)
    {
        var given = Expressions.Evaluate(run, token, task.Script ?? "");
        if (task.ResultVariable is { } name)
            Variables.Set(run, token, name, given);
        else if (given is IReadOnlyDictionary<string, object?> assigned)
            Variables.Set(run, token, assigned);
        else
            throw new CannotGoOnException("The script gives no context of variables.", "Le script ne donne pas de contexte de variables.");
    }

    internal static void WorkItemCompleted(Run run, Trigger.WorkItemCompleted completed)
    {
        var (token, wait) = run.Waiting(completed.TokenId, WaitKind.WorkItem);
        Variables.Set(run, token, completed.Variables);
        // An earlier item's outcome must not route this one's flows.
        if (completed.Outcome is not null || !completed.Variables.ContainsKey(Outcome))
            SetOutcome(run, completed.Outcome);
        Done(run, token!, wait);
    }

    // Where there was no outcome and is none, no variable has changed and no condition is looked at again.
    private static void SetOutcome(Run run, string? outcome) =>
        run.WriteInProcess(Outcome, outcome, changes: outcome is not null || run.ProcessVariables.GetValueOrDefault(Outcome) is not null);

    internal static void ServiceReturned(Run run, Trigger.ServiceTaskReturned returned)
    {
        var (token, wait) = run.Waiting(returned.TokenId, WaitKind.Service);
        Variables.Set(run, token, returned.Variables);
        Done(run, token!, wait);
    }

    private static void Done(Run run, Token token, Wait wait)
    {
        var done = run.Live(token.Id);
        Nodes.Complete(run, run.Keep(done with { Waits = done.Waits.Remove(wait), Stuck = null }));
    }

    internal static void Failed(Run run, Trigger.TaskFailed failed) => Propagation.FailTask(run, AtWork(run, failed.TokenId), failed.Code, failed.Message);

    internal static void Escalated(Run run, Trigger.TaskEscalated escalated)
    {
        var token = AtWork(run, escalated.TokenId);
        Variables.Set(run, token, escalated.Variables);
        Propagation.Escalate(run, run.Live(token.Id), escalated.Code, escalated.Variables, atItself: true);
    }

    private static Token AtWork(Run run, long tokenId)
    {
        var token = run.Live(tokenId);
        return token.Waits.Any(w => w.Kind is WaitKind.WorkItem or WaitKind.Service)
            ? token
            : throw new InterpreterException(token.ElementId, $"Token {tokenId} does no work.", $"Le jeton {tokenId} n’effectue aucun travail.");
    }
}

using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Call activities (BPMN 2.0 clause 10.3.6): another process runs, with its own state, and this one waits for it.</summary>
internal static class CallActivities
{
    /// <summary>The called process is given every variable of the caller.</summary>
    internal static void Enter(Run run, Token token, CallActivity call)
    {
        Events.ArmBoundary(run, token).Open(WaitKind.Child, call.Id);
        run.Emit(new Effect.StartChild(token.Id, call.Id, call.CalledElement, run.Variables));
    }

    internal static void ChildEnded(Run run, Trigger.ChildEnded child)
    {
        var (token, wait) = run.Waiting(child.TokenId, WaitKind.Child);
        run.Merge(child.Variables);
        Nodes.Complete(run, token.Without(wait));
    }
}

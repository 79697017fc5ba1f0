using System.Collections.Immutable;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Call activities (BPMN 2.0 clause 10.3.6): another process runs, with its own state, and this one waits for it.</summary>
internal static class CallActivities
{
    /// <summary>The called process is given what the inputs say, or every variable the caller sees where there are none.</summary>
    internal static void Enter(Run run, Token token, CallActivity call)
    {
        var start = Starting(run, token, call);
        var onBorder = Waits.PrepareBoundaries(run, token);
        Waits.Open(run, Waits.Open(run, token, onBorder), WaitKind.Child);
        run.Emit(start);
    }

    /// <summary>A person asks to try again a call that failed: what is left of the called process goes, a new one starts.</summary>
    internal static void StartAgain(Run run, Token token, CallActivity call)
    {
        var start = Starting(run, token, call);
        run.Emit(new Effect.CancelChild(token.Id, call.Id));
        run.Emit(start);
    }

    private static Effect.StartChild Starting(Run run, Token token, CallActivity call)
    {
        var seen = Variables.SeenBy(run, token);
        return new(token.Id, call.Id, call.CalledElement, call.Inputs.IsEmpty ? seen : Variables.Handed(run, seen, call.Inputs));
    }

    internal static void ChildEnded(Run run, Trigger.ChildEnded child)
    {
        var (token, wait) = run.Waiting(child.TokenId, WaitKind.Child);
        TakeOver(run, token!, child.Variables, child.Everything);
        var done = run.Live(token!.Id);
        Nodes.Complete(run, run.Keep(done with { Waits = done.Waits.Remove(wait), Stuck = null }));
    }

    internal static void ChildFailed(Run run, Trigger.ChildFailed failed)
    {
        var (token, _) = run.Waiting(failed.TokenId, WaitKind.Child);
        TryTakeOver(run, token!, failed.Variables, failed.Everything);
        Propagation.FailTask(run, run.Live(token!.Id), failed.Code, failed.Message);
    }

    internal static void ChildEscalated(Run run, Trigger.ChildEscalated escalated)
    {
        var (token, _) = run.Waiting(escalated.TokenId, WaitKind.Child);
        TryTakeOver(run, token!, escalated.Variables, escalated.Everything);
        Propagation.Escalate(run, run.Live(token!.Id), escalated.Code, escalated.Variables, atItself: true);
    }

    // As in Camunda 7, an error or escalation on its way out takes along what the call gives back, whether or not anyone catches it. What cannot be worked out
    // this early, because the called process has not come to it yet, is left for its end.
    private static void TryTakeOver(Run run, Token token, ImmutableDictionary<string, object?> own, ImmutableDictionary<string, object?>? everything)
    {
        try
        {
            TakeOver(run, token, own, everything);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
        }
    }

    private static void TakeOver(Run run, Token token, ImmutableDictionary<string, object?> own, ImmutableDictionary<string, object?>? everything)
    {
        var outputs = ((CallActivity)run.NodeOf(token)).Outputs;
        if (outputs.IsEmpty)
            Variables.Set(run, token, own);
        else if (everything is not null)
            Variables.Set(run, token, Variables.Handed(run, everything, outputs));
    }
}

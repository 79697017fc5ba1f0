using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What happens when a token enters a node and when it leaves, whatever the node is.</summary>
internal static class Nodes
{
    /// <summary>Moves tokens, one after the other and each as far as it goes, until all of them wait.</summary>
    internal static void Settle(Run run)
    {
        do
        {
            while (run.NextToEnter() is { } token)
                Enter(run, token);
        }
        while (!run.HasEnded && (Conditions.FireNextThatHolds(run) || InclusiveJoins.PassOne(run)));
    }

    private static void Enter(Run run, Token token)
    {
        var node = run.NodeOf(token);
        if (token.Stuck is null)
            run.Note(PathKind.Entered, node.Id, token.Id);
        else
            token = run.Keep(token with { Stuck = null });
        try
        {
            Act(run, token, node);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            run.Stop(token, StuckAt.Entering, Sentences.Of(e));
        }
    }

    // Whoever throws about the diagram here must do so before opening anything: a token stuck on entering has nothing open.
    private static void Act(Run run, Token token, FlowNode node)
    {
        switch (node)
        {
            case StartEvent or BoundaryEvent: Leave(run, token); break;
            case EndEvent end: Events.EnterEnd(run, token, end); break;
            case IntermediateCatchEvent wait: Events.EnterCatch(run, token, wait.Definition); break;
            case IntermediateThrowEvent thrown: Events.EnterThrow(run, token, thrown); break;
            case Gateway gateway: Gateways.Enter(run, token, gateway); break;
            case Activity { Loop: { } loop } activity when token.Instance is null: Loops.Enter(run, token, activity, loop); break;
            case Activity activity: EnterActivity(run, Variables.WithInputs(run, token, activity), activity); break;
            default: throw new InterpreterException(node.Id, $"{node.GetType().Name} cannot be run.");
        }
    }

    private static void EnterActivity(Run run, Token token, Activity activity)
    {
        switch (activity)
        {
            case TaskNode task: Tasks.Enter(run, token, task); break;
            case SubProcess scope: Scopes.Enter(run, token, scope); break;
            case CallActivity call: CallActivities.Enter(run, token, call); break;
            default: throw new InterpreterException(activity.Id, $"{activity.GetType().Name} cannot be run.");
        }
    }

    /// <summary>The node has done its part: what is still open for it is closed, and the flow goes on.</summary>
    internal static void Complete(Run run, Token token) => Leave(run, Waits.Close(run, token));

    internal static void Leave(Run run, Token token)
    {
        if (run.HaltedBecause is { } halted)
        {
            run.Stop(token, StuckAt.Leaving, halted);
            return;
        }
        try
        {
            Pass(run, token);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            run.Stop(token, StuckAt.Leaving, Sentences.Of(e));
        }
    }

    // Whatever can fail comes first: a token stuck on leaving has changed nothing yet.
    private static void Pass(Run run, Token token)
    {
        var index = run.IndexOf(token);
        if (index.Node is Activity activity && token.Loop is null)
            Variables.PassOutputs(run, token, activity);
        if (token.Instance is not null)
        {
            Loops.InstanceDone(run, token);
            return;
        }
        // What undoes something is drawn without a way out, and so is an event sub-process; whatever else is undone goes no further either.
        var ways = token.Undoes is not null && index.Node is Activity { IsForCompensation: true } ? [] : Gateways.WaysOut(run, token, index);
        Compensation.Completed(run, token);
        Consume(run, token, ways);
    }

    /// <summary>The token ends here; one new token goes out over each of these flows.</summary>
    internal static void Consume(Run run, Token token, IReadOnlyList<SequenceFlow> ways)
    {
        run.Remove(token);
        run.Note(PathKind.Left, token.ElementId, token.Id);
        if (ways.Count == 0)
        {
            Compensation.Undone(run, token.Undoes);
            Scopes.TokenEnded(run, token.ScopeTokenId);
            return;
        }
        Span<long> sent = ways.Count <= 16 ? stackalloc long[ways.Count] : new long[ways.Count];
        for (var i = 0; i < ways.Count; i++)
        {
            run.Note(PathKind.FlowTaken, ways[i].Id, token.Id);
            sent[i] = run.Add(new Token(0, ways[i].Target, token.ScopeTokenId, run.IndexOf(ways[i].Target).Joins ? ways[i].Id : null) { Undoes = token.Undoes }).Id;
        }
        for (var i = sent.Length - 1; i >= 0; i--)
            run.Enter(sent[i]);
    }

    /// <summary>Tries again what an incident stopped.</summary>
    internal static void Retry(Run run, long tokenId)
    {
        var token = run.Live(tokenId);
        switch (token.Stuck)
        {
            case StuckAt.Entering:
                run.Enter(token.Id);
                break;
            case StuckAt.Working:
                TryWorkAgain(run, run.Keep(token with { Stuck = null }));
                break;
            case StuckAt.Leaving:
                Leave(run, run.Keep(token with { Stuck = null }));
                break;
            default:
                throw new InterpreterException(token.ElementId, $"Token {tokenId} has no incident to retry.", $"Le jeton {tokenId} n’a pas d’incident à reprendre.");
        }
    }

    private static void TryWorkAgain(Run run, Token token)
    {
        if (run.NodeOf(token) is CallActivity call)
            CallActivities.StartAgain(run, token, call);
        else if (token.Waits.Any(w => w.Kind == WaitKind.Service))
            run.Emit(new Effect.RunServiceTask(token.Id, token.ElementId));
    }
}

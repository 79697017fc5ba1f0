using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>What happens when a token enters a node and when it leaves, whatever the node is.</summary>
internal static class Nodes
{
    /// <summary>Moves tokens, one after the other and each as far as it goes, until all of them wait.</summary>
    internal static void Settle(Run run)
    {
        while (run.NextToEnter() is { } token)
            Enter(run, token);
    }

    internal static void Enter(Run run, Token token)
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
            case TaskNode task: Tasks.Enter(run, token, task); break;
            case SubProcess scope: Scopes.Enter(run, token, scope); break;
            case CallActivity call: CallActivities.Enter(run, token, call); break;
            default: throw new InterpreterException(node.Id, $"{node.GetType().Name} cannot be run.");
        }
    }

    /// <summary>The node has done its part: what is still open for it is closed, and the flow goes on.</summary>
    internal static void Complete(Run run, Token token)
    {
        Leave(run, Events.CloseWaits(run, token));
    }

    internal static void Leave(Run run, Token token)
    {
        var node = run.NodeOf(token);
        if (run.HaltedBecause is { } halted)
        {
            run.Stop(token, StuckAt.Leaving, halted);
            return;
        }
        List<SequenceFlow> ways;
        try
        {
            ways = Gateways.WaysOut(run, node);
        }
        catch (Exception e) when (Sentences.IsAboutDiagram(e))
        {
            run.Stop(token, StuckAt.Leaving, Sentences.Of(e));
            return;
        }
        if (ways.Count == 0 && node.Outgoing.Length > 0)
        {
            run.Stop(token, StuckAt.Leaving, NoWayOut(node));
            return;
        }
        Consume(run, token, ways);
    }

    private static Sentence NoWayOut(FlowNode node) => new(
        $"No condition holds on the flows that leave {node.Id}, and there is no default flow.",
        $"Aucune condition n’est vraie sur les flux qui quittent {node.Id}, et il n’y a pas de flux par défaut.");

    /// <summary>The token ends here; one new token goes out over each of these flows.</summary>
    internal static void Consume(Run run, Token token, IReadOnlyList<SequenceFlow> ways)
    {
        run.Remove(token);
        run.Note(PathKind.Left, token.ElementId, token.Id);
        var sent = new List<Token>(ways.Count);
        foreach (var way in ways)
        {
            run.Note(PathKind.FlowTaken, way.Id, token.Id);
            sent.Add(run.Add(way.Target, token.ScopeTokenId, Gateways.Joins(run.Node(way.Target)) ? way.Id : null));
        }
        for (var i = sent.Count - 1; i >= 0; i--)
            run.Enter(sent[i]);
        if (sent.Count == 0)
            Scopes.TokenEnded(run, token.ScopeTokenId);
    }

    /// <summary>Tries again what an incident stopped.</summary>
    internal static void Retry(Run run, long tokenId)
    {
        var token = run.Live(tokenId);
        switch (token.Stuck)
        {
            case StuckAt.Entering:
                run.Enter(token);
                break;
            case StuckAt.Working:
                run.Keep(token with { Stuck = null });
                run.Emit(new Effect.RunServiceTask(token.Id, token.ElementId));
                break;
            case StuckAt.Leaving:
                Leave(run, run.Keep(token with { Stuck = null }));
                break;
            default:
                throw new InterpreterException(token.ElementId, $"Token {tokenId} has no incident to retry.", $"Le jeton {tokenId} n’a pas d’incident à reprendre.");
        }
    }
}

using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Which ways lead out of a node, and when tokens come together (BPMN 2.0 clauses 10.6 and 13.4).</summary>
internal static class Gateways
{
    internal static void Enter(Run run, Token token, Gateway gateway)
    {
        switch (gateway.Kind)
        {
            case GatewayKind.Parallel when run.IndexOf(token).Joins:
                Join(run, token, gateway);
                break;
            case GatewayKind.Inclusive when run.IndexOf(token).Joins:
                // Whether anything can still arrive is only known when everything else has come to rest.
                InclusiveJoins.Arrive(run, token, gateway);
                break;
            case GatewayKind.EventBased:
                WaitForFirst(run, token);
                break;
            default:
                Nodes.Leave(run, token);
                break;
        }
    }

    private static void Join(Run run, Token token, Gateway gateway)
    {
        var oneEach = new Token?[gateway.Incoming.Length];
        var found = 0;
        foreach (var waiting in run.Tokens)
        {
            if (waiting.ElementId != gateway.Id || waiting.ScopeTokenId != token.ScopeTokenId)
                continue;
            var at = gateway.Incoming.IndexOf(waiting.ArrivedBy!);
            if (at >= 0 && oneEach[at] is null)
            {
                oneEach[at] = waiting;
                found++;
            }
        }
        if (found < oneEach.Length)
            return;
        foreach (var joined in oneEach)
        {
            if (joined!.Id == token.Id)
                continue;
            run.Remove(joined);
            run.Note(PathKind.Left, gateway.Id, joined.Id);
        }
        Nodes.Leave(run, token);
    }

    /// <summary>An event-based gateway: the token waits for all of the events after it, the first to happen decides (clause 10.6.6).</summary>
    private static void WaitForFirst(Run run, Token token)
    {
        var prepared = run.IndexOf(token).Targets.Select(t => t.Node switch
        {
            IntermediateCatchEvent e => Waits.Prepare(run, token, e.Id, e.Definition, repeats: false),
            TaskNode { Message: { } message } task => Waits.Prepare(run, token, task.Id, message, repeats: false),
            var other => throw new InterpreterException(other.Id, $"{other.Id} waits for no event.", $"{other.Id} n’attend aucun événement.")
        }).ToList();
        Waits.Open(run, token, prepared);
    }

    /// <summary>One of the events after an event-based gateway has happened.</summary>
    internal static void Choose(Run run, Token token, FlowNode happened)
    {
        token = Waits.Close(run, token);
        var index = run.IndexOf(token);
        var way = index.Outgoing[Array.FindIndex(index.Targets, t => t.Node.Id == happened.Id)];
        run.Remove(token);
        run.Note(PathKind.Left, token.ElementId, token.Id);
        run.Note(PathKind.FlowTaken, way.Id, token.Id);
        var next = run.Add(new Token(0, happened.Id, token.ScopeTokenId) { Undoes = token.Undoes });
        run.Note(PathKind.Entered, happened.Id, next.Id);
        Nodes.Leave(run, next);
    }

    /// <summary>When all that is left waits at joins, nothing will ever move again: a person must see it, or it would stand still unnoticed.</summary>
    internal static void StopWhatCanNeverJoin(Run run)
    {
        Token? waiting = null;
        foreach (var token in run.Tokens)
        {
            if (token.Waits.Length > 0 || token.Stuck is not null)
                return;
            if (waiting is null && run.IndexOf(token).Joins)
                waiting = token;
        }
        if (waiting is null)
            return;
        run.Stop(waiting, StuckAt.Entering, new(
            $"The parallel gateway {waiting.ElementId} waits for a branch that can no longer arrive.",
            $"La passerelle parallèle {waiting.ElementId} attend une branche qui ne peut plus arriver."));
    }

    /// <summary>The flows a token takes out of a node, in document order.</summary>
    /// <exception cref="CannotGoOnException">No condition holds.</exception>
    internal static IReadOnlyList<SequenceFlow> WaysOut(Run run, Token token, NodeIndex index)
    {
        if (index.Outgoing.Length == 0 || index.Node is Gateway { Kind: GatewayKind.Parallel })
            return index.Outgoing;
        if (index.Outgoing is [{ Condition: null, ConditionOutcome: null }])
            return index.Outgoing;
        var exclusive = index.Node is Gateway { Kind: GatewayKind.Exclusive };
        var taken = new List<SequenceFlow>(index.Outgoing.Length);
        foreach (var flow in index.Outgoing)
        {
            if (flow == index.Default || !IsOpen(run, token, flow))
                continue;
            taken.Add(flow);
            if (exclusive)
                break;
        }
        if (taken.Count == 0)
            taken.Add(index.Default ?? throw NoWayOut(index.Node));
        return taken;
    }

    private static CannotGoOnException NoWayOut(FlowNode node) => new(
        $"No condition holds on the flows that leave {node.Id}, and there is no default flow.",
        $"Aucune condition n’est vraie sur les flux qui quittent {node.Id}, et il n’y a pas de flux par défaut.");

    private static bool IsOpen(Run run, Token token, SequenceFlow flow)
    {
        if (flow.ConditionOutcome is { } outcome && !Equals(run.ProcessVariables.GetValueOrDefault(Tasks.Outcome), outcome))
            return false;
        return flow.Condition is null || Expressions.Holds(run, token, flow.Condition);
    }
}

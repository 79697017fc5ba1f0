using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Which ways lead out of a node, and when tokens come together (BPMN 2.0 clauses 10.6 and 13.4).</summary>
internal static class Gateways
{
    /// <summary>True for nodes where tokens wait for each other, and must remember the flow they came by.</summary>
    internal static bool Joins(FlowNode node) => node is Gateway { Kind: GatewayKind.Parallel, Incoming.Length: > 1 };

    internal static void Enter(Run run, Token token, Gateway gateway)
    {
        switch (gateway.Kind)
        {
            case GatewayKind.Exclusive:
                Nodes.Leave(run, token);
                break;
            case GatewayKind.Parallel:
                Join(run, token, gateway);
                break;
            default:
                throw new InterpreterException(gateway.Id, $"A gateway of kind {gateway.Kind} cannot be run.");
        }
    }

    private static void Join(Run run, Token token, Gateway gateway)
    {
        if (!Joins(gateway))
        {
            Nodes.Leave(run, token);
            return;
        }
        var waiting = run.Tokens.Where(t => t.ElementId == gateway.Id && t.ScopeTokenId == token.ScopeTokenId).ToList();
        var oneEach = gateway.Incoming.Select(flow => waiting.Find(t => t.ArrivedBy == flow)).ToList();
        if (oneEach.Contains(null))
            return;
        foreach (var joined in oneEach.Where(t => t!.Id != token.Id))
        {
            run.Remove(joined!);
            run.Note(PathKind.Left, gateway.Id, joined!.Id);
        }
        Nodes.Leave(run, token);
    }

    /// <summary>When all that is left waits at joins, nothing will ever move again: a person must see it, or it would stand still unnoticed.</summary>
    internal static void StopWhatCanNeverJoin(Run run)
    {
        if (run.Tokens.Any(t => t.Waits.Length > 0 || t.Stuck is not null))
            return;
        if (run.Tokens.FirstOrDefault(t => Joins(run.NodeOf(t))) is { } waiting)
            run.Stop(waiting, StuckAt.Entering, new(
                $"The parallel gateway {waiting.ElementId} waits for a branch that can no longer arrive.",
                $"La passerelle parallèle {waiting.ElementId} attend une branche qui ne peut plus arriver."));
    }

    /// <summary>The flows a token takes out of a node, in document order; none where no condition holds.</summary>
    internal static List<SequenceFlow> WaysOut(Run run, FlowNode node)
    {
        var flows = node.Outgoing.Select(id => run.Model.Flows[id]);
        if (node is Gateway { Kind: GatewayKind.Parallel })
            return [.. flows];
        var candidates = flows.Where(f => f.Id != node.DefaultFlow && IsOpen(run, f));
        List<SequenceFlow> taken = node is Gateway { Kind: GatewayKind.Exclusive } ? [.. candidates.Take(1)] : [.. candidates];
        if (taken.Count == 0 && node.DefaultFlow is { } otherwise)
            taken.Add(run.Model.Flows[otherwise]);
        return taken;
    }

    private static bool IsOpen(Run run, SequenceFlow flow)
    {
        if (flow.ConditionOutcome is { } outcome && !Equals(run.Variables.GetValueOrDefault("outcome"), outcome))
            return false;
        return flow.Condition is null || Expressions.Holds(run, flow.Condition);
    }
}

using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Inclusive gateways where flows come together (BPMN 2.0 clause 13.4.3): they wait for every token of their scope that can still arrive.</summary>
/// <remarks>As in Camunda 7, a token can arrive if flows lead from where it is to the gateway; one inside a sub-process counts as being at the sub-process.
/// As many tokens as there are flows in are enough. Looked at again when all tokens rest, so that a branch that ends elsewhere frees the gateway.</remarks>
internal static class InclusiveJoins
{
    /// <summary>A token has arrived; when as many have as flows lead here, there is nothing to wait for.</summary>
    internal static void Arrive(Run run, Token token, Gateway gateway)
    {
        var waiting = run.TokensIn(token.ScopeTokenId).FindAll(t => t.ElementId == gateway.Id && t.Stuck is null && !run.IsUnderWay(t));
        if (waiting.Count >= gateway.Incoming.Length)
            Pass(run, token, waiting);
    }

    /// <summary>Lets the tokens of one gateway pass, if any may; they leave as one.</summary>
    internal static bool PassOne(Run run)
    {
        if (!run.Index.HasInclusiveJoins)
            return false;
        var waiting = new List<Token>();
        foreach (var token in run.Tokens)
        {
            if (token.Stuck is null && IsJoin(run, token))
                waiting.Add(token);
        }
        // Where all that could still come waits at gateways itself, and they for this one, they would wait for ever: the one reached first goes on.
        var passing = waiting.Find(t => !CanStillArrive(run, t, alsoFromJoins: true)) ?? waiting.Find(t => !CanStillArrive(run, t, alsoFromJoins: false));
        if (passing is null)
            return false;
        Pass(run, passing, waiting);
        return true;
    }

    private static bool IsJoin(Run run, Token token) => run.IndexOf(token) is { Joins: true, Node: Gateway { Kind: GatewayKind.Inclusive } };

    private static bool CanStillArrive(Run run, Token at, bool alsoFromJoins)
    {
        foreach (var other in run.Tokens)
        {
            if (other.ScopeTokenId != at.ScopeTokenId || other.ElementId == at.ElementId || other.Undoes is not null)
                continue;
            var from = run.IndexOf(other);
            if ((alsoFromJoins || !from.Joins) && LeadsTo(from, at.ElementId))
                return true;
        }
        return false;
    }

    private static bool LeadsTo(NodeIndex from, string gatewayId)
    {
        var seen = new HashSet<NodeIndex>();
        var next = new Stack<NodeIndex>([from]);
        while (next.TryPop(out var index))
        {
            if (index.Node.Id == gatewayId)
                return true;
            if (!seen.Add(index))
                continue;
            foreach (var target in index.Targets)
                next.Push(target);
            if (index.LinkTarget is { } linked)
                next.Push(linked);
        }
        return false;
    }

    private static void Pass(Run run, Token passing, List<Token> waiting)
    {
        run.CountMove(passing.ElementId);
        foreach (var other in waiting)
        {
            if (other.Id == passing.Id || other.ElementId != passing.ElementId || other.ScopeTokenId != passing.ScopeTokenId)
                continue;
            run.Remove(other);
            run.Note(PathKind.Left, other.ElementId, other.Id);
        }
        Nodes.Leave(run, passing);
    }
}

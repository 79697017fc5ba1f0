using ReleasePlanning.Bpmn.Execution;
using ReleasePlanning.Bpmn.Model;

namespace ReleasePlanning.Bpmn.Migration;

/// <summary>Parallel joins at which, in the new version, every branch has already come: nothing else would let them go on.</summary>
internal static class OpenJoins
{
    /// <summary>One waiting token of each, the oldest.</summary>
    internal static List<long> CompletedBy(Run run)
    {
        var completed = new List<long>();
        foreach (var waiting in run.Tokens.ToArray().Where(t => t.ArrivedBy is not null).GroupBy(t => (t.ElementId, t.ScopeTokenId)))
        {
            var tokens = waiting.ToList();
            if (run.Node(waiting.Key.ElementId) is Gateway { Kind: GatewayKind.Parallel } join
                && tokens.TrueForAll(t => t.Stuck is null) && join.Incoming.All(f => tokens.Exists(t => t.ArrivedBy == f)))
                completed.Add(tokens[0].Id);
        }
        return completed;
    }
}

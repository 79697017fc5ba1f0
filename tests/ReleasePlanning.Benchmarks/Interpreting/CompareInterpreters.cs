using ReleasePlanning.Benchmarks.Peers;
using ReleasePlanning.Benchmarks.Reporting;

namespace ReleasePlanning.Benchmarks.Interpreting;

/// <summary>The interpreter beside bpmn-engine on Node, on the same diagram, turn by turn: straight through, and with all state saved and
/// restored between every two steps.</summary>
public static class CompareInterpreters
{
    private const double TimesAsMany = 300;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Ours = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Theirs = TimeSpan.FromSeconds(4);

    public static async Task<FiguresReport> RunAsync(int rounds, Action<string> progress)
    {
        var before = Machine.Load;
        await using var peer = await NodeProgram.StartAsync("bpmn-engine.mjs");
        await peer.AskAsync(new { Diagram = ParallelWork.Diagram("${environment.variables.approved}"), ParallelWork.Tasks });
        var work = new ParallelWork();
        foreach (var saved in (bool[])[false, true])
        {
            work.Measure(WarmUp, saved);
            await AskAsync(peer, WarmUp, saved);
        }
        var (straight, restored, peerStraight, peerRestored) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        for (var round = 1; round <= rounds; round++)
        {
            straight.Add(work.Measure(Ours, saved: false));
            peerStraight.Add(await AskAsync(peer, Theirs, saved: false));
            restored.Add(work.Measure(Ours, saved: true));
            peerRestored.Add(await AskAsync(peer, Theirs, saved: true));
            progress($"round {round} of {rounds}: straight {straight[^1]:F0} and {peerStraight[^1]:F0} instances/s, saved and restored {restored[^1]:F0} and {peerRestored[^1]:F0}");
        }
        var figures = new Figure[]
        {
            new("interpreter, straight", "instances/s", straight), new("bpmn-engine, straight", "instances/s", peerStraight),
            new("interpreter, saved and restored at every step", "instances/s", restored), new("bpmn-engine, saved and restored at every step", "instances/s", peerRestored),
        };
        return new FiguresReport("interpreter", figures,
            [
                new("times bpmn-engine, straight", figures[0].Over(figures[1]), TimesAsMany), new("times bpmn-engine, saved and restored", figures[2].Over(figures[3]), TimesAsMany),
            ], [], before, Machine.Load);
    }

    private static async Task<double> AskAsync(NodeProgram peer, TimeSpan during, bool saved)
    {
        var answer = await peer.AskAsync(new { Mode = saved ? "saved" : "straight", Seconds = during.TotalSeconds });
        return answer.GetProperty("instances").GetDouble() / answer.GetProperty("seconds").GetDouble();
    }
}

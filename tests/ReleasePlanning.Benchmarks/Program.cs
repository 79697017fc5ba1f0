using System.Globalization;
using NodaTime;
using ReleasePlanning.Benchmarks;
using ReleasePlanning.Benchmarks.Beds;
using ReleasePlanning.Benchmarks.Chaos;
using ReleasePlanning.Benchmarks.Durable;
using ReleasePlanning.Benchmarks.Interpreting;
using ReleasePlanning.Benchmarks.Lateness;
using ReleasePlanning.Benchmarks.Replaying;
using ReleasePlanning.Benchmarks.Reporting;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Benchmarks.Timers;
using ReleasePlanning.ReleasePlans;

const string Usage = """
    plans  [--count 1000] [--parallel 8] [--mix all|SR,SRR,DP,...] [--json]
           plans launched and driven to their end through the API; exit code 1 when anything is left open or stuck
    timers [--count 20000] [--json]
           due timers fired, beside a plain SKIP LOCKED delete of as many rows
    backlog [--count 100000] [--json]
           timers due after an outage, worked off while others fall due; exit code 1 when one is lost, out of order, or told more than once
    interpreter [--rounds 6] [--json [FILE]]
           the interpreter in memory, beside bpmn-engine on Node; exit code 1 when a goal is missed
    durable [--rounds 3] [--timers 1000] [--plans 300] [--json [FILE]]
           work items completed and timers fired on PostgreSQL, beside its commit limit, Quartz.NET and pg-boss; exit code 1 when a goal is missed
    lateness [--timers 500] [--seconds 30] [--pending 100000] [--json [FILE]]
           how late timers fire on an idle service while many more are pending; exit code 1 when a goal is missed
    replay [--rounds 5] [--steps 5000] [--json [FILE]]
           what a ladder would have done over 90 days, beside the two seconds somebody waits; exit code 1 when it takes longer
    beds [--facilities 500] [--beds 12000] [--stays 300000] [--rounds 200] [--json [FILE]]
           search with ranking, board of a region, confirming, over three years of stays, beside plain SQL; exit code 1 when a goal is missed or an answer differs
    chaos  [--count 20000] [--processes 3] [--days 7] [--jump 30] [--kills 40] [--crashes 2] [--seed 1]
           deadlines of simulated days, clock put forward by so many minutes at a time, processes killed and PostgreSQL stopped; exit code 1 when an escalation is lost, doubled or early
    beds-race [--connections 64] [--requests 100000] [--seconds 60] [--seed 1]
           random requests for the beds of one region at once, until all are made or the time is over (0: no limit); exit code 1 when a bed or a person is in two places,
           a confirmation is lost, or an error reaches a caller
    """;

string Option(string name, string preset) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : preset;
int Number(string name, int preset) => int.Parse(Option(name, preset.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
var json = args.Contains("--json");

switch (args.FirstOrDefault())
{
    case "serve":
        return await Serve.RunAsync(args[1]);
    case "plans":
        var plans = await LoadPlans.RunAsync(Number("--count", 1000), Number("--parallel", 8), Mix(Option("--mix", "all")), Console.Error.WriteLine);
        if (json) { Console.Out.WriteLine(plans.ToJson()); } else { plans.Write(Console.Out); }
        return plans.IsClean ? 0 : 1;
    case "timers":
        var timers = await DrainTimers.RunAsync(Number("--count", 20_000), Console.Error.WriteLine);
        if (json) { Console.Out.WriteLine(timers.ToJson()); } else { timers.Write(Console.Out); }
        return timers.IsClean ? 0 : 1;
    case "backlog":
        var backlog = await Backlog.RunAsync(Number("--count", 100_000), Console.Error.WriteLine);
        if (json) { Console.Out.WriteLine(backlog.ToJson()); } else { backlog.Write(Console.Out); }
        return backlog.IsClean ? 0 : 1;
    case "interpreter":
        return Tell(await CompareInterpreters.RunAsync(Number("--rounds", 6), Console.Error.WriteLine));
    case "durable":
        return Tell(await MeasureDurable.RunAsync(Number("--rounds", 3), Number("--timers", 1000), Number("--plans", 300), Console.Error.WriteLine));
    case "lateness":
        return Tell(await MeasureLateness.RunAsync(Number("--timers", 500), Number("--seconds", 30), Number("--pending", 100_000), Console.Error.WriteLine));
    case "replay":
        return Tell(ReplayLadders.Run(Number("--rounds", 5), Number("--steps", 5_000)));
    case "beds":
        return Tell(await MeasureBeds.RunAsync(Number("--facilities", 500), Number("--beds", 12_000), Number("--stays", 300_000), Number("--rounds", 200), Console.Error.WriteLine));
    case "chaos":
        var loadBefore = Machine.Load;
        var run = await Chaos.RunAsync(new ChaosOptions(Number("--count", 20_000), Number("--processes", 3), Number("--days", 7), Duration.FromMinutes(Number("--jump", 30)), Number("--kills", 40), Number("--crashes", 2), Number("--seed", 1)), Console.Error.WriteLine);
        ChaosReport.Write(run, loadBefore, Machine.Load, Console.Out);
        return run.Found.IsClean ? 0 : 1;
    case "beds-race":
        var bedRace = await RaceForBeds.RunAsync(Number("--connections", 64), Number("--requests", 100_000), Number("--seconds", 60), Number("--seed", 1), Console.Error.WriteLine);
        bedRace.Write(Console.Out);
        return bedRace.IsClean ? 0 : 1;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

int Tell(FiguresReport report)
{
    var file = Option("--json", "") is var next && next.StartsWith("--", StringComparison.Ordinal) ? "" : next;
    if (file.Length > 0) { File.WriteAllText(file, report.ToJson()); }
    if (json && file.Length == 0) { Console.Out.WriteLine(report.ToJson()); } else { report.Write(Console.Out); }
    return report.IsMet ? 0 : 1;
}

static IReadOnlyList<ReleaseType> Mix(string mix) => mix == "all" ? Enum.GetValues<ReleaseType>()
    : [.. mix.Split(',').Select(c => ReleaseTypes.TryParse(c, out var type) ? type : throw new ArgumentException($"{c} is no release type."))];

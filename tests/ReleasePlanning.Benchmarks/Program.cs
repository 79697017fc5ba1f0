using System.Globalization;
using ReleasePlanning.Benchmarks;
using ReleasePlanning.Benchmarks.Serving;
using ReleasePlanning.Benchmarks.Timers;
using ReleasePlanning.ReleasePlans;

const string Usage = """
    plans  [--count 1000] [--parallel 8] [--mix all|SR,SRR,DP,...] [--json]
           plans launched and driven to their end through the API; exit code 1 when anything is left open or stuck
    timers [--count 20000] [--json]
           due timers fired, beside a plain SKIP LOCKED delete of as many rows
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
        if (json) { Console.Out.WriteLine(plans.Json); } else { plans.Write(Console.Out); }
        return plans.IsClean ? 0 : 1;
    case "timers":
        var timers = await DrainTimers.RunAsync(Number("--count", 20_000), Console.Error.WriteLine);
        if (json) { Console.Out.WriteLine(timers.Json); } else { timers.Write(Console.Out); }
        return timers.IsClean ? 0 : 1;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static IReadOnlyList<ReleaseType> Mix(string mix) => mix == "all" ? Enum.GetValues<ReleaseType>()
    : [.. mix.Split(',').Select(c => ReleaseTypes.TryParse(c, out var type) ? type : throw new ArgumentException($"{c} is no release type."))];

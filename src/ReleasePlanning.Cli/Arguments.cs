using System.Collections.Immutable;
using System.Globalization;
using ReleasePlanning.Bpmn.Migration;

namespace ReleasePlanning.Cli;

/// <summary>What stands on the command line: a command, what it works on, and options in any order.</summary>
public sealed record Arguments
{
    public string? Command { get; private init; }
    public IReadOnlyList<string> Rest { get; private init; } = [];
    public bool Json { get; private init; }
    public bool Help { get; private init; }
    public string? Language { get; private init; }
    public string? Connection { get; private init; }
    /// <summary>A file for the refused and doubtful values of an import.</summary>
    public string? Problems { get; private init; }
    /// <summary>What a simulation plays.</summary>
    public string? Script { get; private init; }
    /// <summary>What an expression may see, as a JSON object.</summary>
    public string? Context { get; private init; }
    /// <summary>A file with an expression in each line.</summary>
    public string? Batch { get; private init; }
    /// <summary>What is migrated: the process, the version instances are on, the one they go to.</summary>
    public string? Process { get; private init; }
    public int? From { get; private init; }
    public int? To { get; private init; }
    /// <summary>Elements of the old version with those of the new one.</summary>
    public ImmutableDictionary<string, string> Map { get; private init; } = ImmutableDictionary<string, string>.Empty;
    public TimerChoice Timers { get; private init; }
    public bool DryRun { get; private init; }
    public string? Why { get; private init; }
    /// <summary>The options that only one command has, by their name.</summary>
    public ImmutableDictionary<string, string> Options { get; private init; } = ImmutableDictionary<string, string>.Empty;
    public Reason? Mistake { get; private init; }

    private static readonly ImmutableDictionary<string, ImmutableHashSet<string>> Own = new Dictionary<string, ImmutableHashSet<string>>
    {
        ["stays"] = ["--list", "--house", "--person", "--plan", "--bed", "--needs", "--arrive", "--depart", "--on", "--at", "--until", "--code", "--note"],
        ["referrals"] = ["--plan", "--house", "--houses", "--backup", "--asking", "--needs", "--place", "--outcome", "--bed", "--depart", "--hold-until", "--conditions", "--code", "--note"],
    }.ToImmutableDictionary();

    public static Arguments Read(string[] args)
    {
        var read = new Arguments();
        var words = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--")
            {
                words.AddRange(args[(i + 1)..]);
                break;
            }
            // an expression may begin with a minus sign
            if (!args[i].StartsWith('-') || args[i] == "-" || (words is ["feel", ..] && !args[i].StartsWith("--", StringComparison.Ordinal) && args[i] != "-h"))
            {
                words.Add(args[i]);
                continue;
            }

            var parts = args[i].Split('=', 2);
            string? Value() => parts.Length == 2 ? parts[1] : ++i < args.Length ? args[i] : null;
            read = (parts[0], parts.Length) switch
            {
                ("--json", 1) => read with { Json = true },
                ("--help" or "-h", 1) => read with { Help = true },
                ("--lang", _) => read.WithLanguage(Value()),
                ("--connection", _) => Value() is { Length: > 0 } value ? read with { Connection = value } : read.Wrong("cli.option-needs-value", parts[0]),
                ("--context", _) => Value() is { } value ? read with { Context = value } : read.Wrong("cli.option-needs-value", parts[0]),
                ("--batch", _) => Value() is { Length: > 0 } value ? read with { Batch = value } : read.Wrong("cli.option-needs-value", parts[0]),
                ("--problems", _) => Value() is { Length: > 0 } value ? read with { Problems = value } : read.Wrong("cli.option-needs-value", parts[0]),
                ("--script", _) => Value() is { Length: > 0 } value ? read with { Script = value } : read.Wrong("cli.option-needs-value", parts[0]),
                ("--process", _) => Value() is { Length: > 0 } value ? read with { Process = value } : read.Wrong("cli.option-needs-value", parts[0]),
                ("--from", _) => Version(Value()) is { } version ? read with { From = version } : read.Wrong("cli.not-a-version", parts[0]),
                ("--to", _) => Version(Value()) is { } version ? read with { To = version } : read.Wrong("cli.not-a-version", parts[0]),
                ("--map", _) => Value()?.Split('=') is [{ Length: > 0 } source, var target] ? read with { Map = read.Map.SetItem(source, target) } : read.Wrong("cli.not-a-mapping", parts[0]),
                ("--timers", _) => Value() switch
                {
                    "keep" => read with { Timers = TimerChoice.Keep },
                    "recompute" => read with { Timers = TimerChoice.Recompute },
                    _ => read.Wrong("cli.not-a-timer-choice", parts[0]),
                },
                ("--dry-run", 1) => read with { DryRun = true },
                ("--reason", _) => Value() is { Length: > 0 } value ? read with { Why = value } : read.Wrong("cli.option-needs-value", parts[0]),
                (var own, _) when words is [var command, ..] && Own.TryGetValue(command, out var options) && options.Contains(own) => Value() is { Length: > 0 } value ? read with { Options = read.Options.SetItem(own, value) } : read.Wrong("cli.option-needs-value", own),
                _ => read.Wrong("cli.unknown-option", parts[0]),
            };
        }
        return read with { Command = words.FirstOrDefault(), Rest = [.. words.Skip(1)] };
    }

    private static int? Version(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0 ? version : null;

    private Arguments WithLanguage(string? language) => language is "en" or "fr" ? this with { Language = language } : Wrong("cli.language");

    private Arguments Wrong(string code, params object?[] args) => this with { Mistake = Mistake ?? new Reason(code, args) };
}

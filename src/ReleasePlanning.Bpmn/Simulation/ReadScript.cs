using System.Collections.Immutable;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Timing;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>Reads a script. What cannot be read is said by step and field, and nothing is passed over.</summary>
public static class ReadScript
{
    private static readonly string[] Kinds = ["start", "complete", "fail", "escalate", "advance", "message", "signal", "set", "save-restore", "expect"];
    private static readonly string[] Remarks = ["comment", "note", "description"];

    /// <summary>Reads the text of a script.</summary>
    /// <exception cref="ScriptException">It is no script.</exception>
    public static Script From(string text)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(text, new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            throw new ScriptException($"The script is not JSON (line {e.LineNumber + 1}, position {e.BytePositionInLine + 1}).",
                $"Le script n’est pas du JSON (ligne {e.LineNumber + 1}, position {e.BytePositionInLine + 1}).");
        }
        using (document)
        {
            var root = new ScriptFields(document.RootElement, null);
            root.Only(["process", "now", "variables", "anchors", "steps", .. Remarks]);
            var steps = root.List("steps");
            if (steps.Count > Script.MaxSteps)
                throw root.Wrong("steps", $"holds more than {Script.MaxSteps} steps", $"contient plus de {Script.MaxSteps} étapes");
            return new(root.Text("process"), Now(root), root.Variables("variables"), [.. steps.Select((s, i) => Step(s, i + 1))])
            {
                Anchors = Anchors(root)
            };
        }
    }

    private static Instant Now(ScriptFields root)
    {
        if (root.Text("now") is not { } text)
            return Script.DefaultNow;
        return TryInstant(text) ?? throw root.Wrong("now", "is not an ISO 8601 date and time such as 2026-01-05T09:00:00Z", "n’est pas une date et heure ISO 8601 telle que 2026-01-05T09:00:00Z");
    }

    private static ImmutableDictionary<DueAnchor, Instant> Anchors(ScriptFields root)
    {
        var anchors = ImmutableDictionary.CreateBuilder<DueAnchor, Instant>();
        foreach (var (letter, value) in root.Variables("anchors"))
        {
            if (letter.Length != 1 || !DueRule.TryParse(letter, out var rule) || rule is not DueRule.Counted counted || value is not string text || TryInstant(text) is not { } at)
                throw root.Wrong("anchors", "gives a date and time for the letters R, E, H, D, A", "donne une date et heure pour les lettres R, E, H, D, A");
            anchors[counted.Anchor] = at;
        }
        return anchors.ToImmutable();
    }

    private static Instant? TryInstant(string text) => FeelTemporal.DateAndTime(text) switch
    {
        LocalDateTime local => local.InUtc().ToInstant(),
        var at => FeelValue.AsInstant(at)
    };

    private static ScriptStep Step(JsonElement json, int number)
    {
        var step = new ScriptFields(json, number);
        var kinds = Kinds.Where(step.Has).ToList();
        // "message" and "signal" stand for a step only where no other kind does
        var kind = kinds.Count == 1 ? kinds[0] : kinds.Contains("fail") && kinds.Count == 2 && kinds.Contains("message") ? "fail" : throw step.NoStep(Kinds, kinds.Count);
        step.Only([kind, .. Beside(kind), .. Remarks]);
        var said = step.Said();
        return kind switch
        {
            "start" => Start(step, said),
            "complete" => new ScriptStep.Complete(said, step.Needed("complete"), step.Text("outcome"), step.Variables("variables")),
            "fail" => new ScriptStep.Fail(said, step.Needed("fail"), step.Text("code") ?? "", step.Text("message")),
            "escalate" => new ScriptStep.Escalate(said, step.Needed("escalate"), step.Text("code") ?? "", step.Variables("variables")),
            "advance" => new ScriptStep.Advance(said, Time(step)),
            "message" => new ScriptStep.Message(said, step.Needed("message"), step.Key(), step.Variables("variables")),
            "signal" => new ScriptStep.Signal(said, step.Needed("signal"), step.Variables("variables")),
            "set" => new ScriptStep.Set(said, step.Variables("set")),
            "save-restore" => step.IsTrue("save-restore") ? new ScriptStep.SaveRestore(said) : throw step.Wrong("save-restore", "is only ever true", "vaut toujours true"),
            _ => new ScriptStep.Expect(said, Expected(step.Inner("expect")))
        };
    }

    private static string[] Beside(string kind) => kind switch
    {
        "start" => ["variables", "process"],
        "complete" => ["variables", "outcome"],
        "fail" => ["code", "message"],
        "escalate" => ["code", "variables"],
        "message" => ["key", "variables"],
        "signal" => ["variables"],
        _ => []
    };

    private static ScriptStep.Start Start(ScriptFields step, string said)
    {
        var how = step.Inner("start");
        how.Only(["message", "signal", "process", "variables", .. Remarks]);
        if (how.Has("message") && how.Has("signal"))
            throw step.Wrong("start", "names a message or a signal, not both", "nomme un message ou un signal, pas les deux");
        return new(said, how.Text("message"), how.Text("signal"), how.Text("process") ?? step.Text("process"), step.Variables("variables").SetItems(how.Variables("variables")));
    }

    private static Period Time(ScriptFields step)
    {
        var parsed = PeriodPattern.NormalizingIso.Parse(step.Needed("advance"));
        return parsed.Success && !step.Needed("advance").Contains('-', StringComparison.Ordinal) ? parsed.Value
            : throw step.Wrong("advance", "is not an ISO 8601 duration such as PT1H", "n’est pas une durée ISO 8601 telle que PT1H");
    }

    private static Expectation Expected(ScriptFields expect)
    {
        expect.Only(["open", "timers", "subscriptions", "ended", "instances", "incidents", "variables", .. Remarks]);
        return new()
        {
            Open = expect.Names("open"),
            Timers = expect.Count("timers"),
            Subscriptions = expect.Names("subscriptions"),
            Ended = expect.Has("ended") ? expect.IsTrue("ended") : null,
            Instances = expect.Count("instances"),
            Incidents = expect.Count("incidents"),
            Variables = expect.Variables("variables")
        };
    }
}

/// <summary>A text that is no script.</summary>
public sealed class ScriptException(string english, string french) : Exception(english)
{
    /// <summary>What is wrong, where, in French.</summary>
    public string French { get; } = french;
}

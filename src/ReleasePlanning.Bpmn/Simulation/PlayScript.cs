using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>Plays a script: one step after the other, one line of JSON for each.</summary>
public static class PlayScript
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Plays the whole script, whatever is found on the way. A step that cannot be done changes nothing and is no unmet expectation.</summary>
    /// <param name="language">Of the sentences in the lines: "en" or "fr".</param>
    /// <param name="line">Takes each line.</param>
    /// <returns>Whether every expectation held.</returns>
    public static bool On(Simulator simulator, Script script, string language, Action<string> line)
    {
        var allHeld = true;
        for (var i = 0; i < script.Steps.Length; i++)
        {
            var step = script.Steps[i];
            var differences = ImmutableArray<Difference>.Empty;
            var deed = new Deed(null, []);
            if (step is ScriptStep.Expect expect)
                differences = expect.What.DifferencesFrom(simulator);
            else
                deed = Do(simulator, step);
            allHeld &= differences.IsEmpty;
            line(Line(i + 1, step, deed, differences, simulator, language));
        }
        return allHeld;
    }

    /// <summary>What a script asks of a simulation before its first step.</summary>
    public static SimulationSettings Settings(Script script) => new(script.Now) { Process = script.Process, Variables = script.Variables, Anchors = script.Anchors };

    private static Deed Do(Simulator simulator, ScriptStep step)
    {
        switch (step)
        {
            case ScriptStep.Start { ByMessage: { } message } s: return simulator.StartByMessage(message, s.Process, s.Variables);
            case ScriptStep.Start { BySignal: { } signal } s: return simulator.StartBySignal(signal, s.Process, s.Variables);
            case ScriptStep.Start s: return simulator.Start(s.Process, s.Variables);
            case ScriptStep.Complete s: return simulator.Complete(s.Task, s.Variables, s.Outcome);
            case ScriptStep.Fail s: return simulator.Fail(s.Task, s.Code, s.Why);
            case ScriptStep.Escalate s: return simulator.Escalate(s.Task, s.Code, s.Variables);
            case ScriptStep.Advance s: return simulator.Advance(s.Time);
            case ScriptStep.Message s: return simulator.Message(s.Name, s.Key, s.Variables);
            case ScriptStep.Signal s: return simulator.Signal(s.Name, s.Variables);
            case ScriptStep.Set s: return simulator.Set(s.Variables);
            default:
                simulator.Restore(simulator.Save());
                return new(null, []);
        }
    }

    private static string Line(int number, ScriptStep step, Deed deed, ImmutableArray<Difference> differences, Simulator simulator, string language)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, OneLine))
        {
            json.WriteStartObject();
            json.WriteNumber("step", number);
            json.WritePropertyName("did");
            json.WriteRawValue(step.Text);
            json.WriteBoolean("ok", deed.Ok && differences.IsEmpty);
            if (deed.WhyNot is { } why)
                json.WriteString("error", why.In(language));
            if (!differences.IsEmpty)
                Write(json, differences);
            if (!deed.Happened.IsEmpty)
                Write(json, deed.Happened, language);
            WriteStanding(json, simulator);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, ImmutableArray<Difference> differences)
    {
        json.WriteStartArray("unmet");
        foreach (var difference in differences)
        {
            json.WriteStartObject();
            json.WriteString("key", difference.Key);
            json.WritePropertyName("expected");
            FeelJson.Write(json, difference.Expected);
            json.WritePropertyName("found");
            FeelJson.Write(json, difference.Found);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    // A clock that ticks a thousand times in one step must not fill the screen.
    private const int MostHappenings = 100;

    private static void Write(Utf8JsonWriter json, ImmutableArray<Happening> happened, string language)
    {
        json.WriteStartArray("happened");
        foreach (var one in happened.Take(MostHappenings))
        {
            json.WriteStartObject();
            json.WriteString("what", JsonNamingPolicy.KebabCaseLower.ConvertName(one.Kind.ToString()));
            json.WriteString("process", one.ProcessId);
            if (one.ElementId.Length > 0)
                json.WriteString("element", one.ElementId);
            if (one.Why is { } why)
                json.WriteString("why", why.In(language));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (happened.Length > MostHappenings)
            json.WriteNumber("more", happened.Length - MostHappenings);
    }

    private static void WriteStanding(Utf8JsonWriter json, Simulator simulator)
    {
        json.WriteString("now", InstantPattern.ExtendedIso.Format(simulator.Now));
        WriteNames(json, "open", simulator.Open);
        json.WriteNumber("timers", simulator.Timers);
        WriteNames(json, "subscriptions", simulator.Subscriptions);
        json.WriteNumber("instances", simulator.Instances);
        json.WriteNumber("incidents", simulator.Incidents.Length);
        json.WriteBoolean("ended", simulator.Ended);
    }

    private static void WriteNames(Utf8JsonWriter json, string key, ImmutableArray<string> names)
    {
        json.WriteStartArray(key);
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }
}

using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Execution;

/// <summary>Writes and reads <see cref="ProcessState"/> as JSON, so that a host can keep it in one column.</summary>
/// <remarks>Canonical: the same state always gives the same text, whatever way it was reached.</remarks>
public static class ProcessStateJson
{
    /// <summary>The state as JSON text.</summary>
    public static string Write(ProcessState state)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("nextId", state.NextId);
            json.WriteBoolean("ended", state.Ended);
            json.WriteStartArray("tokens");
            foreach (var token in state.Tokens.Values)
                WriteToken(json, token);
            json.WriteEndArray();
            json.WritePropertyName("variables");
            json.WriteRawValue(FeelJson.Write(state.Variables));
            json.WriteStartArray("written");
            foreach (var name in state.Written)
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static ProcessState Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        return new(
            root.GetProperty("nextId").GetInt64(),
            root.GetProperty("tokens").EnumerateArray().Select(ReadToken).ToImmutableSortedDictionary(t => t.Id, t => t),
            FeelJson.Read(root.GetProperty("variables").GetRawText()),
            root.GetProperty("ended").GetBoolean())
        {
            Written = root.GetProperty("written").EnumerateArray().Select(n => n.GetString()!).ToImmutableSortedSet(StringComparer.Ordinal)
        };
    }

    private static void WriteToken(Utf8JsonWriter json, Token token)
    {
        json.WriteStartObject();
        json.WriteNumber("id", token.Id);
        json.WriteString("at", token.ElementId);
        if (token.ScopeTokenId is { } scope)
            json.WriteNumber("scope", scope);
        if (token.ArrivedBy is { } flow)
            json.WriteString("by", flow);
        if (token.Stuck is { } stuck)
            json.WriteString("stuck", stuck.ToString());
        if (token.Waits.Length > 0)
        {
            json.WriteStartArray("waits");
            foreach (var wait in token.Waits)
                WriteWait(json, wait);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WriteWait(Utf8JsonWriter json, Wait wait)
    {
        json.WriteStartObject();
        json.WriteString("for", wait.Kind.ToString());
        json.WriteString("at", wait.ElementId);
        if (wait.Repeat is { } repeat)
        {
            json.WriteString("every", repeat.Every);
            json.WriteString("first", InstantPattern.ExtendedIso.Format(repeat.First));
            json.WriteNumber("fired", repeat.Fired);
            if (repeat.Remaining is { } remaining)
                json.WriteNumber("remaining", remaining);
            if (repeat.Until is { } until)
                json.WriteString("until", InstantPattern.ExtendedIso.Format(until));
        }
        json.WriteEndObject();
    }

    private static Token ReadToken(JsonElement json) =>
        new(json.GetProperty("id").GetInt64(), Text(json, "at")!,
            json.TryGetProperty("scope", out var scope) ? scope.GetInt64() : null, Text(json, "by"))
        {
            Stuck = Text(json, "stuck") is { } stuck ? Enum.Parse<StuckAt>(stuck) : null,
            Waits = json.TryGetProperty("waits", out var waits) ? [.. waits.EnumerateArray().Select(ReadWait)] : []
        };

    private static Wait ReadWait(JsonElement json) =>
        new(Enum.Parse<WaitKind>(Text(json, "for")!), Text(json, "at")!, Text(json, "every") is not { } every ? null : new(
            every,
            InstantPattern.ExtendedIso.Parse(Text(json, "first")!).Value,
            json.GetProperty("fired").GetInt32(),
            json.TryGetProperty("remaining", out var remaining) ? remaining.GetInt32() : null)
        {
            Until = Text(json, "until") is { } until ? InstantPattern.ExtendedIso.Parse(until).Value : null
        });

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}

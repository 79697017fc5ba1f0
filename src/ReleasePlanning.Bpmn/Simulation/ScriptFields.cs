using System.Collections.Immutable;
using System.Text.Json;
using ReleasePlanning.Bpmn.Conditions;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>The fields of one object in a script, each read as what it must be.</summary>
internal sealed class ScriptFields
{
    private readonly JsonElement json;
    private readonly int? step;
    private readonly string within;

    /// <param name="step">The step, counted from 1; null for the script itself.</param>
    /// <param name="within">What stands before the names of its fields.</param>
    internal ScriptFields(JsonElement json, int? step, string within = "")
    {
        (this.json, this.step, this.within) = (json, step, within);
        if (json.ValueKind != JsonValueKind.Object)
            throw Wrong("", "is not an object", "n’est pas un objet");
    }

    internal bool Has(string field) => json.TryGetProperty(field, out _);

    /// <summary>The step as it is written, in one line, without the variables it carries.</summary>
    internal string Said()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            foreach (var property in json.EnumerateObject().Where(p => p.Name is not ("variables" or "expect")))
                property.WriteTo(writer);
            if (Has("expect"))
                writer.WriteBoolean("expect", true);
            writer.WriteEndObject();
        }
        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }

    internal void Only(IReadOnlyCollection<string> known)
    {
        foreach (var property in json.EnumerateObject())
        {
            if (!known.Contains(property.Name))
                throw Wrong(property.Name, "is not known here", "n’est pas connu ici");
        }
    }

    internal string Needed(string field) => Text(field) is { Length: > 0 } text ? text : throw Wrong(field, "is empty", "est vide");

    internal string? Text(string field) => Read(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => Unescaped(field, value),
        _ => throw Wrong(field, "is not a text", "n’est pas un texte")
    };

    /// <summary>A correlation key: a text, or a number meant as one.</summary>
    internal string? Key() => Read("key") switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } value => Unescaped("key", value),
        { ValueKind: JsonValueKind.Number } value => value.TryGetDecimal(out var number) ? FeelValue.Text(number) : value.GetRawText(),
        _ => throw Wrong("key", "is neither a text nor a number", "n’est ni un texte ni un nombre")
    };

    internal int? Count(string field) => Read(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Number } value when value.TryGetInt32(out var count) => count,
        _ => throw Wrong(field, "is not a whole number", "n’est pas un nombre entier")
    };

    internal bool IsTrue(string field) => Read(field) switch
    {
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Wrong(field, "is neither true nor false", "n’est ni true ni false")
    };

    internal ImmutableArray<string>? Names(string field) => Read(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Array } value when value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String) =>
            [.. value.EnumerateArray().Select(v => Unescaped(field, v))],
        _ => throw Wrong(field, "is not a list of texts", "n’est pas une liste de textes")
    };

    internal IReadOnlyList<JsonElement> List(string field) => Read(field) is { ValueKind: JsonValueKind.Array } value
        ? [.. value.EnumerateArray()]
        : throw Wrong(field, "is not a list", "n’est pas une liste");

    internal ImmutableDictionary<string, object?> Variables(string field)
    {
        if (Read(field) is not { } value)
            return ImmutableDictionary<string, object?>.Empty;
        if (value.ValueKind != JsonValueKind.Object)
            throw Wrong(field, "is not an object", "n’est pas un objet");
        try
        {
            return FeelJson.Read(value.GetRawText());
        }
        catch (FormatException e)
        {
            throw Wrong(field, $"cannot be read: {e.Message}", "ne peut pas être lu");
        }
    }

    internal ScriptFields Inner(string field) => new(json.GetProperty(field), step, within + field);

    internal ScriptException NoStep(string[] kinds, int found) => found == 0
        ? Wrong("", $"is none of {string.Join(", ", kinds)}", $"n’est rien de {string.Join(", ", kinds)}")
        : Wrong("", "says more than one thing to do", "demande plus d’une chose");

    internal ScriptException Wrong(string field, string english, string french)
    {
        var name = (within.Length > 0 && field.Length > 0 ? within + "." : within) + field;
        var (en, fr) = (name.Length > 0 ? $" \"{name}\"" : "", name.Length > 0 ? $" « {name} »" : "");
        return step is { } number
            ? new($"Step {number}:{(en.Length > 0 ? en : " it")} {english}.", $"Étape {number} :{(fr.Length > 0 ? fr : " elle")} {french}.")
            : new(en.Length > 0 ? $"The script's{en} {english}." : $"The script {english}.", fr.Length > 0 ? $"Dans le script,{fr} {french}." : $"Le script {french}.");
    }

    private JsonElement? Read(string field) => json.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    // half a surrogate pair cannot be read as text
    private string Unescaped(string field, JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Wrong(field, "holds half a character", "contient la moitié d’un caractère");
        }
    }
}

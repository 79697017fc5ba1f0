using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>FEEL values as JSON. Temporal values are written as <c>{"$date":"…"}</c>, <c>{"$time":"…"}</c>, <c>{"$dateTime":"…"}</c>, <c>{"$duration":"…"}</c>, <c>{"$period":"…"}</c>.</summary>
/// <remarks>An instant is a <c>$dateTime</c> that ends in Z. The normalised values are: null, bool, decimal, string, LocalDate, LocalTime, LocalDateTime, Instant, Duration, Period,
/// IReadOnlyList of object?, IReadOnlyDictionary of string to object?. Keys are in ordinal order and numbers without trailing zeros,
/// so equal variables give equal text. A context whose only key starts with "$" is wrapped in <c>{"$context":…}</c>.</remarks>
public static class FeelJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Variables as one JSON object.</summary>
    /// <exception cref="NotSupportedException">A value that is not a FEEL value.</exception>
    public static string Write(ImmutableDictionary<string, object?> variables)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            WriteContext(json, variables);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write"/> wrote; plain JSON is read as well.</summary>
    /// <exception cref="FormatException">Not a JSON object, or a tagged value that cannot be read.</exception>
    public static ImmutableDictionary<string, object?> Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? ReadContext(document.RootElement)
                : throw new FormatException("Variables must be a JSON object.");
        }
        catch (JsonException e)
        {
            throw new FormatException($"Not JSON: {e.Message}", e);
        }
    }

    private static void WriteContext(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> context)
    {
        json.WriteStartObject();
        foreach (var (key, value) in context.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            json.WritePropertyName(key);
            WriteValue(json, value);
        }
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (FeelValue.Shallow(value))
        {
            case null: json.WriteNullValue(); break;
            case bool b: json.WriteBooleanValue(b); break;
            case string s: json.WriteStringValue(s); break;
            case decimal d: json.WriteRawValue(FeelValue.Number(d)); break;
            case IReadOnlyDictionary<string, object?> c when c.Count == 1 && c.Keys.First().StartsWith('$'):
                json.WriteStartObject();
                json.WritePropertyName("$context");
                WriteContext(json, c);
                json.WriteEndObject();
                break;
            case IReadOnlyDictionary<string, object?> c: WriteContext(json, c); break;
            case IReadOnlyList<object?> l:
                json.WriteStartArray();
                foreach (var item in l) WriteValue(json, item);
                json.WriteEndArray();
                break;
            case var v:
                json.WriteStartObject();
                json.WriteString(Tag(v), v is Period p ? PeriodPattern.Roundtrip.Format(p) : FeelTemporal.Text(v));
                json.WriteEndObject();
                break;
        }
    }

    private static string Tag(object value) => value switch
    {
        LocalDate => "$date",
        LocalTime => "$time",
        LocalDateTime or Instant => "$dateTime",
        Duration => "$duration",
        _ => "$period"
    };

    private static ImmutableDictionary<string, object?> ReadContext(JsonElement json)
    {
        var context = ImmutableDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject()) context[property.Name] = ReadValue(property.Value);
        return context.ToImmutable();
    }

    private static object? ReadValue(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetDecimal(out var d) ? d : throw new FormatException($"The number {json.GetRawText()} is out of range."),
        JsonValueKind.Array => json.EnumerateArray().Select(ReadValue).ToImmutableArray(),
        _ => ReadObject(json)
    };

    private static object? ReadObject(JsonElement json)
    {
        using var properties = json.EnumerateObject();
        if (!properties.MoveNext() || !properties.Current.Name.StartsWith('$')) return ReadContext(json);
        var (tag, value) = (properties.Current.Name, properties.Current.Value);
        if (properties.MoveNext()) return ReadContext(json);
        if (tag == "$context" && value.ValueKind == JsonValueKind.Object) return ReadContext(value);
        var text = value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        return tag switch
        {
            "$date" => FeelTemporal.Date(text),
            "$time" => FeelTemporal.Time(text),
            "$dateTime" => FeelTemporal.DateAndTime(text),
            "$duration" => FeelTemporal.Duration(text) as Duration?,
            "$period" => PeriodPattern.Roundtrip.Parse(text) is { Success: true } p ? p.Value : null,
            _ => null
        } ?? throw new FormatException($"{json.GetRawText()} is not a FEEL value.");
    }
}

using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;

namespace ReleasePlanning.Bpmn.Conditions;

/// <summary>FEEL values as JSON. Temporal values are written as <c>{"$date":"…"}</c>, <c>{"$time":"…"}</c>, <c>{"$dateTime":"…"}</c>, <c>{"$duration":"…"}</c>, <c>{"$period":"…"}</c>, <c>{"$range":"…"}</c>.</summary>
/// <remarks>An instant is a <c>$dateTime</c> that ends in Z; a date and time in a zone ends in @ and the zone, one with an offset in the offset. The values are those of <see cref="FeelValue"/>. Keys are in ordinal order and numbers without trailing zeros,
/// so equal variables give equal text. A context whose only key starts with "$" is wrapped in <c>{"$context":…}</c>.</remarks>
public static class FeelJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    // a value nests no deeper than this in a normalised state, and each level may be wrapped
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = 256 };

    /// <summary>Variables as one JSON object.</summary>
    /// <exception cref="NotSupportedException">A value that is not a FEEL value.</exception>
    public static string Write(ImmutableDictionary<string, object?> variables)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
            WriteContext(json, variables);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads what <see cref="Write(ImmutableDictionary{string, object})"/> wrote; plain JSON is read as well.</summary>
    /// <exception cref="FormatException">Not a JSON object, or a tagged value that cannot be read.</exception>
    public static ImmutableDictionary<string, object?> Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            var reader = new Utf8JsonReader(bytes.AsSpan(0, Encoding.UTF8.GetBytes(json, bytes)), ReaderOptions);
            reader.Read();
            if (reader.TokenType != JsonTokenType.StartObject) throw new FormatException("Variables must be a JSON object.");
            var variables = ImmutableDictionary.CreateBuilder<string, object?>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
            {
                var name = reader.GetString()!;
                reader.Read();
                variables[name] = Read(ref reader);
            }
            if (reader.Read()) throw new FormatException("Variables must be one JSON object.");
            return variables.ToImmutable();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // half a surrogate pair in an escape is an InvalidOperationException of the reader
            throw new FormatException($"Not JSON: {e.Message}", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Writes one value where the writer stands.</summary>
    internal static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string s: json.WriteStringValue(s); break;
            case bool b: json.WriteBooleanValue(b); break;
            case decimal d: json.WriteNumberValue(FeelValue.Plain(d)); break;
            case IReadOnlyDictionary<string, object?> c when OnlyKey(c) is ['$', ..]:
                json.WriteStartObject();
                json.WritePropertyName("$context");
                WriteContext(json, c);
                json.WriteEndObject();
                break;
            case IReadOnlyDictionary<string, object?> c: WriteContext(json, c); break;
            case IReadOnlyList<object?> l:
                json.WriteStartArray();
                for (var i = 0; i < l.Count; i++) Write(json, l[i]);
                json.WriteEndArray();
                break;
            case FeelFunction: throw new NotSupportedException("A function is no value outside an expression.");
            case LocalDate or LocalTime or FeelTime or LocalDateTime or OffsetDateTime or ZonedDateTime or Instant or Duration or Period or FeelRange:
                json.WriteStartObject();
                json.WriteString(Tag(value), value is Period p ? PeriodPattern.Roundtrip.Format(p) : value is OffsetDateTime { Offset.Seconds: 0 } o ? AtZero(o) : FeelValue.Text(value));
                json.WriteEndObject();
                break;
            default:
                Write(json, FeelValue.Shallow(value));
                break;
        }
    }

    /// <summary>Reads one value; the reader stands on its first token (or before anything) and is left on its last.</summary>
    /// <exception cref="FormatException">A tagged value that cannot be read, or a number out of range.</exception>
    /// <exception cref="JsonException">Not JSON.</exception>
    internal static object? Read(ref Utf8JsonReader json)
    {
        if (json.TokenType == JsonTokenType.None) json.Read();
        switch (json.TokenType)
        {
            case JsonTokenType.Null: return null;
            case JsonTokenType.True: return FeelBox.True;
            case JsonTokenType.False: return FeelBox.False;
            case JsonTokenType.String: return json.GetString();
            case JsonTokenType.Number:
                return json.TryGetDecimal(out var d) ? FeelBox.Of(d)
                    : throw new FormatException($"The number {Encoding.UTF8.GetString(json.HasValueSequence ? json.ValueSequence.ToArray() : json.ValueSpan)} is out of range.");
            case JsonTokenType.StartArray: return ReadList(ref json);
            case JsonTokenType.StartObject: return Tagged(ref json, out var value) ? value : ReadContext(ref json);
            default: throw new FormatException("A value was expected.");
        }
    }

    private static void WriteContext(Utf8JsonWriter json, IReadOnlyDictionary<string, object?> context)
    {
        var ordered = FeelContext.Of(context);
        json.WriteStartObject();
        for (var i = 0; i < ordered.Count; i++)
        {
            json.WritePropertyName(ordered.KeyAt(i));
            Write(json, ordered.ValueAt(i));
        }
        json.WriteEndObject();
    }

    // Z is an instant, which has no date of its own; an offset of zero has one
    private static string AtZero(OffsetDateTime value) => LocalDateTimePattern.ExtendedIso.Format(value.LocalDateTime) + "+00:00";

    private static string? OnlyKey(IReadOnlyDictionary<string, object?> context) => context.Count != 1 ? null : context is FeelContext c ? c.KeyAt(0) : context.Keys.First();

    private static string Tag(object value) => value switch
    {
        LocalDate => "$date",
        LocalTime or FeelTime => "$time",
        Duration => "$duration",
        Period => "$period",
        FeelRange => "$range",
        _ => "$dateTime"
    };

    private static ImmutableArray<object?> ReadList(ref Utf8JsonReader json)
    {
        var items = new List<object?>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray) items.Add(Read(ref json));
        return ImmutableCollectionsMarshal.AsImmutableArray(items.ToArray());
    }

    private static FeelContext ReadContext(ref Utf8JsonReader json)
    {
        var (keys, values, count) = (new string[4], new object?[4], 0);
        while (json.Read() && json.TokenType != JsonTokenType.EndObject)
        {
            if (count == keys.Length)
            {
                Array.Resize(ref keys, count * 2);
                Array.Resize(ref values, count * 2);
            }
            keys[count] = json.GetString()!;
            json.Read();
            values[count++] = Read(ref json);
        }
        Array.Resize(ref keys, count);
        Array.Resize(ref values, count);
        return FeelContext.Of(keys, values);
    }

    // an object whose only key starts with "$"; the reader stays where it is when it is none
    private static bool Tagged(ref Utf8JsonReader json, out object? value)
    {
        value = null;
        var ahead = json;
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.PropertyName || (ahead.HasValueSequence ? ahead.GetString() is not ['$', ..] : ahead.ValueSpan is not [(byte)'$', ..])) return false;
        var tag = ahead.GetString()!;
        ahead.Read();
        var inside = ahead;
        ahead.Skip();
        if (!ahead.Read() || ahead.TokenType != JsonTokenType.EndObject) return false;
        var text = inside.TokenType == JsonTokenType.String ? inside.GetString()! : "";
        value = tag switch
        {
            "$context" when inside.TokenType == JsonTokenType.StartObject => ReadContext(ref inside),
            "$date" => FeelTemporal.Date(text),
            "$time" => FeelTemporal.Time(text),
            "$dateTime" => text is [.., 'Z'] ? FeelValue.AsInstant(FeelTemporal.DateAndTime(text)) : FeelTemporal.DateAndTime(text),
            "$range" => FeelRanges.Parse(text),
            "$duration" => FeelTemporal.Duration(text) as Duration?,
            "$period" => PeriodPattern.Roundtrip.Parse(text) is { Success: true } p ? p.Value : null,
            _ => null
        } ?? throw new FormatException($"{{\"{tag}\":\"{text}\"}} is not a FEEL value.");
        json = ahead;
        return true;
    }
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Calendar;
using ReleasePlanning.Language;

namespace ReleasePlanning.Cli;

/// <summary>rp feel: the value of an expression, or of many from a file.</summary>
public static class Feel
{
    private const long MostBytes = 256L * 1024 * 1024;
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = FeelValue.MaxNesting };

    public static async Task<int> RunAsync(Arguments arguments, Output output, CancellationToken ct)
    {
        if (arguments.Batch is { } file)
        {
            return arguments.Rest.Count > 0 || arguments.Context is not null ? output.Misused(new Reason("cli.feel.batch-alone")) : await BatchAsync(file, output, ct);
        }
        if (arguments.Rest.Count == 0) { return output.Misused(new Reason("cli.feel.needs-expression")); }
        if (arguments.Rest.Count > 1) { return output.Misused(new Reason("cli.too-many", arguments.Rest[1])); }

        IReadOnlyDictionary<string, object?> context;
        try
        {
            using var json = JsonDocument.Parse(arguments.Context ?? "{}", Deep);
            context = Context(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            output.Error(new Reason("cli.feel.bad-context", e.Message));
            return Rp.Failed;
        }
        var answer = Answer(arguments.Rest[0], context, out var value);
        if (answer is null)
        {
            output.Results.WriteLine(Json(json => Write(json, value)));
            return Rp.Fine;
        }
        output.Error(new Reason("cli.feel.error", answer.Position + 1, answer.In(output.Language.Name)));
        return Rp.Findings;
    }

    private static async Task<int> BatchAsync(string file, Output output, CancellationToken ct)
    {
        await using var stream = ReadableFile.Open(file, MostBytes);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var answers = new StringBuilder();
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            answers.AppendLine(Line(line, output.Language));
            if (answers.Length < 64 * 1024) { continue; }
            output.Results.Write(answers);
            answers.Clear();
        }
        output.Results.Write(answers);
        return Rp.Fine;
    }

    // one line in, one line out, whatever is wrong with it
    private static string Line(string line, CultureInfo language)
    {
        try
        {
            using var json = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = FeelValue.MaxNesting + 1 });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("expression", out var expression) || expression.ValueKind != JsonValueKind.String)
            {
                return Error(null, "cli.feel.bad-line", Texts.Of(new Reason("cli.feel.bad-line"), language));
            }
            var context = json.RootElement.TryGetProperty("context", out var given) && given.ValueKind != JsonValueKind.Null ? Context(given) : new Dictionary<string, object?>();
            var wrong = Answer(expression.GetString()!, context, out var value);
            return wrong is not null ? Error(wrong.Position + 1, wrong.Code, wrong.In(language.Name)) : Json(writer =>
            {
                writer.WriteStartObject();
                writer.WritePropertyName("value");
                Write(writer, value);
                writer.WriteEndObject();
            });
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException)
        {
            // half a surrogate pair in an escape is an InvalidOperationException of the reader
            return Error(null, "cli.feel.bad-line", Texts.Of(new Reason("cli.feel.bad-context", e.Message), language));
        }
    }

    private static FeelException? Answer(string expression, IReadOnlyDictionary<string, object?> context, out object? value)
    {
        value = null;
        try
        {
            var host = new FeelHost((from, to, province) => CalendarData.Empty.Days(province).Between(from, to));
            value = FeelValue.Normalise(FeelExpression.CompileFor(expression, context).Evaluate(context, new MicrosecondClock().GetCurrentInstant(), host));
            return null;
        }
        catch (FeelException e)
        {
            return e;
        }
    }

    private static string Error(int? position, string code, string sentence) => Json(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        if (position is { } at) { json.WriteNumber("position", at); }
        json.WriteString("code", code);
        json.WriteString("sentence", sentence);
        json.WriteEndObject();
        json.WriteEndObject();
    });

    private static string Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Readable)) { write(json); }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    // as any program would write it: what is no JSON value is its FEEL text
    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case bool b: json.WriteBooleanValue(b); break;
            case decimal d: json.WriteRawValue(FeelValue.Text(d)!); break;
            case IReadOnlyDictionary<string, object?> context:
                json.WriteStartObject();
                foreach (var (key, entry) in context)
                {
                    json.WritePropertyName(key);
                    Write(json, entry);
                }
                json.WriteEndObject();
                break;
            case IReadOnlyList<object?> list:
                json.WriteStartArray();
                foreach (var item in list) { Write(json, item); }
                json.WriteEndArray();
                break;
            default: json.WriteStringValue(FeelValue.Text(value)); break;
        }
    }

    private static Dictionary<string, object?> Context(JsonElement json) => json.ValueKind == JsonValueKind.Object
        ? Entries(json)
        : throw new FormatException("A context is a JSON object.");

    private static Dictionary<string, object?> Entries(JsonElement json)
    {
        var entries = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var property in json.EnumerateObject()) { entries[property.Name] = Value(property.Value); }
        return entries;
    }

    private static object? Value(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetDecimal(out var number) ? number : throw new FormatException($"The number {json.GetRawText()} is out of range."),
        JsonValueKind.Array => json.EnumerateArray().Select(Value).ToArray(),
        _ => Entries(json),
    };
}

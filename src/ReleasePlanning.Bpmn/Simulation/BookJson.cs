using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using ReleasePlanning.Bpmn.Conditions;
using ReleasePlanning.Bpmn.Execution;

namespace ReleasePlanning.Bpmn.Simulation;

/// <summary>Writes and reads everything a simulation remembers.</summary>
internal static class BookJson
{
    internal static string Write(Book book)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("now", Text(book.Now));
            json.WriteNumber("nextNumber", book.NextNumber);
            json.WriteNumber("nextInstance", book.NextInstance);
            json.WriteString("given", FeelJson.Write(book.Given));
            WriteAll(json, "instances", book.Instances.Values, Write);
            WriteAll(json, "startTimers", book.StartTimers, Write);
            WriteAll(json, "incidents", book.Incidents, Write);
            json.WriteStartArray("left");
            foreach (var left in book.Left)
                json.WriteStringValue(FeelJson.Write(left));
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    internal static Book Read(string saved)
    {
        try
        {
            using var document = JsonDocument.Parse(saved);
            var root = document.RootElement;
            return new Book(Time(root.GetProperty("now")), root.GetProperty("nextNumber").GetInt64(), root.GetProperty("nextInstance").GetInt32(),
                FeelJson.Read(root.GetProperty("given").GetString()!))
            {
                Instances = root.GetProperty("instances").EnumerateArray().Select(ReadInstance).ToImmutableSortedDictionary(i => i.Id, i => i),
                StartTimers = [.. root.GetProperty("startTimers").EnumerateArray().Select(ReadStartTimer)],
                Incidents = [.. root.GetProperty("incidents").EnumerateArray().Select(ReadIncident)],
                Left = [.. root.GetProperty("left").EnumerateArray().Select(l => FeelJson.Read(l.GetString()!))]
            };
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or KeyNotFoundException or UnparsableValueException)
        {
            throw new JsonException("The text is no saved simulation.", e);
        }
    }

    private static void WriteAll<T>(Utf8JsonWriter json, string name, IEnumerable<T> all, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var one in all)
        {
            json.WriteStartObject();
            write(json, one);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, Instance instance)
    {
        json.WriteNumber("id", instance.Id);
        json.WriteString("process", instance.ProcessId);
        json.WriteString("state", ProcessStateJson.Write(instance.State));
        if (instance.Caller is { } caller)
        {
            json.WriteNumber("caller", caller.Instance);
            json.WriteNumber("token", caller.Token);
            json.WriteString("element", caller.Element);
        }
        WriteAll(json, "held", instance.Held.Values.OrderBy(h => h.Number), Write);
    }

    private static Instance ReadInstance(JsonElement json) =>
        new(json.GetProperty("id").GetInt32(), json.GetProperty("process").GetString()!, ProcessStateJson.Read(json.GetProperty("state").GetString()!),
            json.TryGetProperty("caller", out var caller) ? new(caller.GetInt32(), json.GetProperty("token").GetInt64(), json.GetProperty("element").GetString()!) : null)
        {
            Held = json.GetProperty("held").EnumerateArray().Select(ReadHeld).ToImmutableDictionary(h => h.At, h => h)
        };

    private static void Write(Utf8JsonWriter json, Held held)
    {
        json.WriteNumber("number", held.Number);
        json.WriteString("kind", held.Kind.ToString());
        json.WriteNumber("token", held.At.Token);
        json.WriteString("element", held.At.Element);
        if (held.Name is not null)
            json.WriteString("name", held.Name);
        if (held.Key is not null)
            json.WriteString("key", held.Key);
        if (held.Due is { } due)
            json.WriteString("due", Text(due));
        if (held.Child is { } child)
            json.WriteNumber("child", child);
    }

    private static Held ReadHeld(JsonElement json) =>
        new(json.GetProperty("number").GetInt64(), Enum.Parse<HeldKind>(json.GetProperty("kind").GetString()!),
            new(json.GetProperty("token").GetInt64(), json.GetProperty("element").GetString()!), Maybe(json, "name"), Maybe(json, "key"),
            json.TryGetProperty("due", out var due) ? Time(due) : null, json.TryGetProperty("child", out var child) ? child.GetInt32() : null);

    private static void Write(Utf8JsonWriter json, StartTimer timer)
    {
        json.WriteNumber("number", timer.Number);
        json.WriteString("process", timer.ProcessId);
        json.WriteString("element", timer.Element);
        json.WriteString("due", Text(timer.Due));
        if (timer.Repeat is not { } repeat)
            return;
        json.WriteString("every", repeat.Every);
        json.WriteString("first", Text(repeat.First));
        json.WriteNumber("fired", repeat.Fired);
        if (repeat.Remaining is { } remaining)
            json.WriteNumber("remaining", remaining);
        if (repeat.Until is { } until)
            json.WriteString("until", Text(until));
    }

    private static StartTimer ReadStartTimer(JsonElement json) =>
        new(json.GetProperty("number").GetInt64(), json.GetProperty("process").GetString()!, json.GetProperty("element").GetString()!, Time(json.GetProperty("due")),
            Maybe(json, "every") is not { } every ? null
            : new(every, Time(json.GetProperty("first")), json.GetProperty("fired").GetInt32(), json.TryGetProperty("remaining", out var left) ? left.GetInt32() : null)
            {
                Until = json.TryGetProperty("until", out var until) ? Time(until) : null
            });

    private static void Write(Utf8JsonWriter json, OpenIncident incident)
    {
        json.WriteNumber("instance", incident.Instance);
        json.WriteNumber("token", incident.Token);
        json.WriteString("element", incident.Element);
        json.WriteBoolean("stuck", incident.WasStuck);
        json.WriteString("english", incident.English);
        json.WriteString("french", incident.French);
    }

    private static OpenIncident ReadIncident(JsonElement json) =>
        new(json.GetProperty("instance").GetInt32(), json.GetProperty("token").GetInt64(), json.GetProperty("element").GetString()!, json.GetProperty("stuck").GetBoolean(),
            json.GetProperty("english").GetString()!, json.GetProperty("french").GetString()!);

    private static string? Maybe(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static string Text(Instant at) => InstantPattern.ExtendedIso.Format(at);

    private static Instant Time(JsonElement json) => InstantPattern.ExtendedIso.Parse(json.GetString()!).Value;
}
